/** Guided kernels for tests, with V, prior and start in place. */
import { firstRows, type SweepGuide } from '../../src-main/engine/factorize/sweep/guide'
import type { GuidedKernels } from '../../src-main/engine/factorize/sweep/guided-kernels'
import type { Model } from '../../src-main/engine/factorize/sweep/kernels'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { positiveMatrix } from './signals'

/** K of a guide. */
export function rowCountOf(guide: SweepGuide): number {
  return firstRows(guide.stems).at(-1)
}

/** Puts V of every channel [T x F] in place. */
export function fillChannels(kernels: GuidedKernels, V: readonly Float32Array[]): void {
  const { T, F } = kernels.guide
  kernels.V.forEach((into, c) => {
    for (let t = 0; t < T; t++) {
      into.set(V[c]!.subarray(t * F, (t + 1) * F), t * kernels.rowStride)
    }
  })
}

/** W and H of guided kernels. */
export function guidedModelOf(kernels: GuidedKernels): { W: Float32Array; H: Float32Array } {
  const { T, F } = kernels.guide
  const K = rowCountOf(kernels.guide)
  const model = { W: new Float32Array(K * F), H: new Float32Array(T * K) }
  kernels.readModel(model)
  return model
}

/** Rows [K x F] of sum 1. */
export function shapesOf(K: number, F: number, seed: number): Float32Array {
  const rows = positiveMatrix(K * F, seed, 2)
  for (let k = 0; k < K; k++) normalize(rows.subarray(k * F, (k + 1) * F))
  return rows
}

/** Scales a row to sum 1, in place. */
export function normalize(row: Float32Array): void {
  const sum = row.reduce((total, value) => total + value, 0)
  for (let f = 0; f < row.length; f++) row[f]! /= sum
}

/** A start that no law depends on: its own shapes, activations about 1. */
export function guidedStart({ T, F, stems }: SweepGuide, seed: number): Model {
  const K = firstRows(stems).at(-1)
  const random = createRandom(seed)
  return {
    W: shapesOf(K, F, seed + 1),
    H: Float32Array.from({ length: T * K }, () => 0.5 + random())
  }
}

/** A guide of everything at once: gates, weights, and stems of all kinds in turn. */
export function richGuide(
  { T, F, channels }: Pick<SweepGuide, 'T' | 'F' | 'channels'>,
  rowCounts: readonly number[],
  seed: number
): SweepGuide {
  const random = createRandom(seed)
  const K = rowCounts.reduce((sum, count) => sum + count, 0)
  const stems = rowCounts.map((rowCount, j) => ({
    rowCount,
    isFiltered: j % 2 === 0,
    isHeld: j % 4 === 3
  }))
  const gates = Uint8Array.from({ length: T * K }, () => (random() < 0.1 ? 0 : 1))
  const within = (count: number): number => Math.floor(random() * (count + 4)) - 2
  const weights = Array.from({ length: 6 }, () => {
    const [fromFrame, fromBin] = [within(T), within(F)]
    return {
      stem: Math.floor(random() * stems.length),
      fromFrame,
      fromBin,
      toFrame: fromFrame + 1 + within(T),
      toBin: fromBin + 1 + within(F),
      factor: 0.02 ** random()
    }
  })
  return { T, F, channels, stems, exponent: 1.3, gates, weights }
}

/** Fixed, pulled and free rows in turn. */
export function mixedCounts(K: number, most: number): number[] {
  return Array.from({ length: K }, (_, k) => [most, Infinity, 0, most / 7][k % 4]!)
}
