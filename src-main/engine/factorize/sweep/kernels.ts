/**
 * One update of W and H, as the solvers see it: one factorization in memory, for any backend. T =
 * frames, F = bins, K = components. reference/plain-kernels.ts has the formulas.
 */
import type { KeepGoing } from '../../../../shared/failure'

/** Added to H W, so that nothing divides by 0. */
export const MODEL_FLOOR = 1e-10
/** Added to the denominators of the updates. */
export const DENOMINATOR_FLOOR = 1e-30
/** Least entry of W and H: a 0 could never grow again, and smaller ones would become subnormal. */
export const ENTRY_FLOOR = 1e-12

/** A step of momentum repeats at most this factor of an entry, up or down. */
export const LARGEST_STEP = 20

/** The exponent that stands for coordinate descent (HALS), which is for beta 2 alone. */
export const COORDINATE_DESCENT = 0

/** What is factorized. */
export interface KernelShape {
  readonly T: number
  readonly F: number
  readonly K: number
  /** Of the divergence, -2 to 4. */
  readonly beta: number
}

/** W [K x F] and H [T x K], row by row. */
export interface Model {
  readonly W: Float32Array
  readonly H: Float32Array
}

/**
 * What a pass over all frames does: `sweep` updates H and gathers the sums for W (between
 * `beginSweep` and `endSweep`), `activations` updates H alone, `measure` changes nothing. The
 * unmeasured ones leave W and H with the same bits and save the divergence, a fifth of a sweep for
 * Kullback-Leibler.
 */
export type Pass = 'sweep' | 'activations' | 'measure' | 'unmeasuredSweep' | 'unmeasuredActivations'

/**
 * One factorization in memory. Fill V, set a model, then sweep: beginSweep, a pass over all frames,
 * endSweep.
 *
 * For momentum they remember two states of W and H, the last and the one before: `keep` after a
 * sweep that is to count, then `extrapolate` and the next sweep, or `goBack`.
 */
export interface Kernels {
  readonly shape: KernelShape
  /** [T x rowStride], to be filled in bins 0 .. F - 1 of each row; the kernels use the rest. */
  readonly V: Float32Array
  /** Values from one frame of V to the next, at least F. */
  readonly rowStride: number
  /** Copies a start in; rows of W need not sum to 1. */
  setModel(start: Model): void
  /**
   * Changes the exponent of the updates, which at first is that of majorization-minimization;
   * COORDINATE_DESCENT makes them those of HALS. Takes effect with the next beginSweep.
   */
  setExponent(exponent: number): void
  beginSweep(): void
  /**
   * Goes over all frames; `Pass` says what it does there.
   * @param keepGoing asked after each panel of frames, with the share of them that is done
   * @returns divergence of each panel before the pass, valid until the next one and meaningless
   *   after an unmeasured one; null when keepGoing said no
   * @throws Failure `engine/crashed` when a thread of the team died
   */
  pass(pass: Pass, keepGoing: KeepGoing): Float64Array | null
  /** Updates W, then scales its rows to sum 1 and H the other way. */
  endSweep(): void
  /** Remembers W and H as the last state, and the last state as the one before. */
  keep(): void
  /**
   * W and H become last (last / previous)^a entry by entry, the ratio held to 1/20 .. 20; a = 0
   * gives the last state.
   */
  extrapolate(a: number): void
  /** Forgets the last state; the one before is the last one again. */
  forget(): void
  /** Copies W and H out. */
  readModel(into: Model): void
  /** Makes the threads of the team release the memory; no pass may follow. */
  close(): void
}
