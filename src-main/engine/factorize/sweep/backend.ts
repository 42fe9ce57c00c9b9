/** Who computes sweeps: SIMD kernels on threads, or whatever else has the same interface. */
import type { SweepGuide } from './guide'
import type { GuidedKernels } from './guided-kernels'
import type { KernelShape, Kernels } from './kernels'
import type { Team } from '../../threads/team'

/** A way to compute sweeps. */
export interface Backend {
  /**
   * Makes room for one factorization.
   * @param team who shares the work; the result is the same for any, to the bit
   * @throws Failure `engine/out-of-memory` with `neededBytes` when there is no such room
   */
  open(shape: KernelShape, team: Team): Kernels
  /**
   * Makes room for a guided fit.
   * @param team as for `open`
   * @throws Failure `engine/out-of-memory` with `neededBytes` when there is no such room
   * @throws RangeError where the guide says nothing that can be fitted
   */
  openGuided(guide: SweepGuide, team: Team): GuidedKernels
}
