/**
 * The complex Fourier transform of a power of two from 256 on, in float64, two butterflies at a
 * time. Real and imaginary parts lie apart, [size] each; both directions work in place and do not
 * scale.
 *
 * Radix 4 by decimation in frequency, depth first so that the quarters stay in the nearest cache;
 * an odd power of two begins with one radix-2 pass. The spectrum is left in the order in which the
 * passes leave it, which saves sorting: the inverse starts from it, and what is multiplied with it
 * in between is sorted into that order beforehand (see fft-order.ts).
 *
 * Twiddles: for the radix-2 pass, w^j of two j (re, re, im, im); then for each radix-4 pass of n
 * points from the largest down to 16, w^j, w^2j, w^3j of two j each, w = exp(-2 pi i / n).
 */
import { madd64, msub64 } from './math'

/** (x0, y0) */
@inline
function lows(x: v128, y: v128): v128 {
  return v128.shuffle<i64>(x, y, 0, 2)
}

/** (x1, y1) */
@inline
function highs(x: v128, y: v128): v128 {
  return v128.shuffle<i64>(x, y, 1, 3)
}

/** Bytes of twiddles of one radix-4 pass over n points. */
@inline
function twiddleBytes(n: i32): usize {
  return <usize>n * 12
}

/** Spectrum of re + i im, in place, in pass order. */
export function fftForward(re: usize, im: usize, twiddles: usize, size: i32): void {
  if ((ctz(size) & 1) == 0) return forward(re, im, twiddles, size)
  const half = size >> 1
  const far = (<usize>half) << 3
  for (let w = twiddles, at: usize = 0; at < far; at += 16, w += 32) {
    const ar = v128.load(re + at)
    const ai = v128.load(im + at)
    const br = v128.load(re + at + far)
    const bi = v128.load(im + at + far)
    const dr = f64x2.sub(ar, br)
    const di = f64x2.sub(ai, bi)
    const wr = v128.load(w)
    const wi = v128.load(w, 16)
    v128.store(re + at, f64x2.add(ar, br))
    v128.store(im + at, f64x2.add(ai, bi))
    v128.store(re + at + far, msub64(di, wi, f64x2.mul(dr, wr)))
    v128.store(im + at + far, madd64(di, wr, f64x2.mul(dr, wi)))
  }
  const next = twiddles + ((<usize>half) << 4)
  forward(re, im, next, half)
  forward(re + far, im + far, next, half)
}

/** What `fftForward` undoes, times size; in place, from pass order. */
export function fftInverse(re: usize, im: usize, twiddles: usize, size: i32): void {
  if ((ctz(size) & 1) == 0) return inverse(re, im, twiddles, size)
  const half = size >> 1
  const far = (<usize>half) << 3
  const next = twiddles + ((<usize>half) << 4)
  inverse(re, im, next, half)
  inverse(re + far, im + far, next, half)
  for (let w = twiddles, at: usize = 0; at < far; at += 16, w += 32) {
    const ar = v128.load(re + at)
    const ai = v128.load(im + at)
    const dr = v128.load(re + at + far)
    const di = v128.load(im + at + far)
    const wr = v128.load(w)
    const wi = v128.load(w, 16)
    const br = madd64(di, wi, f64x2.mul(dr, wr))
    const bi = msub64(dr, wi, f64x2.mul(di, wr))
    v128.store(re + at, f64x2.add(ar, br))
    v128.store(im + at, f64x2.add(ai, bi))
    v128.store(re + at + far, f64x2.sub(ar, br))
    v128.store(im + at + far, f64x2.sub(ai, bi))
  }
}

