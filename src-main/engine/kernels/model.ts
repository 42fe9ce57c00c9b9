/**
 * One tile of 4 frames x 8 bins: the model m = H W + floor, and from it and V
 *   p = V m^(b-2),  q = m^(b-1)  and the divergence of the tile.
 * Tiles are the unit of all panels: p, q are [4 frames][8 bins], H [K][4 frames], W [K][8 bins].
 */
import { demote, log, madd, pow, promoteHigh, widenSum } from './math'

// Which formulas: a compile-time constant of each caller, so that a tile holds only its own.
/** Itakura-Saito, beta = 0. */
export const IS: i32 = 0
/** Kullback-Leibler, beta = 1. */
export const KL: i32 = 1
/** Squared Euclidean, beta = 2. */
export const EUCLIDEAN: i32 = 2
/** Any other beta. */
export const ANY: i32 = 3

/** Squared Euclidean with p = V and no q: what coordinate descent needs. */
export const HALS: i32 = 4

/** p and q must not reach infinity, where their ratio would be lost. */
const LARGEST: f32 = 1e30

/**
 * p and q of 4 cells, written; returns what the divergence of these cells is made of, where the
 * tile measures.
 */
@inline
function compare(kind: i32, measure: bool, beta: f64, m: v128, v: v128, p: usize, q: usize): v128 {
  if (kind == IS) {
    const inverse = f32x4.div(f32x4.splat(1), m)
    const ratio = f32x4.mul(v, inverse)
    v128.store(p, f32x4.mul(ratio, inverse))
    v128.store(q, inverse)
    return v
  }
  if (kind == KL) {
    const ratio = f32x4.div(v, m)
    v128.store(p, ratio)
    return f32x4.sub(m, v)
  }
  if (kind == EUCLIDEAN || kind == HALS) {
    v128.store(p, v)
    if (kind == EUCLIDEAN) v128.store(q, m)
    const error = f32x4.sub(v, m)
    return f32x4.mul(f32x4.splat(0.5), f32x4.mul(error, error))
  }
  const mLow = f64x2.promote_low_f32x4(m)
  const mHigh = promoteHigh(m)
  const vLow = f64x2.promote_low_f32x4(v)
  const vHigh = promoteHigh(v)
  const qLow = pow(mLow, beta - 1)
  const qHigh = pow(mHigh, beta - 1)
  const large = f32x4.splat(LARGEST)
  v128.store(q, f32x4.min(demote(qLow, qHigh), large))
  const pLow = f64x2.mul(vLow, f64x2.div(qLow, mLow))
  const pHigh = f64x2.mul(vHigh, f64x2.div(qHigh, mHigh))
  v128.store(p, f32x4.min(demote(pLow, pHigh), large))
  if (!measure) return v
  return demote(measureAny(beta, vLow, mLow, qLow), measureAny(beta, vHigh, mHigh, qHigh))
}

/** (v^b + (b - 1) m^b - b v m^(b-1)) / (b (b - 1)) of two cells; q = m^(b-1). */
@inline
function measureAny(beta: f64, v: v128, m: v128, q: v128): v128 {
  const own = f64x2.mul(
    q,
    f64x2.sub(f64x2.mul(f64x2.splat(beta - 1), m), f64x2.mul(f64x2.splat(beta), v))
  )
  const sum = f64x2.add(pow(v, beta), own)
  return f64x2.mul(sum, f64x2.splat(1 / (beta * (beta - 1))))
}

@inline
function sumOfEight(a: v128, b: v128, c: v128, d: v128, e: v128, f: v128, g: v128, h: v128): v128 {
  return f32x4.add(
    f32x4.add(f32x4.add(a, b), f32x4.add(c, d)),
    f32x4.add(f32x4.add(e, f), f32x4.add(g, h))
  )
}

/**
 * Compares one tile with its model.
 * @param v first cell of the tile in V, `stride` bytes from frame to frame
 * @param h [K][4] of the four frames
 * @param w [K][8] of the eight bins; `wEnd` its end
 * @param floor [8] what the model starts from
 * @param rows frames of the tile that exist, 1 to 4; the others must be 1 in V and 0 in H
 * @param p, q where to write [4][8]; KL and HALS write no q
 * @returns if `measure`, two doubles whose sum is the divergence of the tile; of Kullback-Leibler
 *   without what sumOfLogs adds, and none of Itakura-Saito, which sumOfRatios measures
 */
