/** A whole sweep of a guided fit, and what happens between the pass over the frames and W. */
import type { KeepGoing } from '../../../../shared/failure'
import type { GuidedKernels, SweepSums } from './guided-kernels'
import { runPass } from './passes'

/** Least share of a channel in a stem: one of 0 could never grow again. */
const LEAST_SHARE = 1e-3

/**
 * Sees the sums of a sweep before W is updated, and may set new filters and shares of the kernels.
 */
export type BetweenSweeps = (kernels: GuidedKernels, sums: SweepSums) => void

/**
 * Updates H, calls `between`, then updates W.
 * @param keepGoing asked after each panel of frames, with the share of them that is done
 * @returns the divergence before the sweep, over all channels and cells; null when keepGoing said
 *   no, and then W is as it was
 */
export function sweepGuided(
  kernels: GuidedKernels,
  between: BetweenSweeps,
  keepGoing: KeepGoing
): number | null {
  const divergence = runPass(kernels, 'sweep', keepGoing)
  if (divergence === null) return null
  between(kernels, kernels.gather())
  kernels.updateDictionary()
  return divergence
}

/**
 * Moves the shares of two channels in each stem to where their counts are: with H and W unchanged,
 * this never raises the divergence. One channel has nothing to share.
 */
export function updateShares({ guide, shares }: GuidedKernels, sums: SweepSums): void {
  if (guide.channels === 1) return
  const J = guide.stems.length
  for (let j = 0; j < J; j++) {
    const [left, right] = [j, J + j].map((i) => shares[i]! * sums.channelCounts[i]!) as [
      number,
      number
    ]
    if (left + right === 0) continue // a silent stem stays where it is
    const [a, b] = [left, right].map((value) => Math.max(value / (left + right), LEAST_SHARE)) as [
      number,
      number
    ]
    shares[j] = a / (a + b)
    shares[J + j] = b / (a + b)
  }
}
