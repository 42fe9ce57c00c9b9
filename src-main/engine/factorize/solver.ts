/** The interface of a solver; factorize.ts has the table of solvers. */
import type { SeparationSettings, SolverName } from '../../../shared/settings'
import type { FrameFacts, Frames, Scale } from '../matrix/frames'
import type { Team } from '../threads/team'
import type { Backend } from './sweep/backend'
import type { Model } from './sweep/kernels'
import type { Listen, SeparationWatch } from './watch'

/** What a solver works with. */
export interface SolverTools {
  /** The compiled kernels, for everything but sweeps. */
  readonly module: WebAssembly.Module
  /** What computes the sweeps. */
  readonly backend: Backend
  /** The threads that share the work; the result is the same for any team, to the bit. */
  readonly team: Team
  readonly watch: SeparationWatch
  /** Shows the fit to a listener while it goes on; the result does not depend on it. */
  readonly listen: Listen
}

/** What came out; W and H lie in shared memory. */
export interface Fit extends Model {
  readonly scale: Scale
  /** As in `Factorization`. */
  readonly divergence: readonly number[]
}

/** About what a cell of V costs one thread in each stage, in nanoseconds. */
export interface StageCosts {
  /** For each channel of a recording. */
  readonly spectrum: number
  readonly factorize: number
}

/** A way from V to W and H. */
export interface Solver {
  /** As the settings have it, or `long` for `fast` on more frames than can be held. */
  readonly name: SolverName | 'long'
  /** Most sweeps that are reported to the watch by number. */
  sweeps(settings: SeparationSettings): number
  /** What its stages cost, for its part of the whole progress. */
  stages(settings: SeparationSettings, frames: FrameFacts): StageCosts
  /**
   * The same frames, settings and machine give the same bits.
   * @returns null when the watch said no
   * @throws Failure `engine/out-of-memory` when V and what goes with it do not fit;
   *   `engine/crashed` when a thread of the team died
   */
  fit(frames: Frames, settings: SeparationSettings, tools: SolverTools): Fit | null
}

/** What a sweep costs in a cell of V, with K components. */
export function sweepNanoseconds(components: number): number {
  return 2 + 0.25 * components
}
