/**
 * Accelerated multiplicative updates: over-relaxed steps, taken from a point that momentum has
 * carried on in the log domain, W (W / Wp)^a and H (H / Hp)^a, with Nesterov's a and a restart from
 * a = 0 whenever the divergence rises. Momentum: Y. Nesterov (1983); restart: B. O'Donoghue, E.
 * Candes, "Adaptive restart for accelerated gradient schemes", Found. Comput. Math. 15, 2015. On
 * the logarithms it keeps entries positive and needs about half the sweeps of momentum on the
 * entries (L. T. K. Hien, V. Leplat, N. Gillis, "Block majorization minimization with
 * extrapolation", 2024). Squared Euclidean takes none of it: coordinate descent is faster, and
 * never rises.
 */
import type { KeepGoing } from '../../../shared/failure'
import { effectiveBeta, updateExponent } from './divergence'
import { COORDINATE_DESCENT, type Kernels, type Model } from './sweep/kernels'
import { cellCount, runPass } from './sweep/passes'

/** When to stop. */
export interface FastLimits {
  /** Sweeps at most, the rejected ones included. */
  readonly sweeps: number
  /** Stops when five sweeps have lowered the divergence by less than this share; 0 never stops. */
  readonly tolerance: number
  /**
   * Called after each kept sweep with the divergences that kept sweeps started from; true stops.
   */
  readonly isEnough?: (history: readonly number[]) => boolean
  /** Exponent of the steps; `relaxedExponent` by default. */
  readonly exponent?: number
}

/** Sees every block and every sweep; false stops the work. */
export type FastWatch = (state: {
  /** Sweeps begun and done, with their fractions; rejected ones count. */
  readonly work: number
  /** Sweeps that were kept. */
  readonly sweep: number
  /** Per cell, of the point from which the sweep numbered `sweep` + 1 goes on; null in between. */
  readonly divergence: number | null
}) => boolean

/** A divergence may rise by this share before it counts as a rise: rounding. */
const SLACK = 1e-6
/**
 * A rise by more than this share under momentum costs the sweep, a smaller one only the momentum.
 */
const FORGIVEN_RISE = 0.05
/** Momentum stays below this: relaxed steps with more of it overshoot, and a restart costs more. */
const MOST_MOMENTUM = 0.8
/** Sweeps that are always done, and how far back the tolerance looks. */
const LEAST_SWEEPS = 10
const LOOK_BACK = 5

/**
 * Exponent of the accelerated steps: beyond the proven one where tests found that safe. Squared
 * Euclidean goes by coordinate descent instead.
 */
export function relaxedExponent(beta: number): number {
  const b = effectiveBeta(beta)
  if (b === 0) return 1
  if (b === 1) return 1.4
  return b === 2 ? COORDINATE_DESCENT : updateExponent(b)
}

/**
 * Runs accelerated sweeps on V and the start that lie in the kernels; the result lies there too.
 * @returns divergence per cell of each point from which a kept sweep started, the first that of the
 *   start; the result's own is not measured. Null when the watch said no
 */
export function accelerate(
  kernels: Kernels,
  limits: FastLimits,
  watch: FastWatch
): number[] | null {
  const { sweeps, tolerance, isEnough = () => false } = limits
  const { shape } = kernels
  const cells = cellCount(shape)
  const history: number[] = []
  let best = Infinity
  let eta = 1
  let a = 0
  const exponent = limits.exponent ?? relaxedExponent(shape.beta)
  // Coordinate descent goes as fast without momentum, and then needs no safeguard.
  const mostMomentum = exponent === COORDINATE_DESCENT ? 0 : MOST_MOMENTUM
  kernels.setExponent(exponent)
  kernels.keep()
  kernels.keep()
  for (let work = 0; work < sweeps; work++) {
    kernels.extrapolate(a)
    kernels.beginSweep()
    const sum = runPass(kernels, 'sweep', (share) =>
      watch({ work: work + share, sweep: history.length, divergence: null })
    )
    if (sum === null) return null
    const divergence = sum / cells
    // Written so that NaN counts as a rise.
    const hasRisenBy = (share: number): boolean => !(divergence <= best + share * Math.abs(best))
    const hasRisen = hasRisenBy(SLACK)
    if (hasRisenBy(a > 0 ? FORGIVEN_RISE : SLACK)) {
      // Without momentum the relaxed step before it failed: undo that, and take proven steps.
      if (a === 0) {
        kernels.forget()
        kernels.setExponent(updateExponent(effectiveBeta(shape.beta)))
      }
      eta = 1
      a = 0
      best = Infinity
      continue
    }
    kernels.endSweep()
    kernels.keep()
    // A sweep from slightly too far is worth keeping; only its momentum is dropped.
    const nextEta = hasRisen ? 1 : (1 + Math.sqrt(1 + 4 * eta * eta)) / 2
    a = hasRisen ? 0 : Math.min(mostMomentum, (eta - 1) / nextEta)
    eta = nextEta
    best = divergence
    history.push(divergence)
    if (!watch({ work: work + 1, sweep: history.length - 1, divergence })) return null
    if (isEnough(history) || hasSettled(history, tolerance)) break
  }
  kernels.extrapolate(0)
  return history
}

/**
 * Runs `accelerate` and then measures the result; if the last step was bad, the start is restored.
 * @returns divergence per cell of the start, of each point from which a further kept sweep started,
 *   and of the result, which is never above the start's; null when the watch said no
 */
export function accelerateSafely(
  kernels: Kernels,
  limits: FastLimits,
  watch: FastWatch
): number[] | null {
  const { T, F, K } = kernels.shape
  const start: Model = { W: new Float32Array(K * F), H: new Float32Array(T * K) }
  kernels.readModel(start)
  const history = accelerate(kernels, limits, watch)
  if (history === null) return null
  const measure = (): number | null => {
    const sum = runPass(kernels, 'measure', (share) =>
      watch({ work: limits.sweeps + share, sweep: history.length, divergence: null })
    )
    return sum === null ? null : sum / cellCount(kernels.shape)
  }
  let end = measure()
  if (end === null) return null
  if (!(end <= (history[0] ?? NaN))) {
    kernels.setModel(start)
    end = measure()
    if (end === null) return null
  }
  history.push(end)
  const isWanted = watch({ work: limits.sweeps + 1, sweep: history.length - 1, divergence: end })
  return isWanted ? history : null
}

/**
 * Updates H alone; W stays.
 * @param keepGoing told the updates that are done
 * @returns false when keepGoing said no
 */
export function fitActivations(kernels: Kernels, updates: number, keepGoing: KeepGoing): boolean {
  kernels.setExponent(relaxedExponent(kernels.shape.beta))
  for (let i = 0; i < updates; i++) {
    kernels.beginSweep()
    const report: KeepGoing = (share) => keepGoing(i + share)
    if (runPass(kernels, 'unmeasuredActivations', report) === null) return false
  }
  return true
}

function hasSettled(history: readonly number[], tolerance: number): boolean {
  if (tolerance === 0 || history.length <= LEAST_SWEEPS) return false
  const now = history.at(-1)!
  return history.at(-1 - LOOK_BACK)! - now < tolerance * now
}
