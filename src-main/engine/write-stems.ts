/**
 * Stems to files that add up to the recording. Everything is written aside and only moved into place
 * when all of it is complete; a failure or a cancel leaves the folder as it was. No file that is there
 * is ever written over. S = stems, N = samples, C = channels.
 */
import * as nodeFs from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { amplitudeToDb } from '../../shared/dsp/decibels'
import { Failure, type KeepGoing } from '../../shared/failure'
import { createWavFile, writeFailure, type WavFile, type WriteFs } from './encode-wav'
import type { EngineInput, WrittenStems } from './engine-protocol'
import { addUpExactly, emptyTally, integerScale, roundToSteps, type SumTally } from './integer-sum'
import { separate, type StemSink } from './separate'
import { wavFileSize, type WavSpec } from './wav-header'

/** Rest below this (-120 dB) of the recording's peak, or of full scale, is not worth a float file. */
const REST_THRESHOLD = 1e-6
/** Largest hop, hence block, there is. */
const BLOCK_LIMIT = 8192

/**
 * Renders and writes a set of stems; with `complete`, the written files add up to the recording: in
 * whole steps exactly, in float to rounding. Memory does not grow with the recording.
 * @param fs tests pass one whose calls fail
 * @returns null when cancelled
 * @throws Failure `export/nothing-to-write`, `export/not-writable`, `export/disk-full`, `export/over-source`
 */
export function writeStems(
  input: EngineInput<'writeStems'>,
  keepGoing: KeepGoing,
  fs: WriteFs = nodeFs
): Promise<WrittenStems | null> {
  // Writing is synchronous: this runs in a worker, and cancel is a word in shared memory.
  return Promise.resolve().then(() => writeAll(input, keepGoing, fs))
}

function writeAll(
  input: EngineInput<'writeStems'>,
  keepGoing: KeepGoing,
  fs: WriteFs
): WrittenStems | null {
  checkInput(input)
  const { pcm, summary, factorization, stems, format, complete } = input
  const folder = resolve(input.folder)
  const names = complete ? input.fileNames : input.fileNames.slice(0, stems.length)
  const spec: WavSpec = {
    format,
    sampleRate: pcm.sampleRate,
    channelCount: pcm.channels.length,
    sampleCount: pcm.channels[0]!.length,
    timeReference: summary.timeReference
  }
  checkTarget(folder, names, summary.path, wavFileSize(spec) * names.length, fs)

  const files: WavFile[] = []
  let isComplete = false
  try {
    for (const name of names) files.push(createWavFile(folder, name, spec, fs))
    const began = performance.now()
    const output = stemOutput(input, files)
    if (!separate(pcm, factorization, stems, output.sink, keepGoing)) return null
    const written = performance.now()
    const { tally } = output
    const peak = Math.min(1, factorization.peak)
    const keepsRest = complete && tally.restPeak > (format === 'wav32f' ? REST_THRESHOLD * peak : 0)
    if (complete && !keepsRest) files.pop()!.abort()
    for (const file of files) file.finish()
    const paths = files.map((file) => file.place())
    isComplete = true
    return {
      files: paths,
      residualDb: complete ? residualDb(tally, keepsRest, spec) : null,
      clippedSamples: tally.clipped,
      stageSeconds: {
        separate: (written - began) / 1000 - output.writeSeconds(),
        write: output.writeSeconds() + (performance.now() - written) / 1000
      }
    }
  } finally {
    if (!isComplete) for (const file of files) file.abort()
  }
}

function checkInput({ pcm, stems, fileNames }: EngineInput<'writeStems'>): void {
  if (stems.length === 0 || (pcm.channels[0]?.length ?? 0) === 0) {
    throw new Failure('export/nothing-to-write', 'there are no stems to write')
  }
  if (fileNames.length !== stems.length + 1) {
    throw new Error(`${fileNames.length} file names for ${stems.length} stems and Rest`)
  }
  for (const name of fileNames) {
    if (name === '' || basename(name) !== name) throw new Error(`"${name}" is not a file name`)
  }
}

