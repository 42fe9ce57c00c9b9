/** What a solver is; factorize.ts has the table of them. */
import type { SeparationSettings, SolverName } from '../../../shared/settings'
import type { Frames, Scale } from '../matrix/frames'
import type { Team } from '../threads/team'
import type { Backend } from './sweep/backend'
import type { Model } from './sweep/kernels'
import type { Listen, SeparationWatch } from './watch'

/** What a solver works with. */
export interface SolverTools {
  /** The compiled kernels, for what is no sweep. */
  readonly module: WebAssembly.Module
  /** Who computes the sweeps. */
  readonly backend: Backend
  /** Who shares the work; the result is the same for any, to the bit. */
  readonly team: Team
  readonly watch: SeparationWatch
  /** Says who is shown the fit while it goes on; the result does not depend on it. */
  readonly listen: Listen
}

/** What came out; W and H lie in shared memory. */
export interface Fit extends Model {
  readonly scale: Scale
  /** As in `Factorization`. */
  readonly divergence: readonly number[]
}

/** What a cell of V costs one thread in each stage, in nanoseconds, about. */
export interface StageCosts {
  /** For each channel of a recording. */
  readonly spectrum: number
  readonly factorize: number
}

/** A way from V to W and H. */
export interface Solver {
  /** As the settings have it, or `long` for `fast` on more frames than can be held. */
  readonly name: SolverName | 'long'
  /** Sweeps at most, of those that are told to the watch by number. */
  sweeps(settings: SeparationSettings): number
  /** What its stages cost, to know how far it is in the whole. */
  stages(settings: SeparationSettings, frames: Frames): StageCosts
  /**
   * Same frames, settings and machine give the same bits.
   * @returns null when the watch said no
   * @throws Failure `engine/out-of-memory` when V and its company do not fit; `engine/crashed` when
   *   a thread of the team died
   */
  fit(frames: Frames, settings: SeparationSettings, tools: SolverTools): Fit | null
}

/** What a sweep costs in a cell of V, with so many components. */
export function sweepNanoseconds(components: number): number {
  return 2 + 0.25 * components
}
