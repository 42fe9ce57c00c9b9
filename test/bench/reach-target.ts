/**
 * The accelerated sweeps from a given start, begun on V averaged in time: most of the descent
 * happens there, where a sweep costs little and poor local minima are fewer.
 * T = frames, F = bins, K = components.
 */
import type { KeepGoing } from '../../shared/failure'
import {
  poolFrames,
  pooledCount,
  spreadActivations
} from '../../src-main/engine/factorize/coarse/coarse'
import { effectiveBeta } from '../../src-main/engine/factorize/divergence'
import type { Backend } from '../../src-main/engine/factorize/sweep/backend'
import type { Kernels, KernelShape, Model } from '../../src-main/engine/factorize/sweep/kernels'
import {
  accelerate,
  accelerateSafely,
  type FastWatch,
  fitActivations,
  relaxedExponent
} from '../../src-main/engine/factorize/accelerate'
import type { Team } from '../../src-main/engine/threads/team'

/** A number of sweeps on V with a number of frames averaged into one. */
export interface CoarseLevel {
  readonly framesPerPool: number
  readonly sweeps: number
}

/** What computes the sweeps on a coarser V. */
export interface Sweepers {
  readonly backend: Backend
  readonly team: Team
}

/**
 * Ways down from one start, tried in turn while the target is out of reach. Chosen by the sweeps
 * that five inputs took from five or six starts each.
 */
const descents: readonly (readonly CoarseLevel[])[] = [
  [
    { framesPerPool: 8, sweeps: 30 },
    { framesPerPool: 4, sweeps: 20 }
  ],
  [
    { framesPerPool: 16, sweeps: 20 },
    { framesPerPool: 8, sweeps: 20 },
    { framesPerPool: 4, sweeps: 15 }
  ],
  [{ framesPerPool: 4, sweeps: 30 }],
  [{ framesPerPool: 2, sweeps: 30 }],
  []
]

/**
 * An attempt is set aside when the target is further away than this many sweeps at the present
 * rate. Only for Itakura-Saito is another way down often better than going on.
 */
const PATIENCE = { itakuraSaito: 25, others: 60 } as const
/**
 * Updates of H alone that fit the activations of averaged frames to every frame, before sweeps go
 * on.
 */
const ACTIVATION_UPDATES = 2
/** Exponent of Itakura-Saito's steps from a coarse result; from a random start it is too bold. */
const EXPONENT_NEAR_MINIMUM = 1.2
/** Frames a coarse V must have for each component. */
const FRAMES_PER_COMPONENT = 2

/**
 * Sweeps that are done before a target can be out of reach, and from how many the rate is taken.
 */
const LEAST_BEFORE_OUTLOOK = 6
const OUTLOOK_BACK = 3

/** Where to end. */
export interface TargetLimits {
  /** Sweeps on the whole V at most. */
  readonly sweeps: number
  /** Divergence per cell that is enough. */
  readonly target: number
}

/** How far one way down has come. */
interface Attempt {
  readonly model: Model
  /** Of the steps on the whole V. */
  readonly exponent: number
  readonly divergence: number
  /** Sweeps to the target, at the rate of the last ones. */
  readonly outlook: number
}

/**
 * Goes from a start to a target divergence, or as near as it gets; the result lies in the kernels,
 * whose V is the whole one. Ways down by different coarse V lead to different minima, and a few
 * sweeps on the whole V tell good ones from bad: one after the other is tried until one is about to
 * arrive. When none is, the most promising goes on, each time with twice the patience.
 * @param watch sees every block and sweep, also on the coarse V; `work` counts sweeps on the whole
 *   V
 * @returns divergence per cell of the result, not above that of the coarse result it began with;
 *   null when the watch said no
 * @throws Failure `engine/out-of-memory`
 */
export function reachTarget(
  kernels: Kernels,
  start: Model,
  { sweeps, target }: TargetLimits,
  sweepers: Sweepers,
  watch: FastWatch
): number | null {
  let done = 0
  const keepGoing: KeepGoing = () => watch({ work: done, sweep: done, divergence: null })
  /** Goes on from the state in the kernels. */
  const advance = (exponent: number, patience: number): Attempt | null => {
    const isEnough = (history: readonly number[]): boolean =>
      history.at(-1)! <= target || isOutOfReach(history, target, patience)
    const limits = { sweeps: sweeps - done, tolerance: 0, isEnough, exponent }
    const before = done
    const history = accelerateSafely(kernels, limits, ({ work, sweep, divergence }) => {
      // What is more than that only measures.
      if (work <= limits.sweeps) done = before + Math.floor(work)
      return watch({ work: before + work, sweep: before + sweep, divergence })
    })
    if (history === null) return null
    done = Math.max(done, before + 1)
    const model = emptyModel(kernels.shape)
    kernels.readModel(model)
    return { model, exponent, divergence: history.at(-1), outlook: outlook(history, target) }
  }

  const isItakuraSaito = effectiveBeta(kernels.shape.beta) === 0
  const firstPatience = isItakuraSaito ? PATIENCE.itakuraSaito : PATIENCE.others
  const attempts: Attempt[] = []
  const isOver = ({ divergence }: Attempt): boolean => divergence <= target || done >= sweeps
  const coarse = openCoarse(kernels, sweepers)
  try {
    for (const { levels, exponent } of waysDown(kernels.shape)) {
      if (!descend(kernels, start, levels, coarse, keepGoing)) return null
      const attempt = advance(exponent, firstPatience)
      if (attempt === null) return null
      attempts.push(attempt)
      if (isOver(attempt)) break
    }
  } finally {
    coarse.close()
  }
  for (let patience = 2 * firstPatience; !isOver(attempts.at(-1)); patience *= 2) {
    attempts.sort((one, other) => other.outlook - one.outlook)
    const { model, exponent } = attempts.pop()!
    kernels.setModel(model)
    const attempt = advance(exponent, patience)
    if (attempt === null) return null
    attempts.push(attempt)
  }
  const best = attempts.reduce((one, other) => (other.divergence < one.divergence ? other : one))
  kernels.setModel(best.model)
  return best.divergence
}

