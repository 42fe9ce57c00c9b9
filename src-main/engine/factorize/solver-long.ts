/**
 * The solver `fast` for V that is too large to be held whole (`Frames.isLong`): the dictionary is
 * learned on frames averaged in time, by as much as it takes; then the frames are visited in
 * blocks, each transformed once more and fitted by H alone. Memory hardly grows with the length. T
 * = frames, F = bins, K = components.
 */
import { framesPerBlock, framesToPool } from '../../../shared/memory-plan'
import type { SeparationSettings } from '../../../shared/settings'
import type { FrameFacts, Frames, Scale } from '../matrix/frames'
import { sharedFloats } from '../threads/shared-arrays'
import { accelerateSafely } from './accelerate'
import { type BlockFit, openBlockFit } from './coarse/block-fit'
import { chooseFramesPerPool, pooledCount } from './coarse/coarse'
import { contestSweeps, efforts, sweepsAfterContest } from './effort'
import { type Fit, type Solver, type SolverTools, sweepNanoseconds } from './solver'
import { bestStart } from './start/portfolio'
import type { Model } from './sweep/kernels'

/** Updates of H alone that every frame gets. */
const UPDATES = 10
/**
 * Stops the sweeps on averaged frames when five of them have lowered the divergence by less than
 * this share.
 */
const TOLERANCE = 1e-3
/** The work on a cell, in sweeps: an update of H, a measurement, a transform. */
const UPDATE_WORK = 0.6
const MEASURE_WORK = 0.35
const TRANSFORM_WORK = 2
/** The work of visiting the frames in blocks, in sweeps over all of them. */
const STREAMING_WORK = UPDATES * UPDATE_WORK + MEASURE_WORK + TRANSFORM_WORK

/** What a cell costs in each channel until the average is there; blocks are counted by the fit. */
const SPECTRUM_NANOSECONDS = 10

/** A dictionary, and the activations of averaged frames that it was learned with. */
interface Learned extends Model {
  readonly scale: Scale
}

/** Called with how much of the fit is done; false stops it. */
type Report = (work: number) => boolean

/** How the frames are visited in blocks. */
interface Plan {
  readonly framesPerPool: number
  readonly blockFrames: number
  readonly beta: number
}

/** The solver `fast` for frames that are too many to be held. */
export const longSolver: Solver = {
  name: 'long',
  sweeps: sweepsAfterContest,
  stages: (settings, frames) => {
    const learning = learningWork(settings) / choosePool(frames, settings)
    const factorize = (learning + STREAMING_WORK) * sweepNanoseconds(settings.components)
    return { spectrum: SPECTRUM_NANOSECONDS, factorize }
  },
  fit: (frames, settings, tools) => fitLong(frames, settings, tools)
}

/**
 * Factorizes frames without ever holding them all.
 * @param blockFrames frames that are held at a time, a multiple of 4
 * @returns null when the watch said no. The divergence is that of every frame: with the activations
 *   of averaged frames, then after each update of H.
 * @throws Failure `engine/out-of-memory`, `engine/crashed`
 */
export function fitLong(
  frames: Frames,
  settings: SeparationSettings,
  tools: SolverTools,
  blockFrames: number = framesPerBlock(frames.shape.F)
): Fit | null {
  const { T, F } = frames.shape
  const { components: K } = settings
  const { watch } = tools
  const framesPerPool = choosePool(frames, settings)
  const learningDone = learningWork(settings) / framesPerPool
  const allWork = learningDone + STREAMING_WORK
  const report: Report = (work) =>
    watch({
      stage: 'factorize',
      sweep: 0,
      divergence: null,
      fraction: Math.min(1, work / allWork)
    })

  const learned = learn(frames, settings, framesPerPool, tools, report)
  if (learned === null) return null
  const W = sharedFloats(K * F)
  const H = sharedFloats(T * K)
  W.set(learned.W)
  const plan = { framesPerPool, blockFrames, beta: settings.beta }
  const sums = stream(frames, learned, H, plan, {
    ...tools,
    report: (work) => report(learningDone + work)
  })
  if (sums === null) return null
  const divergence = sums.map((sum) => sum / (T * F))
  for (const [sweep, value] of divergence.entries()) {
    if (!watch({ stage: 'factorize', fraction: 1, sweep, divergence: value })) return null
  }
  return { W, H, scale: learned.scale, divergence }
}

