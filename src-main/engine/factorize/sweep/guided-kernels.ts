/**
 * One guided factorization in memory, as a solver sees it: Kullback-Leibler divergence, rows of W
 * under a prior, stems. T = frames, F = bins, K = rows of W, J = stems, C = channels.
 *
 * reference/plain-guided.ts has the formulas.
 */
import type { KeepGoing } from '../../../../shared/failure'
import type { GuidedPrior, SweepGuide } from './guide'
import type { Model, Pass } from './kernels'

/**
 * The sums of a sweep over all frames. The arrays belong to the kernels and are valid until the
 * next pass. Rows of [J x ...] are `rowStride` apart; entries beyond F mean nothing.
 */
export interface SweepSums {
  /** [K] sums of the new H over all frames. */
  readonly activations: Float64Array
  /** [J x rowStride] counts that V gives to the rows of a stem, added up. */
  readonly counts: Float32Array
  /** [J x rowStride] counts that the stem's shapes alone would lead to, before any filter. */
  readonly expected: Float32Array
  /**
   * [C x J] counts that each channel gave to a stem, by the H before the sweep and without its
   * share; 0 of a single channel, which has nothing to share.
   */
  readonly channelCounts: Float64Array
}

/**
 * One guided factorization. Fill V, set a prior and a model; then H alone by passes `activations`,
 * or whole sweeps: a pass `sweep`, `gather`, a look at the sums, `updateDictionary`.
 */
export interface GuidedKernels {
  readonly guide: SweepGuide
  /** For each channel [T x rowStride], to be filled in bins 0 .. F - 1 of each row. */
  readonly V: readonly Float32Array[]
  /** Values from one frame of V to the next, at least F. */
  readonly rowStride: number
  /**
   * [J x rowStride] what the shapes of a stem with a filter are multiplied by in the next
   * `updateDictionary`, above 0; at first 1. Those of other stems are not looked at.
   */
  readonly filters: Float32Array
  /**
   * [C x J] share of each channel in a stem, which sum to 1; at first equal ones. They take effect
   * with the next pass. Those of a single channel are always 1.
   */
  readonly shares: Float32Array
  /** Copies shapes and counts in. */
  setPrior(prior: GuidedPrior): void
  /**
   * Copies a start in. Rows of W must sum to 1, since no update divides by their sums; behind a
   * shut gate H becomes 0.
   */
  setModel(start: Model): void
  /**
   * Goes over all frames: new H, and with `sweep` the sums; W stays.
   * @param keepGoing asked after each panel of frames, with the share of them that is done
   * @returns divergence of each panel before the pass, over all channels, valid until the next one
   *   and meaningless after an unmeasured one; null when keepGoing said no
   * @throws Failure `engine/crashed` when a thread of the team died
   */
  pass(pass: Pass, keepGoing: KeepGoing): Float64Array | null
  /** Adds up what all frames of the last `sweep` have given. */
  gather(): SweepSums
  /** New rows of W from the gathered counts, their shapes and the filters. */
  updateDictionary(): void
  /** Copies W and H out. */
  readModel(into: Model): void
  /** Makes the threads of the team release the memory; no pass may follow. */
  close(): void
}
