/** Vector arithmetic that WebAssembly lacks: multiply-add, logarithm and power. */

/** a b + c, fused where relaxed SIMD and the processor have it. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

/** a b + c for doubles, fused where relaxed SIMD and the processor have it. */
@inline
export function madd64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_madd(a, b, c)
  return f64x2.add(f64x2.mul(a, b), c)
}

/** c - a b for doubles, fused where relaxed SIMD and the processor have it. */
@inline
export function msub64(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f64x2.relaxed_nmadd(a, b, c)
  return f64x2.sub(c, f64x2.mul(a, b))
}

/** Sums of the four lanes of a, b, c and d, as one vector. */
@inline
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7))
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7))
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7))
}

/** The four lanes added in pairs as two doubles: (x0 + x2, x1 + x3). */
@inline
export function widenSum(x: v128): v128 {
  const high = v128.shuffle<f32>(x, x, 2, 3, 2, 3)
  return f64x2.add(f64x2.promote_low_f32x4(x), f64x2.promote_low_f32x4(high))
}

/**
 * Natural logarithm of positive normal floats, within 3 units in the last place; 0 gives about -88.
 * x = 2^e (1 + f) with 1 + f in [sqrt 1/2, sqrt 2); log(1 + f) / f by its best polynomial there,
 * made to be exactly 1 at f = 0, where divergences need their digits.
 */
@inline
export function log(x: v128): v128 {
  // x = 2^e m with m in [sqrt 1/2, sqrt 2)
  const shifted = i32x4.sub(x, i32x4.splat(0x3f3504f3))
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23))
  const bits = i32x4.add(v128.and(shifted, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3))
  const f = f32x4.sub(bits, f32x4.splat(1.0))
  let y = madd(f32x4.splat(0.0897952796), f, f32x4.splat(-0.144268792))
  y = madd(y, f, f32x4.splat(0.148836833))
  y = madd(y, f, f32x4.splat(-0.16551788))
  y = madd(y, f, f32x4.splat(0.199634771))
  y = madd(y, f, f32x4.splat(-0.250025837))
  y = madd(y, f, f32x4.splat(0.333339333))
  y = madd(y, f, f32x4.splat(-0.499999831))
  y = madd(y, f, f32x4.splat(1.0))
  return madd(e, f32x4.splat(0.6931471805599453), f32x4.mul(f, y))
}

/**
 * Base-2 logarithms of two positive normal doubles to about 1e-13; 0 and what is next to it give
 * some -1000.
 */
@inline
export function log2(x: v128): v128 {
  // x = 2^e m with m in [sqrt 1/2, sqrt 2); log2 m = 2 / ln 2 artanh((m - 1) / (m + 1))
  const shifted = i64x2.sub(x, i64x2.splat(0x3fe6a09e667f3bcd))
  const m = i64x2.add(
    v128.and(shifted, i64x2.splat(0xfffffffffffff)),
    i64x2.splat(0x3fe6a09e667f3bcd)
  )
  const whole = i64x2.shr_s(shifted, 52)
  const e = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(whole, whole, 0, 2, 0, 2))
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1)), f64x2.add(m, f64x2.splat(1)))
  const z = f64x2.mul(s, s)
  let y = f64x2.splat(2.8853900817779268 / 17)
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 15))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 13))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 11))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 9))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 7))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 5))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268 / 3))
  y = f64x2.add(f64x2.mul(y, z), f64x2.splat(2.8853900817779268))
  return f64x2.add(e, f64x2.mul(y, s))
}

/** x^exponent of two positive normal doubles to about 1e-13; results stay within 2^+-1000. */
@inline
export function pow(x: v128, exponent: f64): v128 {
  const log = log2(x)
  // 2^(n + r) with |r| <= 1/2, by the series of exp
  const power = f64x2.min(
    f64x2.max(f64x2.mul(log, f64x2.splat(exponent)), f64x2.splat(-1000)),
    f64x2.splat(1000)
  )
  const n = f64x2.nearest(power)
  const r = f64x2.mul(f64x2.sub(power, n), f64x2.splat(0.6931471805599453))
  let w = f64x2.splat(1.0 / 479001600)
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 39916800))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 3628800))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 362880))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 40320))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 5040))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 720))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 120))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 24))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1.0 / 6))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(0.5))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1))
  w = f64x2.add(f64x2.mul(w, r), f64x2.splat(1))
  const scale = i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n)), 52)
  return i64x2.add(w, scale)
}

/** The upper two of four floats as doubles. */
@inline
export function promoteHigh(x: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3))
}

/** Two pairs of doubles as four floats. */
@inline
export function demote(low: v128, high: v128): v128 {
  return v128.shuffle<f32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5)
}

/** e^x of four floats within 2 units in the last place, x held to -87 .. 88, where it is normal. */
@inline
export function exp(x: v128): v128 {
  // x = n log 2 + r with |r| <= log 2 / 2; log 2 in two parts, so that r keeps its digits
  const held = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88))
  const n = f32x4.nearest(f32x4.mul(held, f32x4.splat(1.4426950408889634)))
  let r = f32x4.sub(held, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let y = madd(f32x4.splat(1.9875691500e-4), r, f32x4.splat(1.3981999507e-3))
  y = madd(y, r, f32x4.splat(8.3334519073e-3))
  y = madd(y, r, f32x4.splat(4.1665795894e-2))
  y = madd(y, r, f32x4.splat(1.6666665459e-1))
  y = madd(y, r, f32x4.splat(5.0000001201e-1))
  y = madd(f32x4.mul(r, r), y, f32x4.add(r, f32x4.splat(1)))
  return i32x4.add(y, i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23))
}

/**
 * x^exponent of four positive floats; 1 and 1/2 are exact, the others within |log x| 1e-6 of their
 * value: enough for steps that the next sweep corrects.
 */
@inline
export function raise(x: v128, exponent: f64): v128 {
  if (exponent == 1) return x
  if (exponent == 0.5) return f32x4.sqrt(x)
  return exp(f32x4.mul(log(x), f32x4.splat(<f32>exponent)))
}
