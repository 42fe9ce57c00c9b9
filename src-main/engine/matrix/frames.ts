/**
 * V as a solver asks for it, wherever it comes from. T = frames, F = bins. V is above 0, and its
 * mean is 1: the constants that solvers add to it and to their models are small compared with that.
 */
import type { KeepGoing } from '../../../shared/failure'

/** Memory that rows of V are written to. */
export interface Rows {
  /** [rows x rowStride], filled in bins 0 .. F - 1 of each row; shared memory for threads. */
  readonly V: Float32Array
  /** Values from one row to the next, at least F. */
  readonly rowStride: number
}

/** Memory for the whole of V. */
export interface WholeRows extends Rows {
  /** [T] becomes how loud each frame is; shared memory for threads. */
  readonly levels?: Float32Array
}

/** What was done to the data on their way to V. */
export interface Scale {
  /** What the data were divided by first: the largest absolute sample, 1 for silence. */
  readonly peak: number
  /** What was added to each cell, so that none is 0. */
  readonly floor: number
  /** Mean of V, or of its average, which it was divided by; 0 for silence, whose V is 1. */
  readonly meanV: number
}

/** Blocks of V, one after the other in the same rows. */
export interface Blocks {
  /**
   * Writes frames [from, to) of V to the first rows.
   * @returns false when keepGoing said no
   * @throws Failure `engine/crashed` when a thread of the team died
   */
  take(from: number, to: number, keepGoing: KeepGoing): boolean
  /** Releases the rows. */
  close(): void
}

/** What is known of frames before any of them is computed. */
export interface FrameFacts {
  readonly shape: { readonly T: number; readonly F: number }
  /** Whether V is too large to be held whole, and is averaged and taken in blocks. */
  readonly isLong: boolean
  /** Most frames that may be averaged into one without losing what matters. At least 1. */
  readonly longestPool: number
}

/**
 * The frames that are factorized. Asking twice gives the same bits, in blocks of any size; averages
 * and blocks agree with the whole to rounding, except for their scale.
 */
export interface Frames extends FrameFacts {
  /**
   * Writes the whole of V [T x F].
   * @returns null when keepGoing said no
   * @throws Failure `engine/out-of-memory`; `engine/crashed` when a thread of the team died
   */
  fill(into: WholeRows, keepGoing: KeepGoing): Scale | null
  /**
   * Writes V averaged over runs of frames, the last of which may be shorter.
   * @param into rows for ceil(T / framesPerPool) frames
   * @returns null when keepGoing said no
   * @throws Failure `engine/out-of-memory`; `engine/crashed` when a thread of the team died
   */
  average(framesPerPool: number, into: Rows, keepGoing: KeepGoing): Scale | null
  /**
   * Prepares to write V block by block.
   * @param scale of `average` or `fill`; the blocks get the same
   * @param into rows for `framesPerBlock` frames
   * @throws Failure `engine/out-of-memory`
   */
  blocks(scale: Scale, into: Rows, framesPerBlock: number): Blocks
}