/** A power of four of points, at least 16. */
function forward(re: usize, im: usize, twiddles: usize, n: i32): void {
  const step = (<usize>n) << 1
  let w = twiddles
  for (let at: usize = 0; at < step; at += 16, w += 96) {
    const r = re + at
    const i = im + at
    const ar = v128.load(r)
    const ai = v128.load(i)
    const br = v128.load(r + step)
    const bi = v128.load(i + step)
    const cr = v128.load(r + 2 * step)
    const ci = v128.load(i + 2 * step)
    const dr = v128.load(r + 3 * step)
    const di = v128.load(i + 3 * step)
    const s0r = f64x2.add(ar, cr)
    const s0i = f64x2.add(ai, ci)
    const s1r = f64x2.sub(ar, cr)
    const s1i = f64x2.sub(ai, ci)
    const s2r = f64x2.add(br, dr)
    const s2i = f64x2.add(bi, di)
    // -i (b - d)
    const s3r = f64x2.sub(bi, di)
    const s3i = f64x2.sub(dr, br)
    v128.store(r, f64x2.add(s0r, s2r))
    v128.store(i, f64x2.add(s0i, s2i))
    storeTurned(r + step, i + step, f64x2.add(s1r, s3r), f64x2.add(s1i, s3i), w)
    storeTurned(r + 2 * step, i + 2 * step, f64x2.sub(s0r, s2r), f64x2.sub(s0i, s2i), w + 32)
    storeTurned(r + 3 * step, i + 3 * step, f64x2.sub(s1r, s3r), f64x2.sub(s1i, s3i), w + 64)
  }
  if (n == 16) {
    forwardFours(re, im)
    forwardFours(re + 64, im + 64)
    return
  }
  const next = twiddles + twiddleBytes(n)
  forward(re, im, next, n >> 2)
  forward(re + step, im + step, next, n >> 2)
  forward(re + 2 * step, im + 2 * step, next, n >> 2)
  forward(re + 3 * step, im + 3 * step, next, n >> 2)
}

/** Stores x times a twiddle. */
@inline
function storeTurned(re: usize, im: usize, xr: v128, xi: v128, w: usize): void {
  const wr = v128.load(w)
  const wi = v128.load(w, 16)
  v128.store(re, msub64(xi, wi, f64x2.mul(xr, wr)))
  v128.store(im, madd64(xi, wr, f64x2.mul(xr, wi)))
}

/** Two transforms of 4 points, one after the other in memory; their bins come out interleaved. */
@inline
function forwardFours(re: usize, im: usize): void {
  const r0 = v128.load(re)
  const r1 = v128.load(re, 16)
  const r2 = v128.load(re, 32)
  const r3 = v128.load(re, 48)
  const i0 = v128.load(im)
  const i1 = v128.load(im, 16)
  const i2 = v128.load(im, 32)
  const i3 = v128.load(im, 48)
  const ar = f64x2.add(r0, r1)
  const br = f64x2.add(r2, r3)
  const ai = f64x2.add(i0, i1)
  const bi = f64x2.add(i2, i3)
  const cr = f64x2.sub(r0, r1)
  const dr = f64x2.sub(r2, r3)
  const ci = f64x2.sub(i0, i1)
  const di = f64x2.sub(i2, i3)
  const s0r = lows(ar, br)
  const s0i = lows(ai, bi)
  const s2r = highs(ar, br)
  const s2i = highs(ai, bi)
  const s1r = lows(cr, dr)
  const s1i = lows(ci, di)
  const s3r = highs(cr, dr)
  const s3i = highs(ci, di)
  v128.store(re, f64x2.add(s0r, s2r))
  v128.store(im, f64x2.add(s0i, s2i))
  v128.store(re, f64x2.add(s1r, s3i), 16)
  v128.store(im, f64x2.sub(s1i, s3r), 16)
  v128.store(re, f64x2.sub(s0r, s2r), 32)
  v128.store(im, f64x2.sub(s0i, s2i), 32)
  v128.store(re, f64x2.sub(s1r, s3i), 48)
  v128.store(im, f64x2.add(s1i, s3r), 48)
}

