/**
 * V of a recording that is too long to be held whole: averaged in time, and then block by block.
 * The same law as in spectrum.ts, with two differences: the floor is added to an average, not to
 * its terms, and V is divided by the mean of the averages. T = frames, F = bins.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { KeepGoing } from '../../../shared/failure'
import {
  LongOperation,
  LongParameter,
  type LongSpectrumTask,
  openLongSpectrumThread,
  rowsOfUnit
} from './long-spectrum-thread'
import type { Blocks, Rows, Scale } from '../matrix/frames'
import { FLOOR, type SpectrumSource } from './spectrum'
import { sharedDoubles } from '../threads/shared-arrays'
import { largestSample, type SpectrumSettings } from './spectrum-thread'

/**
 * About what a cell takes one thread, where frames are transformed and where they are only
 * rescaled.
 */
const NANOSECONDS = { transformed: 15, visited: 2 }
/** Samples that are read between two calls of `keepGoing`. */
const SAMPLES_AT_ONCE = 2 ** 22

/**
 * Computes V averaged over runs of frames.
 * @param into rows for ceil(T / framesPerPool) frames
 * @returns null when keepGoing said no
 * @throws Failure `engine/crashed`, `engine/out-of-memory`
 */
export function averagedSpectrum(
  { pcm, settings, module, team }: SpectrumSource,
  framesPerPool: number,
  into: Rows,
  keepGoing: KeepGoing
): Scale | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const rows = Math.ceil(T / framesPerPool)
  const peak = peakOf(pcm, () => keepGoing(0))
  if (peak === null) return null
  const task = makeTask(pcm, settings, peak, framesPerPool, into, rows)
  const { parameters, found } = task
  const shared = team.open(task, openLongSpectrumThread(task, module))
  const pass = (operation: number, from: number, to: number): boolean => {
    const units = Math.ceil(rows / rowsOfUnit(operation, framesPerPool))
    const isFirst = operation === LongOperation.pool
    const cells = isFirst ? T * F * NANOSECONDS.transformed : rows * F * NANOSECONDS.visited
    found.fill(0)
    return shared.run({ operation, units, panels: units, milliseconds: cells * 1e-6 }, (share) =>
      keepGoing(from + (to - from) * share)
    )
  }
  try {
    if (!pass(LongOperation.pool, 0, 0.96)) return null
    const floor = FLOOR * found.reduce((most, value) => Math.max(most, value), 0)
    parameters[LongParameter.floor] = floor
    if (!pass(LongOperation.raise, 0.96, 0.99)) return null
    // In the order of the frames, whichever thread was first.
    const meanV = found.reduce((total, value) => total + value, 0) / (rows * F)
    parameters[LongParameter.mean] = meanV
    return pass(LongOperation.scale, 0.99, 1) ? { peak, floor, meanV } : null
  } finally {
    shared.close()
  }
}

/**
 * Prepares to compute V block by block.
 * @param into rows for the frames of a block
 * @throws Failure `engine/crashed`, `engine/out-of-memory`
 */
export function spectrumBlocks(
  { pcm, settings, module, team }: SpectrumSource,
  { floor, meanV, peak }: Scale,
  into: Rows,
  framesPerBlock: number
): Blocks {
  const F = binCount(settings.windowSize)
  const task = makeTask(pcm, settings, peak, 1, into, framesPerBlock)
  task.parameters[LongParameter.floor] = floor
  task.parameters[LongParameter.mean] = meanV
  const shared = team.open(task, openLongSpectrumThread(task, module))
  return {
    take(from, to, keepGoing) {
      task.parameters[LongParameter.from] = from
      task.parameters[LongParameter.to] = to
      const operation = LongOperation.block
      const units = Math.ceil((to - from) / rowsOfUnit(operation, 1))
      const milliseconds = (to - from) * F * NANOSECONDS.transformed * 1e-6
      return shared.run({ operation, units, panels: units, milliseconds }, keepGoing)
    },
    close: () => shared.close()
  }
}

function makeTask(
  pcm: Pcm,
  settings: SpectrumSettings,
  peak: number,
  framesPerPool: number,
  { V, rowStride }: Rows,
  rows: number
): LongSpectrumTask {
  const { exponent, windowSize, hopSize } = settings
  return {
    kind: 'long-spectrum',
    pcm,
    settings: { exponent, windowSize, hopSize },
    peak,
    framesPerPool,
    V,
    rowStride,
    parameters: sharedDoubles(4),
    found: sharedDoubles(Math.max(1, rows))
  }
}

/** Largest absolute sample of all channels, 1 for silence; null when keepGoing said no. */
function peakOf(pcm: Pcm, keepGoing: () => boolean): number | null {
  const length = pcm.channels[0]?.length ?? 0
  let largest = 0
  for (let from = 0; from < length; from += SAMPLES_AT_ONCE) {
    largest = Math.max(largest, largestSample(pcm, from, from + SAMPLES_AT_ONCE))
    if (!keepGoing()) return null
  }
  return largest || 1
}
