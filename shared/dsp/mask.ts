/**
 * Soft masks from a mixture model, the one implementation for listening and for export.
 * F = bins, K = components, A = atoms, J = stems.
 *
 * A mix is heard through mask = wanted / all. By power both are sums of terms of atoms, `wanted`
 * with the gains (Wiener, exponent 2 on magnitudes). By amplitude the terms of stem j add up to
 * S_j, with gains to A_j, and the mask is sum_j S_j A_j / sum_j S_j^2. A direct mask is wanted /
 * |X|. What a mixer does with masks m_k of components is
 *   y = x (rest (1 - sum_k m_k) + sum_k gain_k m_k),
 * where 1 - sum_k m_k belongs to Rest: exactly 0 unless direct, except where no component has any
 * power (below MIN_POWER), there 1. No epsilon enters the ratio: it would break the sum.
 */
import { leastSum, type MixTerms } from './mixture-model'
import type { SharingLaw } from './sharing'

/**
 * What a mix has at one frame, for bins from .. to - 1, written to power[f] (for `direct`:
 * amplitude). Equal gains give equal bits, so a mix with all gains 1 is exactly the recording.
 * Allocates nothing.
 * @param weights [A] of this frame, of the model's `weightsAt`
 * @param gains [K] linear; null for 1 each, the sum that a mask divides by
 */
export function mixPower(
  terms: MixTerms,
  frame: number,
  weights: Float32Array,
  gains: Float32Array | null,
  power: Float64Array,
  from: number,
  to: number
): void {
  power.fill(0, from, to)
  if (terms.law === 'amplitude') {
    addStems(terms, frame, weights, gains, power, from, to)
  } else {
    addAtoms(terms, 0, terms.atoms.atomCount, weights, gains, power, from, to)
  }
}

/** Adds S_j A_j of every stem. */
function addStems(
  terms: MixTerms,
  frame: number,
  weights: Float32Array,
  gains: Float32Array | null,
  power: Float64Array,
  from: number,
  to: number
): void {
  const { all, wanted } = terms.work
  for (let j = 0; j < terms.atoms.stemCount; j++) {
    const gain = commonGain(terms, j, gains)
    if (gain === 0) continue
    sumStem(terms, frame, j, weights, gains, from, to)
    if (Number.isNaN(gain)) for (let f = from; f < to; f++) power[f]! += all[f]! * wanted[f]!
    else for (let f = from; f < to; f++) power[f]! += gain * (all[f]! * all[f]!)
  }
}

/** The gain of all components of stem j, NaN where they differ. */
export function commonGain(
  { atoms: { firstOfStem, byStem, componentOf } }: MixTerms,
  j: number,
  gains: Float32Array | null
): number {
  if (gains === null) return 1
  const end = firstOfStem[j + 1]!
  let common = 0
  for (let i = firstOfStem[j]!; i < end; i++) {
    const gain = gains[componentOf[byStem[i]!]!]!
    if (i === firstOfStem[j]!) common = gain
    else if (gain !== common) return NaN
  }
  return common
}

/**
 * Amplitude S_j of a stem at a frame to work.all, factors of its cells included; where gains differ
 * inside it, A_j to work.wanted as well. Allocates nothing.
 */
export function sumStem(
  terms: MixTerms,
  frame: number,
  j: number,
  weights: Float32Array,
  gains: Float32Array | null,
  from: number,
  to: number
): void {
  const { all, wanted, factors } = terms.work
  const first = terms.atoms.firstOfStem[j]!
  const end = terms.atoms.firstOfStem[j + 1]!
  const isMixed = Number.isNaN(commonGain(terms, j, gains))
  const isTurned = terms.factorsAt?.(frame, j, factors, from, to) ?? false
  all.fill(0, from, to)
  addAtoms(terms, first, end, weights, null, all, from, to)
  if (isTurned) for (let f = from; f < to; f++) all[f]! *= factors[f]!
  if (!isMixed) return
  wanted.fill(0, from, to)
  addAtoms(terms, first, end, weights, gains, wanted, from, to)
  if (isTurned) for (let f = from; f < to; f++) wanted[f]! *= factors[f]!
}

/** Adds the terms of atoms first .. end - 1 of `byStem`, times the gains of their components. */
function addAtoms(
  { binCount: F, spectra, atoms: { byStem, componentOf }, work: { scaled } }: MixTerms,
  first: number,
  end: number,
  weights: Float32Array,
  gains: Float32Array | null,
  sum: Float64Array,
  from: number,
  to: number
): void {
  for (let i = first; i < end; i++) {
    const a = byStem[i]!
    scaled[i] = gains === null ? weights[a]! : gains[componentOf[a]!]! * weights[a]!
  }
  // Four atoms in one pass: the sums stay in registers, which is about twice as fast.
  const whole = end - ((end - first) % 4)
  for (let i = first; i < whole; i += 4) {
    const a = scaled[i]!
    const b = scaled[i + 1]!
    const c = scaled[i + 2]!
    const d = scaled[i + 3]!
    if (a === 0 && b === 0 && c === 0 && d === 0) continue
    const rowA = byStem[i]! * F
    const rowB = byStem[i + 1]! * F
    const rowC = byStem[i + 2]! * F
    const rowD = byStem[i + 3]! * F
    for (let f = from; f < to; f++) {
      const ab = a * spectra[rowA + f]! + b * spectra[rowB + f]!
      sum[f]! += ab + (c * spectra[rowC + f]! + d * spectra[rowD + f]!)
    }
  }
  addRest(spectra, F, byStem, scaled, whole, end, sum, from, to)
}

/** Adds up to three rows in one pass, rounded as if added one after the other. */
function addRest(
  spectra: Float32Array,
  F: number,
  rows: Uint16Array,
  scaled: Float64Array,
  first: number,
  end: number,
  sum: Float64Array,
  from: number,
  to: number
): void {
  if (first === end) return
  const a = scaled[first]!
  const rowA = rows[first]! * F
  if (end - first === 1) {
    if (a === 0) return
    for (let f = from; f < to; f++) sum[f]! += a * spectra[rowA + f]!
    return
  }
  const b = scaled[first + 1]!
  const rowB = rows[first + 1]! * F
  if (end - first === 2) {
    for (let f = from; f < to; f++) {
      sum[f] = sum[f]! + a * spectra[rowA + f]! + b * spectra[rowB + f]!
    }
    return
  }
  const c = scaled[first + 2]!
  const rowC = rows[first + 2]! * F
  for (let f = from; f < to; f++) {
    sum[f] = sum[f]! + a * spectra[rowA + f]! + b * spectra[rowB + f]! + c * spectra[rowC + f]!
  }
}

/**
 * Mask of a mix at one frame from its `mixPower`, for bins from .. to - 1. Allocates nothing.
 * @param wanted [F] mixPower with the mix's gains
 * @param all [F] mixPower without gains
 * @param rest linear gain of Rest
 * @param magnitude [F] of the mixture, root mean square over channels; only read by `direct`
 */
export function mixMask(
  law: SharingLaw,
  wanted: Float64Array,
  all: Float64Array,
  rest: number,
  magnitude: Float64Array,
  mask: Float64Array,
  from: number,
  to: number
): void {
  if (law !== 'direct') {
    const least = leastSum(law)
    for (let f = from; f < to; f++) mask[f] = all[f]! < least ? rest : wanted[f]! / all[f]!
  } else {
    for (let f = from; f < to; f++) {
      mask[f] = magnitude[f]! > 0 ? rest + (wanted[f]! - rest * all[f]!) / magnitude[f]! : 0
    }
  }
}