/** Undoes `forward`, times n. */
function inverse(re: usize, im: usize, twiddles: usize, n: i32): void {
  const step = (<usize>n) << 1
  if (n == 16) {
    inverseFours(re, im)
    inverseFours(re + 64, im + 64)
  } else {
    const next = twiddles + twiddleBytes(n)
    inverse(re, im, next, n >> 2)
    inverse(re + step, im + step, next, n >> 2)
    inverse(re + 2 * step, im + 2 * step, next, n >> 2)
    inverse(re + 3 * step, im + 3 * step, next, n >> 2)
  }
  let w = twiddles
  for (let at: usize = 0; at < step; at += 16, w += 96) {
    const r = re + at
    const i = im + at
    const ar = v128.load(r)
    const ai = v128.load(i)
    const y1r = v128.load(r + step)
    const y1i = v128.load(i + step)
    const y2r = v128.load(r + 2 * step)
    const y2i = v128.load(i + 2 * step)
    const y3r = v128.load(r + 3 * step)
    const y3i = v128.load(i + 3 * step)
    const w1r = v128.load(w)
    const w1i = v128.load(w, 16)
    const w2r = v128.load(w, 32)
    const w2i = v128.load(w, 48)
    const w3r = v128.load(w, 64)
    const w3i = v128.load(w, 80)
    const br = madd64(y1i, w1i, f64x2.mul(y1r, w1r))
    const bi = msub64(y1r, w1i, f64x2.mul(y1i, w1r))
    const cr = madd64(y2i, w2i, f64x2.mul(y2r, w2r))
    const ci = msub64(y2r, w2i, f64x2.mul(y2i, w2r))
    const dr = madd64(y3i, w3i, f64x2.mul(y3r, w3r))
    const di = msub64(y3r, w3i, f64x2.mul(y3i, w3r))
    const s0r = f64x2.add(ar, cr)
    const s0i = f64x2.add(ai, ci)
    const s1r = f64x2.sub(ar, cr)
    const s1i = f64x2.sub(ai, ci)
    const s2r = f64x2.add(br, dr)
    const s2i = f64x2.add(bi, di)
    // i (b - d)
    const s3r = f64x2.sub(di, bi)
    const s3i = f64x2.sub(br, dr)
    v128.store(r, f64x2.add(s0r, s2r))
    v128.store(i, f64x2.add(s0i, s2i))
    v128.store(r + step, f64x2.add(s1r, s3r))
    v128.store(i + step, f64x2.add(s1i, s3i))
    v128.store(r + 2 * step, f64x2.sub(s0r, s2r))
    v128.store(i + 2 * step, f64x2.sub(s0i, s2i))
    v128.store(r + 3 * step, f64x2.sub(s1r, s3r))
    v128.store(i + 3 * step, f64x2.sub(s1i, s3i))
  }
}

/** Undoes `forwardFours`, times 4. */
@inline
function inverseFours(re: usize, im: usize): void {
  const y0r = v128.load(re)
  const y1r = v128.load(re, 16)
  const y2r = v128.load(re, 32)
  const y3r = v128.load(re, 48)
  const y0i = v128.load(im)
  const y1i = v128.load(im, 16)
  const y2i = v128.load(im, 32)
  const y3i = v128.load(im, 48)
  const s0r = f64x2.add(y0r, y2r)
  const s0i = f64x2.add(y0i, y2i)
  const s1r = f64x2.sub(y0r, y2r)
  const s1i = f64x2.sub(y0i, y2i)
  const s2r = f64x2.add(y1r, y3r)
  const s2i = f64x2.add(y1i, y3i)
  // i (y1 - y3)
  const s3r = f64x2.sub(y3i, y1i)
  const s3i = f64x2.sub(y1r, y3r)
  const ar = f64x2.add(s0r, s2r)
  const ai = f64x2.add(s0i, s2i)
  const br = f64x2.add(s1r, s3r)
  const bi = f64x2.add(s1i, s3i)
  const cr = f64x2.sub(s0r, s2r)
  const ci = f64x2.sub(s0i, s2i)
  const dr = f64x2.sub(s1r, s3r)
  const di = f64x2.sub(s1i, s3i)
  v128.store(re, lows(ar, br))
  v128.store(im, lows(ai, bi))
  v128.store(re, lows(cr, dr), 16)
  v128.store(im, lows(ci, di), 16)
  v128.store(re, highs(ar, br), 32)
  v128.store(im, highs(ai, bi), 32)
  v128.store(re, highs(cr, dr), 48)
  v128.store(im, highs(ci, di), 48)
}
