/**
 * Masks that are complex 2 x 2 matrices, one for each stem and bin: what a mix keeps of (left,
 * right), and how much of one channel it puts into the other. `StereoFilter` states the law. It
 * needs two sums of Hermitian matrices, whatever the number of stems: Y of all, and N of the mix,
 * which has stem j with the gain A_j / S_j; x becomes N Y^-1 x. All in doubles: with one direction
 * alone Y is nearly singular.
 * F = bins, K = components, A = atoms, J = stems.
 */
import { commonGain, sumStem } from './mask'
import { leastSum, MIN_POWER, type MixTerms } from './mixture-model'

/** Numbers of a Hermitian matrix: left-left, right-right, real and imaginary part of left-right. */
export const ENTRIES = 4

/**
 * The sum of a mix's matrices at one frame, for bins from .. to - 1, to sum [F x 4]. Without gains
 * it is Y; equal gains give equal bits. Where a stem is silent its gain is the mean of its
 * components'. A bug without a filter. Allocates nothing.
 * @param weights [A] of this frame, of the model's `weightsAt`
 * @param gains [K] linear; null for 1 each
 */
export function mixMatrices(
  terms: MixTerms,
  frame: number,
  weights: Float32Array,
  gains: Float32Array | null,
  sum: Float64Array,
  from: number,
  to: number
): void {
  const { binCount: F, filter } = terms
  const { stemCount: J } = terms.atoms
  if (!filter) throw new Error('a model without directions has no matrices')
  const { matrices, exponent, floor, leak } = filter
  const { all, wanted, total, gains: gainSums } = terms.work
  sum.fill(0, ENTRIES * from, ENTRIES * to)
  total.fill(0, from, to)
  gainSums.fill(0, from, to)
  for (let j = 0; j < J; j++) {
    const common = commonGain(terms, j, gains)
    const isMixed = Number.isNaN(common)
    const mean = isMixed ? meanGain(terms, j, gains!) : common
    sumStem(terms, frame, j, weights, gains, from, to)
    for (let f = from; f < to; f++) {
      const amplitude = all[f]!
      const power = powerLaw(amplitude, exponent) + floor
      const gain = isMixed ? (wanted[f]! + MIN_POWER * mean) / (amplitude + MIN_POWER) : mean
      const share = gain * power
      total[f]! += power
      gainSums[f]! += gain
      const at = ENTRIES * f
      const row = ENTRIES * (j * F + f)
      sum[at]! += share * matrices[row]!
      sum[at + 1]! += share * matrices[row + 1]!
      sum[at + 2]! += share * matrices[row + 2]!
      sum[at + 3]! += share * matrices[row + 3]!
    }
  }
  for (let f = from; f < to; f++) {
    const even = (leak / J) * total[f]! * gainSums[f]!
    sum[ENTRIES * f]! += even
    sum[ENTRIES * f + 1]! += even
  }
}

/** The exponents in use need no logarithm. */
function powerLaw(amplitude: number, exponent: number): number {
  if (exponent === 2) return amplitude * amplitude
  return exponent === 1.5 ? amplitude * Math.sqrt(amplitude) : amplitude ** exponent
}

/** Mean gain of the atoms of stem j. */
function meanGain(
  { atoms: { firstOfStem, byStem, componentOf } }: MixTerms,
  j: number,
  gains: Float32Array
): number {
  const first = firstOfStem[j]!
  const end = firstOfStem[j + 1]!
  let sum = 0
  for (let i = first; i < end; i++) sum += gains[componentOf[byStem[i]!]!]!
  return sum / (end - first)
}

/**
 * Applies matrices to left and right, which travel as Z = L + iR: for bins from .. to - 1 and their
 * mirrors out = N Y^-1 x, each channel with its own N; where no stem has anything, Rest has all.
 * Allocates nothing.
 * @param Z [2 x size] interleaved; `out` may be the same
 * @param all [F x 4] mixMatrices without gains
 * @param left [F x 4] mixMatrices with the gains to the left
 * @param right [F x 4] with those to the right; may be the same
 * @param rest linear gain of Rest
 */
export function applyMatrices(
  Z: Float64Array,
  all: Float64Array,
  left: Float64Array,
  right: Float64Array,
  rest: number,
  out: Float64Array,
  from: number,
  to: number
): void {
  const size = Z.length / 2
  const least = leastSum('amplitude')
  for (let f = from; f < to; f++) {
    const i = 2 * f
    const j = 2 * ((size - f) % size)
    // L(f) = (Z(f) + conj Z(-f)) / 2 and iR(f) = (Z(f) - conj Z(-f)) / 2.
    const leftRe = 0.5 * (Z[i]! + Z[j]!)
    const leftIm = 0.5 * (Z[i + 1]! - Z[j + 1]!)
    const rightRe = 0.5 * (Z[i + 1]! + Z[j + 1]!)
    const rightIm = 0.5 * (Z[j]! - Z[i]!)
    const at = ENTRIES * f
    const a = all[at]!
    const d = all[at + 1]!
    const re = all[at + 2]!
    const im = all[at + 3]!
    let outLeftRe = rest * leftRe
    let outLeftIm = rest * leftIm
    let outRightRe = rest * rightRe
    let outRightIm = rest * rightIm
    if (a + d >= least) {
      const scale = 1 / (a * d - (re * re + im * im))
      // y = Y^-1 x
      const firstRe = scale * (d * leftRe - (re * rightRe - im * rightIm))
      const firstIm = scale * (d * leftIm - (re * rightIm + im * rightRe))
      const secondRe = scale * (a * rightRe - (re * leftRe + im * leftIm))
      const secondIm = scale * (a * rightIm - (re * leftIm - im * leftRe))
      const n = left[at]!
      const nRe = left[at + 2]!
      const nIm = left[at + 3]!
      outLeftRe = n * firstRe + (nRe * secondRe - nIm * secondIm)
      outLeftIm = n * firstIm + (nRe * secondIm + nIm * secondRe)
      const m = right[at + 1]!
      const mRe = right[at + 2]!
      const mIm = right[at + 3]!
      outRightRe = m * secondRe + (mRe * firstRe + mIm * firstIm)
      outRightIm = m * secondIm + (mRe * firstIm - mIm * firstRe)
    }
    out[j] = outLeftRe + outRightIm
    out[j + 1] = outRightRe - outLeftIm
    out[i] = outLeftRe - outRightIm
    out[i + 1] = outLeftIm + outRightRe
  }
}