/** Finds out before anything is written what would go wrong at the end. */
function checkTarget(
  folder: string,
  names: readonly string[],
  source: string,
  neededBytes: number,
  fs: WriteFs
): void {
  const first = names[0]!
  try {
    const recording = identity(source)
    for (const name of names) {
      if (recording !== null && identity(join(folder, name)) === recording) {
        throw new Failure('export/over-source', `${name} is the recording`, { folder, name })
      }
    }
    const { bavail, bsize, blocks } = fs.statfsSync(folder)
    const freeBytes = bavail * bsize
    // Some network folders have no blocks to count: there only writing shows whether there is room.
    if (blocks > 0 && freeBytes < neededBytes) {
      const details = { folder, name: first, freeBytes, neededBytes }
      throw new Failure('export/disk-full', `${folder}: ${freeBytes} bytes are free`, details)
    }
  } catch (cause) {
    throw writeFailure(folder, first, cause)
  }
}

/** What tells one file from all others whatever it is called, null when there is none. */
function identity(path: string): string | null {
  const stats = nodeFs.statSync(path, { bigint: true, throwIfNoEntry: false })
  return stats ? `${stats.dev}:${stats.ino}` : null
}

/** Where the blocks of a separation go: made to add up if they can, then into the files. */
function stemOutput(
  { pcm, stems, format, complete }: EngineInput<'writeStems'>,
  files: readonly WavFile[]
): { sink: StemSink; tally: SumTally; writeSeconds: () => number } {
  const scale = integerScale(format)
  const tally = emptyTally()
  const rest = pcm.channels.map(() => new Float64Array(BLOCK_LIMIT))
  let seconds = 0
  const sink: StemSink = (start, count, blocks) => {
    const began = performance.now()
    pcm.channels.forEach((recording, c) => {
      const channel = blocks.map((block) => block[c]!)
      if (scale !== null) {
        for (const samples of channel) tally.clipped += roundToSteps(samples, count, scale)
        if (complete) addUpExactly(recording, start, channel, rest[c]!, count, scale, tally)
      } else if (complete) {
        addUpAsFloats(recording, start, channel, rest[c]!, count, tally)
      }
    })
    blocks.forEach((block, s) => files[s]!.write(block, count))
    if (complete) files[stems.length]!.write(rest, count)
    seconds += (performance.now() - began) / 1000
  }
  return { sink, tally, writeSeconds: () => seconds }
}

/** Rest of stems as float32 files hold them, and what is still missing then; stems in place. */
function addUpAsFloats(
  recording: Float32Array,
  start: number,
  stems: readonly Float64Array[],
  rest: Float64Array,
  count: number,
  tally: SumTally
): void {
  for (let n = 0; n < count; n++) rest[n] = recording[start + n]!
  for (const stem of stems) {
    for (let n = 0; n < count; n++) {
      stem[n] = Math.fround(stem[n]!)
      rest[n]! -= stem[n]!
    }
  }
  for (let n = 0; n < count; n++) {
    const missing = rest[n]!
    const kept = Math.fround(missing)
    rest[n] = kept
    tally.squaresWithoutRest += missing * missing
    tally.squares += (missing - kept) ** 2
    tally.restPeak = Math.max(tally.restPeak, Math.abs(kept))
  }
}

/** Root mean square of what the written files lack of the recording, in dBFS. */
function residualDb(tally: SumTally, keepsRest: boolean, spec: WavSpec): number {
  const squares = keepsRest ? tally.squares : tally.squaresWithoutRest
  if (!Number.isFinite(squares)) throw new Error('the stems are not finite')
  const fullScale = integerScale(spec.format)?.steps ?? 1
  return amplitudeToDb(Math.sqrt(squares / (spec.sampleCount * spec.channelCount)) / fullScale)
}
