/**
 * The accelerated sweeps from a given start, begun on V averaged in time: most of the way is gone
 * there, where a sweep costs a quarter or an eighth, and poor local minima are fewer.
 * T = frames, F = bins, K = components.
 */
import type { KeepGoing } from '../../shared/failure'
import { poolActivations, poolFrames, pooledCount, spreadActivations } from './coarse'
import { effectiveBeta } from './divergence'
import type { Kernels, KernelShape, Model } from './kernels'
import { runPass } from './passes'
import { accelerate, accelerateSafely, type FastWatch, relaxedExponent } from './solver-fast'

/** So many sweeps on V of which so many frames are averaged into one. */
export interface CoarseLevel {
  readonly framesPerPool: number
  readonly sweeps: number
}

/** Makes kernels for a coarser V. */
export type MakeKernels = (shape: KernelShape) => Kernels

/**
 * Ways down from one start, tried in turn while the target is out of reach: they lead to different
 * minima. Chosen by the sweeps that four inputs took from four starts each.
 */
const descents: readonly (readonly CoarseLevel[])[] = [
  [
    { framesPerPool: 8, sweeps: 30 },
    { framesPerPool: 4, sweeps: 20 }
  ],
  [{ framesPerPool: 4, sweeps: 30 }],
  []
]

/** Updates of H alone that fit the activations of averaged frames to every frame, before sweeps go on. */
const ACTIVATION_UPDATES = 2
/** A descent is given up when the target is further away than this many sweeps of the present rate. */
const PATIENCE = 100
/** Exponent of Itakura-Saito's steps from a coarse result; from a random start it is too bold. */
const EXPONENT_NEAR_MINIMUM = 1.2
/** Frames a coarse V must have for each component. */
const FRAMES_PER_COMPONENT = 4

/** Where to end. */
export interface TargetLimits {
  /** Sweeps on the whole V at most. */
  readonly sweeps: number
  /** Divergence per cell that is enough. */
  readonly target: number
}

/**
 * Goes from a start to a divergence that is asked for, or as near as it gets; the result lies in the
 * kernels, whose V is the whole one.
 * @param watch sees every block and sweep, also on the coarse V; `work` counts sweeps on the whole V
 * @returns divergence per cell of the result, not above that of the coarse result it began with; null
 *   when the watch said no
 * @throws Failure `engine/out-of-memory`
 */
export function reachTarget(
  kernels: Kernels,
  start: Model,
  { sweeps, target }: TargetLimits,
  make: MakeKernels,
  watch: FastWatch
): number | null {
  const { T, F, K } = kernels.shape
  const best = { divergence: Infinity, W: new Float32Array(K * F), H: new Float32Array(T * K) }
  const relaxed = relaxedExponent(kernels.shape.beta)
  let done = 0
  for (const descent of descents) {
    const levels = descent.filter(({ framesPerPool }) => isLongEnough(kernels.shape, framesPerPool))
    const isNear = levels.length > 0 && effectiveBeta(kernels.shape.beta) === 0
    const exponent = isNear ? EXPONENT_NEAR_MINIMUM : relaxed
    // Too short for any level of this descent: it would be the last one again.
    if (levels.length === 0 && descent.length > 0) continue
    const keepGoing: KeepGoing = () => watch({ work: done, sweep: done, divergence: null })
    if (!descend(kernels, start, levels, make, keepGoing)) return null
    const limits = { sweeps: sweeps - done, tolerance: 0, target, patience: PATIENCE, exponent }
    const before = done
    const history = accelerateSafely(kernels, limits, ({ work, sweep, divergence }) => {
      if (divergence !== null && work <= limits.sweeps) done = before + work
      return watch({ work: before + work, sweep: before + sweep, divergence })
    })
    if (history === null) return null
    const divergence = history.at(-1)!
    if (divergence < best.divergence) {
      best.divergence = divergence
      kernels.readModel(best)
    }
    if (divergence <= target || done >= sweeps) break
  }
  if (best.divergence < Infinity) kernels.setModel(best)
  return best.divergence
}

/**
 * Carries a start through coarser V, coarsest first, and leaves it in the kernels of the whole V, with
 * activations for every frame.
 * @returns false when keepGoing said no
 */
export function descend(
  kernels: Kernels,
  start: Model,
  levels: readonly CoarseLevel[],
  make: MakeKernels,
  keepGoing: KeepGoing
): boolean {
  const { T, K } = kernels.shape
  const W = start.W.slice()
  let H = start.H
  let size = 1
  for (const { framesPerPool, sweeps } of levels) {
    const count = pooledCount(T, framesPerPool)
    H =
      size === 1
        ? poolActivations(H, T, K, framesPerPool)
        : spreadActivations(H, count, K, size / framesPerPool)
    size = framesPerPool
    const coarse = make({ ...kernels.shape, T: count })
    try {
      poolFrames(kernels, framesPerPool, coarse)
      coarse.setModel({ W, H })
      const history = accelerate(coarse, { sweeps, tolerance: 0 }, () => keepGoing(0))
      if (history === null) return false
      coarse.readModel({ W, H })
    } finally {
      coarse.close()
    }
  }
  kernels.setModel({ W, H: size === 1 ? H : spreadActivations(H, T, K, size) })
  return size === 1 || fitActivations(kernels, ACTIVATION_UPDATES, keepGoing)
}

/** Whether V averaged that coarsely has frames enough to tell its components apart. */
function isLongEnough({ T, K }: KernelShape, framesPerPool: number): boolean {
  return pooledCount(T, framesPerPool) >= FRAMES_PER_COMPONENT * K
}

/**
 * Updates H alone, W staying.
 * @param keepGoing told the updates that are done
 * @returns false when keepGoing said no
 */
export function fitActivations(kernels: Kernels, updates: number, keepGoing: KeepGoing): boolean {
  kernels.setExponent(relaxedExponent(kernels.shape.beta))
  for (let i = 0; i < updates; i++) {
    kernels.beginSweep()
    if (runPass(kernels, 'activations', (share) => keepGoing(i + share)) === null) return false
  }
  return true
}
