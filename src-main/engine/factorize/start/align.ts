/**
 * Puts the components of one fit in the order of another fit of the same V, so that a component
 * keeps its number when a better start takes the lead. Similarity: cosine of the rows of W times
 * correlation of the columns of H, both as square roots, so that a few loud cells do not decide
 * alone. T = frames, F = bins, K = components, S = stretches of time.
 */
import { pairUp } from '../../../../shared/pairing'
import type { KernelShape, Model } from '../sweep/kernels'

/** S, at most: enough to tell two parts of a recording apart. */
const STRETCHES = 512

/**
 * Changes the order of the components of `model`, in place, to that of `reference`: component k
 * becomes the one most similar to the reference's k. Components left over fill the remaining places
 * in order.
 * @param free components that may change places, in ascending order; all others stay where they are
 */
export function alignModel(
  model: Model,
  reference: Model,
  { T, F, K }: Pick<KernelShape, 'T' | 'F' | 'K'>,
  free: readonly number[] = Array.from({ length: K }, (_, k) => k)
): void {
  const S = Math.min(STRETCHES, T)
  const [own, theirs] = [model, reference].map(({ W, H }) => ({
    spectra: unitRows(rootsOf(W), K, F),
    activations: unitRows(stretches(H, T, K, S), K, S)
  }))
  const similarity = (a: number, b: number): number =>
    dot(own!.spectra, free[a]!, theirs!.spectra, free[b]!, F) *
    (1 + dot(own!.activations, free[a]!, theirs!.activations, free[b]!, S))
  const order = pairUp(free.length, free.length, similarity, 0)
  fillGaps(order)
  const before = { W: model.W.slice(), H: model.H.slice() }
  order.forEach((closest, place) => {
    const [from, k] = [free[closest]!, free[place]!]
    model.W.set(before.W.subarray(from * F, (from + 1) * F), k * F)
    for (let t = 0; t < T; t++) model.H[t * K + k] = before.H[t * K + from]!
  })
}

/** Completes a permutation in which some entries are -1. */
function fillGaps(order: Int32Array): void {
  const used = new Set(order)
  const left = Array.from(order, (_, k) => k).filter((k) => !used.has(k))
  for (let k = 0; k < order.length; k++) if (order[k]! < 0) order[k] = left.shift()!
}

function rootsOf(values: Float32Array): Float32Array {
  return values.map((value) => Math.sqrt(value))
}

/** H [T x K] as means of square roots over equal stretches, less their mean over time: [K x S]. */
function stretches(H: Float32Array, T: number, K: number, S: number): Float32Array {
  const rows = new Float32Array(K * S)
  for (let t = 0; t < T; t++) {
    const s = Math.floor((t * S) / T)
    for (let k = 0; k < K; k++) rows[k * S + s]! += Math.sqrt(H[t * K + k]!)
  }
  for (let k = 0; k < K; k++) {
    const row = rows.subarray(k * S, (k + 1) * S)
    const mean = row.reduce((sum, value) => sum + value, 0) / S
    for (let s = 0; s < S; s++) row[s]! -= mean
  }
  return rows
}

/** Scales rows to length 1, in place; rows of zeros stay so. */
function unitRows(rows: Float32Array, count: number, length: number): Float32Array {
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * length, (i + 1) * length)
    const size = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0))
    if (size > 0) for (let j = 0; j < length; j++) row[j]! /= size
  }
  return rows
}

function dot(a: Float32Array, rowA: number, b: Float32Array, rowB: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[rowA * length + i]! * b[rowB * length + i]!
  return sum
}
