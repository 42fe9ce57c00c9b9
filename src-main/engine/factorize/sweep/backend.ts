/** What computes sweeps: SIMD kernels on threads, or anything with the same interface. */
import type { SweepGuide } from './guide'
import type { GuidedKernels } from './guided-kernels'
import type { KernelShape, Kernels } from './kernels'
import type { Team } from '../../threads/team'

/** A way to compute sweeps. */
export interface Backend {
  /**
   * Makes room for one factorization.
   * @param team threads that share the work; the result is the same for any team, to the bit
   * @throws Failure `engine/out-of-memory` with `neededBytes` when there is no such room
   */
  open(shape: KernelShape, team: Team): Kernels
  /**
   * Makes room for a guided fit.
   * @param team as for `open`
   * @throws Failure `engine/out-of-memory` with `neededBytes` when there is no such room
   * @throws RangeError where the guide cannot be fitted
   */
  openGuided(guide: SweepGuide, team: Team): GuidedKernels
}
