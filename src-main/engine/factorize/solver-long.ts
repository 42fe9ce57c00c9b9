/**
 * The solver `fast` for recordings whose V is too large to be held whole (`isLong`): the dictionary
 * is learnt on frames averaged in time, as many as it takes; then the frames pass by in blocks,
 * each transformed once more and fitted by H alone. Memory hardly grows with the length. T =
 * frames, F = bins, K = components.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import { framesPerBlock, framesToPool, isLong } from '../../../shared/memory-plan'
import type { SeparationSettings } from '../../../shared/settings'
import { type BlockFit, openBlockFit } from './coarse/block-fit'
import { chooseFramesPerPool } from './coarse/coarse'
import { contestSweeps, efforts, plannedSweeps } from './effort'
import { simdBackend } from './sweep/simd-kernels'
import { type Listen, type SeparationWatch, showNobody, type ShowModel } from './watch'
import type { Model } from './sweep/kernels'
import { averagedSpectrum, type LongScale, type LongSource } from '../spectrum/long-spectrum'
import { bestStart } from './start/portfolio'
import { accelerateSafely } from './accelerate'
import { soloTeam, type Team } from '../threads/team'

/** Updates of H alone that every frame gets. */
const UPDATES = 10
/**
 * Stops the sweeps on averaged frames when five of them have lowered the divergence by less than
 * this share.
 */
const TOLERANCE = 1e-3
/** Work on a cell, in sweeps: an update of H, a measurement, a transform. */
const UPDATE_WORK = 0.6
const MEASURE_WORK = 0.35
const TRANSFORM_WORK = 2

/** A dictionary, and the activations of averaged frames that it was learnt with. */
interface Learnt extends Model {
  readonly scale: LongScale
}

/** Told how much work of the fit is done; false stops it. */
type Report = (work: number) => boolean

/** How the frames pass by. */
interface StreamPlan {
  readonly framesPerPool: number
  readonly blockFrames: number
  readonly beta: number
}

/** Who sees the learning. */
interface Watchers {
  readonly watch: SeparationWatch
  readonly report: Report
  readonly show: (scale: LongScale) => ShowModel
}

/**
 * Factorizes a long recording. Same samples, settings and machine give the same bits, on any team.
 * @param listen who is shown the fit of averaged frames while it goes on
 * @param blockFrames frames that are held at a time, a multiple of 4
 * @returns W and H over shared memory, or null when the watch said no. The divergence is that of
 *   every frame: with the activations of averaged frames, then after each update of H.
 * @throws Failure `engine/out-of-memory`, `engine/crashed`
 */
export function separateLong(
  pcm: Pcm,
  settings: SeparationSettings,
  module: WebAssembly.Module,
  watch: SeparationWatch,
  team: Team = soloTeam,
  listen: Listen = () => showNobody,
  blockFrames: number = framesPerBlock(binCount(settings.windowSize))
): Factorization | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const K = settings.components
  const framesPerPool = longPoolSize(T, settings, settings.hopSize / pcm.sampleRate)
  const source: LongSource = { pcm, settings, module, team }
  const allWork = learningWork(settings) / framesPerPool + streamingWork
  const report: Report = (work) =>
    watch({
      stage: 'factorize',
      sweep: 0,
      divergence: null,
      fraction: Math.min(1, work / allWork)
    })

  const shape = { settings, frameCount: T, binCount: F, componentCount: K }
  const show = (scale: LongScale): ShowModel =>
    listen({ ...shape, meanV: scale.meanV, peak: scale.peak }, null)
  const learnt = learn(source, settings, framesPerPool, { watch, report, show })
  if (learnt === null) return null
  const W = sharedFloats(K * F)
  const H = sharedFloats(T * K)
  W.set(learnt.W)
  const learningDone = learningWork(settings) / framesPerPool
  const plan = { framesPerPool, blockFrames, beta: settings.beta }
  const sums = stream(source, learnt, plan, H, (work) => report(learningDone + work))
  if (sums === null) return null
  const divergence = sums.map((sum) => sum / (T * F))
  for (const [sweep, value] of divergence.entries()) {
    if (!watch({ stage: 'factorize', fraction: 1, sweep, divergence: value })) return null
  }
  const { meanV, peak } = learnt.scale
  return { ...shape, W, H, meanV, peak, divergence }
}

/**
 * Frames that are averaged into one: what memory asks for, and no fewer than in a short recording.
 */
export function longPoolSize(
  T: number,
  { components: K, windowSize }: Pick<SeparationSettings, 'components' | 'windowSize'>,
  hopSeconds: number
): number {
  return Math.max(framesToPool(T, binCount(windowSize)), chooseFramesPerPool(T, K, hopSeconds))
}

/** Work of learning in sweeps over the averaged frames. */
function learningWork(settings: SeparationSettings): number {
  return contestSweeps(efforts[settings.quality].rounds) + plannedSweeps(settings) + 1
}

/** Work of the frames that pass by, in sweeps over all of them. */
const streamingWork = UPDATES * UPDATE_WORK + MEASURE_WORK + TRANSFORM_WORK

/**
 * Work of the fit in sweeps over every frame, about; null for a recording that is not separated
 * this way.
 */
export function expectedLongWork(pcm: Pcm, settings: SeparationSettings): number | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  if (settings.solver !== 'fast' || !isLong(T, binCount(settings.windowSize))) return null
  const framesPerPool = longPoolSize(T, settings, settings.hopSize / pcm.sampleRate)
  return learningWork(settings) / framesPerPool + streamingWork
}

/** Learns the dictionary on averaged frames. */
function learn(
  source: LongSource,
  settings: SeparationSettings,
  framesPerPool: number,
  { watch, report, show: showAt }: Watchers
): Learnt | null {
  const { pcm, module, team } = source
  const F = binCount(settings.windowSize)
  const { components: K, beta, quality, seed } = settings
  const T = Math.ceil(frameCount(pcm.channels[0]!.length, settings) / framesPerPool)
  const { rounds } = efforts[quality]
  const kernels = simdBackend(module).open({ T, F, K, beta }, team)
  const reportSweeps = (sweeps: number): boolean => report(sweeps / framesPerPool)
  try {
    const scale = averagedSpectrum(source, framesPerPool, kernels, (fraction) =>
      watch({ stage: 'spectrum', fraction, sweep: 0, divergence: null })
    )
    if (scale === null) return null
    const showAverage = showAt(scale)
    const show = (): void => showAverage(kernels, framesPerPool)
    const start = bestStart(kernels, { rounds, seed }, { module, keepGoing: reportSweeps, show })
    if (start === null) return null
    kernels.setModel(start)
    const limits = { sweeps: plannedSweeps(settings), tolerance: TOLERANCE }
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
  source: LongSource,
  learnt: Learnt,
  { framesPerPool, blockFrames, beta }: StreamPlan,
  H: Float32Array,
  report: Report
): number[] | null {
  const F = binCount(source.settings.windowSize)
  const K = learnt.W.length / F
  const T = H.length / K
  const size = Math.min(T, blockFrames)
  const sums = new Array<number>(UPDATES + 1).fill(0)
  const open = (frames: number): BlockFit =>
    openBlockFit(source, learnt.scale, { T: frames, F, K, beta }, UPDATES)
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
        H.set(learnt.H.subarray(pool * K, (pool + 1) * K), t * K)
      }
      const found = block.fit(from, { W: learnt.W, H: own }, (share) =>
        report((streamingWork * (from + share * (to - from))) / T)
      )
      if (found === null) return null
      found.forEach((sum, i) => (sums[i]! += sum))
    }
    return sums
  } finally {
    block.close()
  }
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}
