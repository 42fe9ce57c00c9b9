/**
 * Hits of stems as short files of their own, the cleanest first: `01_Kick.wav`, `02_Kick.wav`, ...
 * in a folder for each stem. Cut from the stems as they are rendered, in one more pass over those
 * parts of the recording that hold a hit; faded at both ends. Runs on one thread, in memory that is
 * independent of the recording's length.
 */
import type { KeepGoing } from '../../../shared/failure'
import { exportFormatFacts } from '../../../shared/contract'
import { MOST_HITS } from './export-size'
import { findOneShots, type OneShot } from '../notes/one-shots'
import { fittingName, plainName } from './files/file-names'
import type { OpenStemFile, StemFile, StemFileSpec } from './formats/stem-file'
import { stemFileOpener } from './formats/stem-files'
import { countAtoms, planStems, prepareStems, type StemShape } from '../stems/stem-plan'
import type { RangeSamples } from '../stems/stem-buffers'
import { createStemRenderer } from '../stems/stem-renderer'
import type { ExportJob, JobOneShots } from './export-job'

/** A file that was written. */
export interface OneShotFile {
  /** Relative to the folder, with slashes. */
  readonly path: string
  readonly stem: number
}

/** A hit and its file; without a file it is finished, or has not begun. */
interface Cut {
  readonly shot: OneShot
  readonly path: string
  readonly title: string
  readonly stem: number
  readonly open: OpenStemFile
  file: StemFile | null
}

/**
 * Writes the hits of all stems that the job asks for; their folders must be there.
 * @param folder absolute
 * @returns the files, those of a stem by cleanliness; null when cancelled
 * @throws Failure `export/disk-full`, `export/not-writable`, `engine/out-of-memory`
 */
export async function writeOneShots(
  job: ExportJob,
  spec: StemFileSpec,
  folder: string,
  module: WebAssembly.Module,
  keepGoing: KeepGoing
): Promise<OneShotFile[] | null> {
  const { pcm, factorization, oneShots } = job
  const shape = shapeOf(job)
  const cuts: Cut[][] = []
  for (const stem of oneShots) cuts.push(await cutsOf(job, stem, spec))
  const plan = planStems(shape, 1)
  const memory = prepareStems(plan, factorization)
  const source = { pcm, factorization, stems: oneShots }
  const renderer = createStemRenderer(module, plan, memory, 0, source)
  try {
    for (let range = 0; range < plan.rangeCount; range++) {
      const first = plan.firstHop * shape.hopSize + range * plan.samplesPerRange
      const from = range === 0 ? first + plan.skip : first
      const to = from + renderer.countOf(range)
      const mayGoOn = (): boolean => keepGoing(range / plan.rangeCount)
      if (!mayGoOn()) return null
      if (!cuts.flat().some(({ shot }) => overlaps(shot, from, to))) continue
      if (renderer.render(range, 0, mayGoOn) === null) return null
      cuts.forEach((ofStem, s) => {
        const samples = renderer.samplesOf(0, s, range)
        for (const cut of ofStem)
          if (overlaps(cut.shot, from, to)) take(cut, samples, from, to, folder)
      })
    }
    return cuts.flat().map(({ path, stem }) => ({ path, stem }))
  } finally {
    for (const { file } of cuts.flat()) file?.abort()
  }
}

function shapeOf({ pcm, factorization, oneShots, format, range }: ExportJob): StemShape {
  return {
    windowSize: factorization.settings.windowSize,
    hopSize: factorization.settings.hopSize,
    channelCount: pcm.channels.length,
    sampleCount: pcm.channels[0]!.length,
    ...(range && { span: range }),
    stemCount: oneShots.length,
    ...countAtoms(factorization, oneShots),
    format,
    hasRest: false
  }
}

/** The hits of a stem that lie entirely in the range. */
async function cutsOf(
  { pcm, factorization, range }: ExportJob,
  { name, path, stem, components }: JobOneShots,
  spec: StemFileSpec
): Promise<Cut[]> {
  const sampleCount = pcm.channels[0]!.length
  const { fromSample, toSample } = range ?? { fromSample: 0, toSample: sampleCount }
  const shots = findOneShots(factorization, components, pcm.sampleRate, sampleCount)
    .filter(({ startSample, endSample }) => startSample >= fromSample && endSample <= toSample)
    .slice(0, MOST_HITS)
  const width = Math.max(2, String(shots.length).length)
  const base = fittingName(plainName(name)) || 'Hit'
  const { extension } = exportFormatFacts[spec.format]
  const cuts: Cut[] = []
  for (const [i, shot] of shots.entries()) {
    const number = String(i + 1).padStart(width, '0')
    const own = {
      ...spec,
      sampleCount: shot.endSample - shot.startSample,
      timeReference: (spec.timeReference ?? 0) + shot.startSample - fromSample
    }
    cuts.push({
      shot,
      path: `${path}/${number}_${base}.${extension}`,
      title: `${name} ${number}`,
      stem,
      open: await stemFileOpener(own),
      file: null
    })
  }
  return cuts
}

function overlaps({ startSample, endSample }: OneShot, from: number, to: number): boolean {
  return startSample < to && endSample > from
}

/**
 * Writes the part of a hit in samples [from, to); begins its file with the first part and finishes
 * it with the last.
 */
function take(
  cut: Cut,
  samples: readonly RangeSamples[],
  from: number,
  to: number,
  folder: string
): void {
  const { shot, path, title } = cut
  const first = Math.max(from, shot.startSample)
  const last = Math.min(to, shot.endSample)
  cut.file ??= cut.open(folder, { name: path, title })
  const faded = samples.map((channel) => {
    const piece = channel.slice(first - from, last - from)
    fade(piece, first, shot)
    return piece
  })
  cut.file.write(faded, last - first)
  if (last < shot.endSample) return
  cut.file.finish()
}

/** Fades what lies near the ends of a hit, in place; whole steps stay whole. */
function fade(
  piece: RangeSamples,
  first: number,
  { startSample, endSample, fadeSamples }: OneShot
): void {
  const isWhole = piece instanceof Int32Array
  for (let n = 0; n < piece.length; n++) {
    const edge = Math.min(first + n - startSample, endSample - 1 - first - n)
    if (edge >= fadeSamples) continue
    const value = (piece[n]! * (edge + 0.5)) / fadeSamples
    piece[n] = isWhole ? Math.round(value) : value
  }
}
