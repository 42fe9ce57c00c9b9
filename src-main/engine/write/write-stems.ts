/**
 * Writes stems to files that add up to the recording. The owner of the folder keeps all of them or
 * none (files/whole-set.ts). Threads share rendering and encoding (stem-thread.ts).
 */
import { unlinkSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import { Failure, type KeepGoing } from '../../../shared/failure'
import type { WriteFs } from './files/new-file'
import type { WholeSetFs } from './files/whole-set'
import type { StemsJob, WrittenStems } from './export-job'
import { integerScale, type SumTally } from '../stems/integer-sum'
import type { StemFileSpec, StemTitle } from './formats/stem-file'
import { stemFileSize } from './formats/stem-files'
import {
  countAtoms,
  exportedSamples,
  planRanges,
  planStems,
  prepareStems,
  type StemShape
} from '../stems/stem-plan'
import { createBoard, type StemSeconds } from './threads/stem-team-protocol'
import { StemTeam } from './threads/stem-team'

/**
 * Rest below this (-120 dB) of the recording's peak, or of full scale, is not worth a float file.
 */
const REST_THRESHOLD = 1e-6
/** More threads than this would wait for the disk. */
const MOST_THREADS = 8

/** What writing stems needs. */
export interface WriteTools {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  /** The built `stem.worker.js`, for more than one thread. */
  readonly helperUrl?: URL
  /** The file system; tests pass one whose calls fail, helpers use the real one. */
  readonly fs?: WriteFs & WholeSetFs
  /** Where folders in the making are listed (files/staging-list.ts), null for nowhere. */
  readonly stagingList?: string | null
}

/**
 * Renders and writes a set of stems; with `complete`, the written files add up to the recording, or
 * its range: in whole steps exactly, in float to rounding. Memory does not grow with the recording.
 * @returns null when cancelled; the files in the folder are then incomplete, as after a failure
 * @throws Failure `export/nothing-to-write`, `export/not-writable`, `export/disk-full`,
 *   `engine/out-of-memory`, `engine/crashed`
 */
export async function writeStems(
  input: StemsJob,
  keepGoing: KeepGoing,
  tools: WriteTools
): Promise<WrittenStems | null> {
  checkInput(input)
  const { pcm, factorization, stems, format, complete, folder, mix } = input
  const files = titlesOf(input)
  const shape = shapeOf(input)
  const spec = fileSpec(input, exportedSamples(shape))

  const began = performance.now()
  const plan = planStems(shape, threadCount(shape, input.threads, tools.helperUrl))
  const memory = prepareStems(plan, factorization)
  const source = { pcm, factorization, stems }
  const shared = { module: tools.module, plan, memory, source, board: createBoard(plan) }
  const job = { ...shared, folder, files, spec, thread: 0 }
  const team = new StemTeam(job, tools.helperUrl ?? null, tools.fs)
  let result
  try {
    result = await team.run(keepGoing)
  } finally {
    await team.end()
  }
  if (result === null) return null
  const { tally, fileTallies, seconds } = result
  const peak = Math.min(1, factorization.peak)
  const threshold = integerScale(format) === null ? REST_THRESHOLD * peak : 0
  const keepsRest = complete && tally.restPeak > threshold
  const paths = files.map(({ name }) => join(folder, name))
  if (complete && !keepsRest) unlinkSync(paths[stems.length]!)
  return {
    files: paths.slice(0, stems.length + (keepsRest ? 1 : 0)),
    mixFile: mix ? paths.at(-1)! : null,
    levels: files.map((_, file) => ({
      peak: fileTallies[2 * file]!,
      clippedSamples: fileTallies[2 * file + 1]!
    })),
    residualDb: complete ? residualDb(tally, keepsRest, spec) : null,
    clippedSamples: tally.clipped,
    stageSeconds: shareOut(seconds, (performance.now() - began) / 1000)
  }
}

/** Every file that a job may write: stems, Rest where it is asked for, the mix. */
export function namesOf(job: StemsJob): string[] {
  return titlesOf(job).map(({ name }) => name)
}

/** Bytes that the files of a job take, Rest included where it is asked for. */
export function stemBytes(job: StemsJob): number {
  return titlesOf(job).length * stemFileSize(fileSpec(job, exportedSamples(shapeOf(job))))
}

function titlesOf({ stems, fileNames, complete, mix }: StemsJob): StemTitle[] {
  const titles = [...stems.map(({ name }) => name), ...(complete ? ['Rest'] : [])]
  const titled = titles.map((title, i) => ({ name: fileNames[i]!, title }))
  return mix ? [...titled, { name: mix.fileName, title: 'Mix' }] : titled
}

function fileSpec(
  { pcm, summary, format, range, origin }: StemsJob,
  sampleCount: number
): StemFileSpec {
  const { channelMask = 0 } = summary
  const isPlaced = origin !== undefined || range !== undefined || summary.timeReference !== null
  return {
    format,
    sampleRate: pcm.sampleRate,
    channelCount: pcm.channels.length,
    channelMask,
    sampleCount,
    timeReference: isPlaced ? (summary.timeReference ?? 0) + (range?.fromSample ?? 0) : null,
    ...(origin && { origin })
  }
}

function shapeOf({ pcm, factorization, stems, format, complete, range, mix }: StemsJob): StemShape {
  const { settings } = factorization
  return {
    windowSize: settings.windowSize,
    hopSize: settings.hopSize,
    channelCount: pcm.channels.length,
    sampleCount: pcm.channels[0]!.length,
    stemCount: stems.length,
    ...countAtoms(factorization, stems),
    format,
    hasRest: complete,
    ...(range && { span: range }),
    ...(mix && { mix: mix.kind })
  }
}

/** No more threads than there are ranges to render. */
function threadCount(
  shape: StemShape,
  threads = Math.min(MOST_THREADS, availableParallelism()),
  helperUrl?: URL
): number {
  const most = helperUrl === undefined ? 1 : planRanges(shape).rangeCount
  return Math.max(1, Math.min(threads, most))
}

/** Wall-clock seconds, divided in the ratio of the threads' seconds. */
function shareOut({ separate, write }: StemSeconds, seconds: number): Record<string, number> {
  const all = separate + write
  return { separate: (seconds * separate) / all, write: (seconds * write) / all }
}

function checkInput({ pcm, stems, fileNames, range, mix }: StemsJob): void {
  const length = pcm.channels[0]?.length ?? 0
  const { fromSample, toSample } = range ?? { fromSample: 0, toSample: length }
  if (fromSample < 0 || toSample > length) {
    throw new Error(`samples ${fromSample} to ${toSample} of ${length}`)
  }
  if (stems.length === 0 || toSample <= fromSample) {
    throw new Failure('export/nothing-to-write', 'there are no stems to write')
  }
  if (fileNames.length !== stems.length + 1) {
    throw new Error(`${fileNames.length} file names for ${stems.length} stems and Rest`)
  }
  for (const name of mix ? [...fileNames, mix.fileName] : fileNames) {
    if (!isPlainPath(name)) throw new Error(`"${name}" is not a file name`)
  }
}

/** Whether a path leads down from a folder by plain names with slashes between them. */
function isPlainPath(path: string): boolean {
  return path.split('/').every((name) => /^[^\\]+$/.test(name) && name !== '.' && name !== '..')
}

/** Residual of the written files: root mean square of what they lack, in dBFS. */
function residualDb(tally: SumTally, keepsRest: boolean, spec: StemFileSpec): number {
  const squares = keepsRest ? tally.squares : tally.squaresWithoutRest
  if (!Number.isFinite(squares)) throw new Error('the stems are not finite')
  const fullScale = integerScale(spec.format)?.steps ?? 1
  return amplitudeToDb(Math.sqrt(squares / (spec.sampleCount * spec.channelCount)) / fullScale)
}
