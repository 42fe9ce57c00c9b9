/**
 * What a guided fit tells its sweeps: which rows of W make up a stem, what they are pulled to, and
 * in which cells of H and of V a stem takes no part, or less.
 * T = frames, F = bins, K = rows of W, J = stems, C = channels.
 */

/** Counts of a row of W that stays at its shape times the filter of its stem. */
export const FIXED = Infinity
/** Counts of a row of W that only V decides. */
export const FREE = 0

/** The rows of W that sound together. */
export interface GuidedStem {
  /** Number of rows of W, and columns of H, that follow those of the stem before; at least 1. */
  readonly rowCount: number
  /** Whether its shapes are multiplied by a filter, which may change from sweep to sweep. */
  readonly isFiltered: boolean
  /** Whether its columns of H stay as they are. */
  readonly isHeld: boolean
}

/**
 * A rectangle of cells that a stem has less part in. Where several of a stem overlap, factors
 * multiply.
 */
export interface WeightBox {
  readonly stem: number
  /** Frames fromFrame .. toFrame - 1; what lies beyond 0 .. T is left out. */
  readonly fromFrame: number
  readonly toFrame: number
  /** Bins fromBin .. toBin - 1; what lies beyond 0 .. F is left out. */
  readonly fromBin: number
  readonly toBin: number
  /** Of the stem's model in these cells, above 0 and at most 1. */
  readonly factor: number
}

/** The guide: what stays the same through all sweeps of a guided fit. */
export interface SweepGuide {
  readonly T: number
  readonly F: number
  /** Channels of V. Of two, each stem has a share; of one, it has all. */
  readonly channels: 1 | 2
  readonly stems: readonly GuidedStem[]
  /** Exponent of the update of H. That of W has none: it takes expected counts as they are. */
  readonly exponent: number
  /** [T x K] 0 where an entry of H is 0 and stays so; null for none. */
  readonly gates: Uint8Array | null
  readonly weights: readonly WeightBox[]
}

/** What rows of W are pulled to. */
export interface GuidedPrior {
  /** [K x F] rows of sum 1, before filters. */
  readonly shapes: Float32Array
  /** [K] expected counts that a shape weighs as much as: FREE, above 0, or FIXED. */
  readonly counts: ArrayLike<number>
}

/** The first row of each stem, and K at the end: J + 1 numbers. */
export function firstRows(stems: readonly GuidedStem[]): number[] {
  const first = [0]
  for (const { rowCount } of stems) first.push(first.at(-1)! + rowCount)
  return first
}

/**
 * Checks that a guide can be fitted.
 * @throws RangeError where it cannot
 */
export function checkGuide({ T, F, channels, stems, exponent, gates, weights }: SweepGuide): void {
  const refuse = (reason: string): never => {
    throw new RangeError(`a guide ${reason}`)
  }
  for (const { rowCount } of stems) {
    if (!Number.isInteger(rowCount) || rowCount < 1) refuse(`with a stem of ${rowCount} rows`)
  }
  if (!(exponent > 0)) refuse(`with exponent ${exponent}`)
  const K = firstRows(stems).at(-1)!
  if (gates !== null && gates.length !== T * K) refuse(`of ${T * K} gates with ${gates.length}`)
  for (const { stem, factor } of weights) {
    if (stems[stem] === undefined)
      refuse(`of ${stems.length} stems with a weight of number ${stem}`)
    if (!(factor > 0 && factor <= 1)) refuse(`with a weight of ${factor}`)
  }
  if (![T, F].every((count) => Number.isInteger(count) && count >= 0))
    refuse(`of ${T} x ${F} cells`)
  if ((channels as number) !== 1 && (channels as number) !== 2) refuse(`of ${channels} channels`)
}