/** Rates fall as sweeps go on, so what is out of reach by the present one stays so. */
function isOutOfReach(history: readonly number[], target: number, patience: number): boolean {
  return history.length > LEAST_BEFORE_OUTLOOK && !(outlook(history, target) <= patience)
}

/**
 * Sweeps from the last of these divergences to a target, at the rate of the last ones; Infinity
 * when they do not fall, or are too few to say.
 */
function outlook(history: readonly number[], target: number): number {
  const now = history.at(-1) ?? Infinity
  if (now <= target) return 0
  const fall = (history.at(-1 - OUTLOOK_BACK) ?? -Infinity) - now
  return fall > 0 ? (now - target) / (fall / OUTLOOK_BACK) : Infinity
}

/** Ways down that V is long enough for, with the exponent of their steps on the whole V. */
function waysDown(shape: KernelShape): { levels: readonly CoarseLevel[]; exponent: number }[] {
  const isItakuraSaito = effectiveBeta(shape.beta) === 0
  const exponent = relaxedExponent(shape.beta)
  return descents.flatMap((descent) => {
    const levels = descent.filter(({ framesPerPool }) => isLongEnough(shape, framesPerPool))
    // Too short for any level of this descent: it would repeat the last one.
    if (levels.length === 0 && descent.length > 0) return []
    const isNear = levels.length > 0 && isItakuraSaito
    return [{ levels, exponent: isNear ? EXPONENT_NEAR_MINIMUM : exponent }]
  })
}

/** Kernels of V averaged over a number of frames, made when first needed and kept. */
export interface CoarseKernels {
  at(framesPerPool: number): Kernels
  close(): void
}

/** Averages of V that lies in the kernels. */
export function openCoarse(kernels: Kernels, { backend, team }: Sweepers): CoarseKernels {
  const made = new Map<number, Kernels>()
  return {
    at(framesPerPool) {
      const known = made.get(framesPerPool)
      if (known) return known
      const { shape } = kernels
      const coarse = backend.open({ ...shape, T: pooledCount(shape.T, framesPerPool) }, team)
      made.set(framesPerPool, coarse)
      poolFrames(kernels, framesPerPool, coarse)
      return coarse
    },
    close() {
      for (const coarse of made.values()) coarse.close()
      made.clear()
    }
  }
}

/**
 * Carries a start through coarser V, coarsest first, and leaves it in the kernels of the whole V,
 * with activations for every frame.
 * @returns false when keepGoing said no
 * @throws Failure `engine/out-of-memory`
 */
export function descend(
  kernels: Kernels,
  start: Model,
  levels: readonly CoarseLevel[],
  coarse: CoarseKernels,
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
    const pooled = coarse.at(framesPerPool)
    pooled.setModel({ W, H })
    if (accelerate(pooled, { sweeps, tolerance: 0 }, () => keepGoing(0)) === null) return false
    pooled.readModel({ W, H })
  }
  kernels.setModel({ W, H: size === 1 ? H : spreadActivations(H, T, K, size) })
  return size === 1 || fitActivations(kernels, ACTIVATION_UPDATES, keepGoing)
}

/** Whether V averaged that coarsely has frames enough to tell its components apart. */
function isLongEnough({ T, K }: KernelShape, framesPerPool: number): boolean {
  return pooledCount(T, framesPerPool) >= FRAMES_PER_COMPONENT * K
}

function emptyModel({ T, F, K }: KernelShape): Model {
  return { W: new Float32Array(K * F), H: new Float32Array(T * K) }
}

/** Activations averaged as the frames are: new [pooledCount x K]. */
export function poolActivations(
  H: Float32Array,
  T: number,
  K: number,
  framesPerPool: number
): Float32Array {
  const pooled = new Float32Array(pooledCount(T, framesPerPool) * K)
  for (let t = 0; t < T; t++) {
    const pool = Math.floor(t / framesPerPool)
    const count = Math.min(framesPerPool, T - pool * framesPerPool)
    for (let k = 0; k < K; k++) pooled[pool * K + k]! += H[t * K + k]! / count
  }
  return pooled
}
