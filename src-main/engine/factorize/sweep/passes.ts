/**
 * Passes over all frames of a factorization, panel by panel, so that they can be watched and
 * stopped.
 */
import type { KeepGoing } from '../../../../shared/failure'
import type { GuidedKernels } from './guided-kernels'
import type { Kernels, Pass } from './kernels'

/**
 * Carries out a pass over all frames.
 * @param keepGoing asked after each panel of frames, with the share of them that is done
 * @returns the divergence before it, summed over all cells, which means nothing for an unmeasured
 *   pass; null when keepGoing said no
 */
export function runPass(
  kernels: Kernels | GuidedKernels,
  pass: Pass,
  keepGoing: KeepGoing
): number | null {
  const divergences = kernels.pass(pass, keepGoing)
  if (divergences === null) return null
  // In the order of the frames, whichever thread was first.
  return divergences.reduce((sum, value) => sum + value, 0)
}

/** Cells of V, at least 1: what a divergence is divided by. */
export function cellCount({ T, F }: Kernels['shape']): number {
  return Math.max(1, T * F)
}

/** About what a cell of V takes one thread in a pass. */
export function nanosecondsPerCell(pass: Pass, K: number): number {
  const whole = 2 + 0.22 * K
  const shares: Readonly<Record<Pass, number>> = {
    sweep: 1,
    unmeasuredSweep: 0.8,
    activations: 0.6,
    unmeasuredActivations: 0.4,
    measure: 0.35
  }
  return shares[pass] * whole
}
