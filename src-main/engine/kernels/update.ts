/** Multiplicative updates of the entries of H and W from their numerators and denominators. */
import { finishSums } from './dot-products'
import { raise } from './math'

const DENOMINATOR_FLOOR: f32 = 1e-30
/** Least entry of W and H. */
export const ENTRY_FLOOR: f32 = 1e-12

/** max(x (n / (d + floor))^g, floor) */
@inline
export function multiply(x: v128, n: v128, d: v128, gamma: f64): v128 {
  const ratio = f32x4.div(n, f32x4.add(d, f32x4.splat(DENOMINATOR_FLOOR)))
  return f32x4.max(f32x4.mul(x, raise(ratio, gamma)), f32x4.splat(ENTRY_FLOOR))
}

/** Lanes 0 .. rows - 1 set, the others clear. */
@inline
export function firstLanes(rows: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rows))
}

/**
 * Updates the activations of four frames, [K][4], in place. Frames that do not exist stay 0.
 * @param numerators [K][4] vectors of sums
 * @param denominators the same, or 0 where they are `spectrumSums` [K] (Kullback-Leibler)
 */
export function updateActivations(
  h: usize,
  K: i32,
  rows: i32,
  numerators: usize,
  denominators: usize,
  spectrumSums: usize,
  gamma: f64
): void {
  const exists = firstLanes(rows)
  for (let k = 0; k < K; k++) {
    const n = finishSums(numerators)
    const d = denominators == 0 ? v128.load_splat<f32>(spectrumSums) : finishSums(denominators)
    v128.store(h, v128.and(multiply(v128.load(h), n, d, gamma), exists))
    h += 16
    numerators += 64
    if (denominators != 0) denominators += 64
    spectrumSums += 4
  }
}
