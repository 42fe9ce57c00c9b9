/**
 * How matrices lie in the kernels' memory, as kernels/layout.ts says: rows of V padded to whole
 * panels of 8 bins, W in such panels, H in groups of 4 frames.
 * T = frames, F = bins, K = components.
 */
import { BINS, GROUP } from './kernel-memory'
import { type Model, MODEL_FLOOR } from './kernels'

/** Values from one row of V to the next. */
export function rowStrideOf(F: number): number {
  return Math.ceil(F / BINS) * BINS
}

/** Values of V in memory, with the frames that fill its last group. */
export function packedLength(T: number, F: number): number {
  return Math.ceil(T / GROUP) * GROUP * rowStrideOf(F)
}

/** Sets the data of cells beyond F and T to 1, so that with model 1 they have no effect. */
export function padSpectrum(V: Float32Array, T: number, F: number): void {
  const stride = rowStrideOf(F)
  for (let t = 0; t < T; t++) V.fill(1, t * stride + F, (t + 1) * stride)
  V.fill(1, T * stride)
}

/** Makes the model of a row start from its floor, and that of cells beyond F from 1. */
export function fillFloor(floor: Float32Array, F: number): void {
  floor.fill(1).fill(MODEL_FLOOR, 0, F)
}

/** W and H in the kernels' memory. */
export interface PackedModel {
  /** Copies W and H in. */
  write(model: Model): void
  /** Copies W and H out. */
  read(into: Model): void
}

/** W in panels of bins and H in groups of frames, where they lie in memory. */
export function packedModel(
  buffer: ArrayBufferLike,
  at: { readonly w: number; readonly h: number },
  { T, F, K }: { readonly T: number; readonly F: number; readonly K: number }
): PackedModel {
  const W = new Float32Array(buffer, at.w, K * rowStrideOf(F))
  const H = new Float32Array(buffer, at.h, Math.ceil(T / GROUP) * GROUP * K)
  const hIndex = (t: number, k: number): number =>
    (Math.floor(t / GROUP) * K + k) * GROUP + (t % GROUP)
  return {
    write(model) {
      packRows(model.W, K, F, W)
      for (let t = 0; t < T; t++) {
        for (let k = 0; k < K; k++) H[hIndex(t, k)] = model.H[t * K + k]!
      }
    },
    read(into) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) into.W[k * F + f] = W[wIndex(k, f, K)]!
        for (let t = 0; t < T; t++) into.H[t * K + k] = H[hIndex(t, k)]!
      }
    }
  }
}

/** Copies rows [K x F] to panels of bins, as W lies. */
export function packRows(rows: Float32Array, K: number, F: number, into: Float32Array): void {
  for (let k = 0; k < K; k++) {
    for (let f = 0; f < F; f++) into[wIndex(k, f, K)] = rows[k * F + f]!
  }
}

function wIndex(k: number, f: number, K: number): number {
  return (Math.floor(f / BINS) * K + k) * BINS + (f % BINS)
}