@inline
export function compareTile(
  kind: i32,
  measure: bool,
  beta: f64,
  v: usize,
  stride: usize,
  h: usize,
  w: usize,
  wEnd: usize,
  floor: usize,
  rows: i32,
  p: usize,
  q: usize
): v128 {
  let a0 = v128.load(floor)
  let b0 = v128.load(floor, 16)
  let a1 = a0,
    a2 = a0,
    a3 = a0
  let b1 = b0,
    b2 = b0,
    b3 = b0
  while (w < wEnd) {
    const x = v128.load(w)
    const y = v128.load(w, 16)
    const h0 = v128.load_splat<f32>(h)
    a0 = madd(h0, x, a0)
    b0 = madd(h0, y, b0)
    const h1 = v128.load_splat<f32>(h, 4)
    a1 = madd(h1, x, a1)
    b1 = madd(h1, y, b1)
    const h2 = v128.load_splat<f32>(h, 8)
    a2 = madd(h2, x, a2)
    b2 = madd(h2, y, b2)
    const h3 = v128.load_splat<f32>(h, 12)
    a3 = madd(h3, x, a3)
    b3 = madd(h3, y, b3)
    w += 32
    h += 16
  }
  // A frame that does not exist equals its V, so that it adds nothing to the divergence.
  if (rows < 4) {
    const one = f32x4.splat(1)
    a3 = one
    b3 = one
    if (rows < 3) {
      a2 = one
      b2 = one
    }
    if (rows < 2) {
      a1 = one
      b1 = one
    }
  }
  const v1 = v + stride
  const v2 = v1 + stride
  const v3 = v2 + stride
  const c0 = compare(kind, measure, beta, a0, v128.load(v), p, q)
  const d0 = compare(kind, measure, beta, b0, v128.load(v, 16), p + 16, q + 16)
  const c1 = compare(kind, measure, beta, a1, v128.load(v1), p + 32, q + 32)
  const d1 = compare(kind, measure, beta, b1, v128.load(v1, 16), p + 48, q + 48)
  const c2 = compare(kind, measure, beta, a2, v128.load(v2), p + 64, q + 64)
  const d2 = compare(kind, measure, beta, b2, v128.load(v2, 16), p + 80, q + 80)
  const c3 = compare(kind, measure, beta, a3, v128.load(v3), p + 96, q + 96)
  const d3 = compare(kind, measure, beta, b3, v128.load(v3, 16), p + 112, q + 112)
  if (!measure || kind == IS) return f64x2.splat(0)
  return widenSum(sumOfEight(c0, d0, c1, d1, c2, d2, c3, d3))
}

/**
 * Sum of v log(v / m) over a row of tiles: what compareTile leaves out of the Kullback-Leibler
 * divergence. In a loop of their own, the logarithm's constants stay in registers.
 * @param v first cell of the tiles in V, `stride` bytes from frame to frame
 * @param p, end the tiles' ratios v / m
 * @returns two doubles to be added
 */
@inline
export function sumOfLogs(v: usize, stride: usize, p: usize, end: usize): v128 {
  let sum = f64x2.splat(0)
  for (let row: usize = 0; row < 4; row++) {
    let part = f32x4.splat(0)
    let at = v + row * stride
    for (let ratios = p + (row << 5); ratios < end; ratios += 128) {
      part = madd(v128.load(at), log(v128.load(ratios)), part)
      part = madd(v128.load(at, 16), log(v128.load(ratios, 16)), part)
      at += 32
    }
    sum = f64x2.add(sum, widenSum(part))
  }
  return sum
}

/**
 * Sum of r - log r - 1, r = v / m, over a row of at most 16 tiles: their Itakura-Saito divergence.
 * One logarithm of the product is enough for all. Ratios are multiplied in pairs, which float32
 * holds from 1e-19 to 1e19, then as mantissas in [1, 2), of which it holds 64, while exponents add
 * up.
 * @param v first cell of the tiles in V, `stride` bytes from frame to frame
 * @param q, end the tiles' 1 / m
 * @returns two doubles to be added
 */
@inline
export function sumOfRatios(v: usize, stride: usize, q: usize, end: usize): v128 {
  const pairs = <i32>(((end - q) >> 7) << 2)
  let sum = f32x4.splat(0)
  let product = f32x4.splat(1)
  let exponents = i32x4.splat(0)
  while (q < end) {
    // Minus the value of the tile at r = 1, so that the sum stays small.
    let rest = f32x4.splat(-8)
    let at = v
    for (let row = 0; row < 4; row++) {
      const a = f32x4.mul(v128.load(at), v128.load(q))
      const b = f32x4.mul(v128.load(at, 16), v128.load(q, 16))
      const ab = f32x4.mul(a, b)
      rest = f32x4.add(rest, f32x4.add(a, b))
      product = f32x4.mul(product, mantissaOf(ab))
      exponents = i32x4.add(exponents, exponentOf(ab))
      at += stride
      q += 32
    }
    sum = f32x4.add(sum, rest)
    v += 32
  }
  const powers = f32x4.convert_i32x4_s(i32x4.sub(exponents, i32x4.splat(127 * pairs)))
  return widenSum(f32x4.sub(sum, madd(powers, f32x4.splat(0.6931471805599453), log(product))))
}

/** Biased exponents of 4 positive floats. */
@inline
function exponentOf(x: v128): v128 {
  return i32x4.shr_u(x, 23)
}

/** Mantissas in [1, 2) of 4 positive floats. */
@inline
function mantissaOf(x: v128): v128 {
  return v128.or(v128.and(x, i32x4.splat(0x7fffff)), i32x4.splat(0x3f800000))
}

/** Copies a tile of V, rows `stride` bytes apart, to p. */
@inline
export function copyTile(v: usize, stride: usize, p: usize): void {
  for (let row: usize = 0; row < 4; row++) {
    v128.store(p, v128.load(v))
    v128.store(p, v128.load(v, 16), 16)
    v += stride
    p += 32
  }
}
