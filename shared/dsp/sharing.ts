/**
 * What decides, besides W and H, how a recording is shared out: which stem a component belongs to,
 * shapes that unfold in time, places where a stem was turned down, directions in stereo. Plain
 * data, so that it can be stored and sent. K = components, A = atoms, J = stems, T = frames, F =
 * bins.
 */

/**
 * How a cell of the spectrogram is shared out.
 * `power`: powers of components add up, each takes its part.
 * `amplitude`: amplitudes add up inside a stem and are squared then; inside it they are the parts.
 * `direct`: a component gets its amplitude, whatever the recording has there; nothing makes them
 * add up.
 */
export type SharingLaw = 'power' | 'amplitude' | 'direct'

/**
 * Sharing by amplitude; a factorization without it is shared by power, each component by itself.
 */
export interface Sharing {
  /** [K] the stem of each component, 0 to J - 1; every stem has one. */
  readonly stemOf: Uint16Array
  /** What components are made of; null where each is one row of W. */
  readonly atoms: Atoms | null
  /**
   * Parts of the spectrogram where a stem's amplitude is multiplied; everything else is unchanged.
   */
  readonly factors: readonly CellFactors[]
  /**
   * Directions of the stems, for recordings of two channels; null shares both channels out alike.
   */
  readonly filter: StereoFilter | null
}

/**
 * Rows of W when a component has several, each sounding some frames after the component's
 * activation.
 */
export interface Atoms {
  /** [A] the component of each row of W, never falling. */
  readonly componentOf: Uint16Array
  /** [A] frames from the activation to the sound of the row. */
  readonly lagOf: Uint16Array
}

/** Factors of a stem's amplitude in frames fromFrame .. toFrame - 1, bins fromBin .. toBin - 1. */
export interface CellFactors {
  readonly stem: number
  readonly fromFrame: number
  readonly toFrame: number
  readonly fromBin: number
  readonly toBin: number
  /** [frames x bins] of the part, each from 0 to 1. */
  readonly values: Float32Array
}

/**
 * How the channels of each stem are correlated at each bin. With v_j = S_j ** exponent + floor, S_j
 * the stem's amplitude, and v = sum_j v_j, stem j of x = (left, right) is (v_j R_j + leak v / J)
 * Y^-1 x. Y = sum_j v_j R_j + leak v, so the matrices add up to the identity (Wiener).
 */
export interface StereoFilter {
  /**
   * [J x F x 4] R_j of each stem and bin, Hermitian and without negative eigenvalues: entries
   * left-left, right-right, then real and imaginary part of left-right. Real at bins 0 and F - 1,
   * as spectra are.
   */
  readonly matrices: Float32Array
  readonly exponent: number
  /** Least value of every v_j; above 0 wherever a stem could be silent. */
  readonly floor: number
  /** The share of the sum that all stems get in equal parts; above 0, so that Y can be inverted. */
  readonly leak: number
}