/**
 * Frames that are averaged into one: what memory requires, and no fewer than for a short recording.
 */
function choosePool(
  { shape: { T, F }, longestPool }: FrameFacts,
  { components }: SeparationSettings
): number {
  return Math.max(framesToPool(T, F), chooseFramesPerPool(T, components, longestPool))
}

/** Work of learning in sweeps over the averaged frames. */
function learningWork(settings: SeparationSettings): number {
  return contestSweeps(efforts[settings.quality].rounds) + sweepsAfterContest(settings) + 1
}

/** Learns the dictionary on averaged frames. */
function learn(
  frames: Frames,
  settings: SeparationSettings,
  framesPerPool: number,
  { module, backend, team, watch, listen }: SolverTools,
  report: Report
): Learned | null {
  const { components: K, beta, quality, seed } = settings
  const { F } = frames.shape
  const T = pooledCount(frames.shape.T, framesPerPool)
  const { rounds } = efforts[quality]
  const kernels = backend.open({ T, F, K, beta }, team)
  const reportSweeps = (sweeps: number): boolean => report(sweeps / framesPerPool)
  try {
    const { V, rowStride } = kernels
    const scale = frames.average(framesPerPool, { V, rowStride }, (fraction) =>
      watch({ stage: 'spectrum', fraction, sweep: 0, divergence: null })
    )
    if (scale === null) return null
    const showAverage = listen(scale, null)
    const show = (): void => showAverage(kernels, framesPerPool)
    const contest = { rounds, seed }
    const start = bestStart(kernels, contest, { module, keepGoing: reportSweeps, show })
    if (start === null) return null
    kernels.setModel(start)
    const limits = { sweeps: sweepsAfterContest(settings), tolerance: TOLERANCE }
    const done = contestSweeps(rounds)
    const history = accelerateSafely(kernels, limits, ({ work, divergence }) => {
      if (divergence !== null) show()
      return reportSweeps(done + work)
    })
    if (history === null) return null
    kernels.readModel(start)
    return { ...start, scale }
  } finally {
    kernels.close()
  }
}

/**
 * Fits H [T x K] of every frame, block by block.
 * @returns divergence, summed over all cells, before the first update and after each; null when the
 *   report said no
 */
function stream(
  frames: Frames,
  learned: Learned,
  H: Float32Array,
  { framesPerPool, blockFrames, beta }: Plan,
  { report, ...tools }: Pick<SolverTools, 'backend' | 'team'> & { readonly report: Report }
): number[] | null {
  const { T, F } = frames.shape
  const K = learned.W.length / F
  const size = Math.min(T, blockFrames)
  const sums = new Array<number>(UPDATES + 1).fill(0)
  const open = (count: number): BlockFit => {
    const shape = { T: count, F, K, beta }
    return openBlockFit(frames, learned.scale, { shape, updates: UPDATES }, tools)
  }
  let block = open(size)
  try {
    for (let from = 0; from < T; from += size) {
      const to = Math.min(T, from + size)
      // The last block is shorter, and nothing behind its frames may be fitted.
      if (to - from < size) {
        block.close()
        block = open(to - from)
      }
      const own = H.subarray(from * K, to * K)
      for (let t = from; t < to; t++) {
        const pool = Math.floor(t / framesPerPool)
        H.set(learned.H.subarray(pool * K, (pool + 1) * K), t * K)
      }
      const found = block.fit(from, { W: learned.W, H: own }, (share) =>
        report((STREAMING_WORK * (from + share * (to - from))) / T)
      )
      if (found === null) return null
      found.forEach((sum, i) => (sums[i]! += sum))
    }
    return sums
  } finally {
    block.close()
  }
}
