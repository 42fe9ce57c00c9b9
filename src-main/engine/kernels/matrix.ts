/**
 * Products of float64 matrices, which the decomposition of a start is made of; never fused, so that
 * every runtime gives the bits of the plain loop in product.ts.
 */

/** a0 b0 + a1 b1 + (a2 b2 + a3 b3), added to a sum. */
@inline
function addFour(
  sum: v128,
  a0: v128,
  a1: v128,
  a2: v128,
  a3: v128,
  b0: usize,
  b1: usize,
  b2: usize,
  b3: usize
): v128 {
  const near = f64x2.add(f64x2.mul(a0, v128.load(b0)), f64x2.mul(a1, v128.load(b1)))
  const far = f64x2.add(f64x2.mul(a2, v128.load(b2)), f64x2.mul(a3, v128.load(b3)))
  return f64x2.add(sum, f64x2.add(near, far))
}

/**
 * out [rows x columns] = A [rows x inner] B [inner x columns].
 * @param rowStep bytes from one row of A to the next
 * @param innerStep bytes from one entry of a row of A to the next
 * @param columns a multiple of 4
 */
export function multiplyMatrices(
  a: usize,
  rowStep: usize,
  innerStep: usize,
  rows: i32,
  inner: i32,
  b: usize,
  columns: i32,
  out: usize
): void {
  const step = (<usize>columns) << 3
  const zero = f64x2.splat(0)
  for (let i = 0; i < rows; i++, a += rowStep, out += step) {
    for (let column: usize = 0; column < step; column += 32) {
      const last = b + column + <usize>(inner - 1) * step
      let low = zero
      let high = zero
      let at = a
      let b0 = b + column
      for (let k = 0; k < inner; k += 4, at += innerStep << 2, b0 += step << 2) {
        // Past the end the last row stands in, times 0.
        const b1 = min(b0 + step, last)
        const b2 = min(b1 + step, last)
        const b3 = min(b2 + step, last)
        const a0 = v128.load64_splat(at)
        const a1 = k + 1 < inner ? v128.load64_splat(at + innerStep) : zero
        const a2 = k + 2 < inner ? v128.load64_splat(at + 2 * innerStep) : zero
        const a3 = k + 3 < inner ? v128.load64_splat(at + 3 * innerStep) : zero
        low = addFour(low, a0, a1, a2, a3, b0, b1, b2, b3)
        high = addFour(high, a0, a1, a2, a3, b0 + 16, b1 + 16, b2 + 16, b3 + 16)
      }
      v128.store(out + column, low)
      v128.store(out + column, high, 16)
    }
  }
}
