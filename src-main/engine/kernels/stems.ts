/**
 * The steps of an export for every frame, besides its transforms: window, masks, overlap-add, whole
 * steps.
 * N = windowSize, K = components; spectra of N bins in the order of fft.ts, float64, real and
 * imaginary parts apart. The definition is shared/dsp/mixture-model.ts and
 * engine/stems/integer-sum.ts. Numbers of bins and of samples in a hop are multiples of 8; only
 * `storeSteps` takes any count.
 */
import { demote, madd64, promoteHigh } from './math'

/** out = samples (f32) times window, for `count` samples. */
export function windowFrame(samples: usize, window: usize, out: usize, count: i32): void {
  for (let n = 0; n < count; n += 4) {
    const x = v128.load(samples + ((<usize>n) << 2))
    const w = window + ((<usize>n) << 3)
    const y = out + ((<usize>n) << 3)
    v128.store(y, f64x2.mul(f64x2.promote_low_f32x4(x), v128.load(w)))
    v128.store(y, f64x2.mul(promoteHigh(x), v128.load(w, 16)), 16)
  }
}

/**
 * power = sum over i < count of weights[i] times row i.
 * @param rows [count] addresses (u32) of rows of f32 [N]
 * @param weights [count] f64
 */
export function mixRows(rows: usize, weights: usize, count: i32, power: usize, size: i32): void {
  for (let n = 0; n < size; n += 8) {
    const at = (<usize>n) << 2
    let a = f64x2.splat(0)
    let b = f64x2.splat(0)
    let c = f64x2.splat(0)
    let d = f64x2.splat(0)
    for (let i = 0; i < count; i++) {
      const row = <usize>load<u32>(rows + ((<usize>i) << 2)) + at
      const weight = v128.load64_splat(weights + ((<usize>i) << 3))
      const x = v128.load(row)
      const y = v128.load(row, 16)
      a = madd64(weight, f64x2.promote_low_f32x4(x), a)
      b = madd64(weight, promoteHigh(x), b)
      c = madd64(weight, f64x2.promote_low_f32x4(y), c)
      d = madd64(weight, promoteHigh(y), d)
    }
    const out = power + (at << 1)
    v128.store(out, a)
    v128.store(out, b, 16)
    v128.store(out, c, 32)
    v128.store(out, d, 48)
  }
}

/** re, im divided by `divisor`, 0 where that is below `least`; in place. */
export function divideSpectrum(
  re: usize,
  im: usize,
  divisor: usize,
  least: f64,
  size: i32
): void {
  const limit = f64x2.splat(least)
  const one = f64x2.splat(1)
  const end = (<usize>size) << 3
  for (let at: usize = 0; at < end; at += 16) {
    const d = v128.load(divisor + at)
    const inverse = v128.andnot(f64x2.div(one, d), f64x2.lt(d, limit))
    v128.store(re + at, f64x2.mul(v128.load(re + at), inverse))
    v128.store(im + at, f64x2.mul(v128.load(im + at), inverse))
  }
}

/**
 * magnitude[f] = sqrt(scale times the sum over pairs of (|X(f)|^2 + |X(-f)|^2)), in the order of
 * the spectrum.
 * @param re [pairs x size], as `im`
 * @param mirror [size] i32: where bin -f lies
 */
export function meanMagnitude(
  re: usize,
  im: usize,
  pairs: i32,
  mirror: usize,
  scale: f64,
  magnitude: usize,
  size: i32
): void {
  for (let n = 0; n < size; n++) {
    const here = (<usize>n) << 3
    const there = (<usize>load<i32>(mirror + ((<usize>n) << 2))) << 3
    let sum: f64 = 0
    for (let pair = 0; pair < pairs; pair++) {
      const at = (<usize>pair * <usize>size) << 3
      const a = load<f64>(re + at + here)
      const b = load<f64>(im + at + here)
      const c = load<f64>(re + at + there)
      const d = load<f64>(im + at + there)
      sum += a * a + b * b + c * c + d * d
    }
    store<f64>(magnitude + here, sqrt<f64>(scale * sum))
  }
}

/** out = spectrum times mask. */
export function maskOne(
  re: usize,
  im: usize,
  mask: usize,
  outRe: usize,
  outIm: usize,
  size: i32
): void {
  const end = (<usize>size) << 3
  for (let at: usize = 0; at < end; at += 16) {
    const m = v128.load(mask + at)
    v128.store(outRe + at, f64x2.mul(v128.load(re + at), m))
    v128.store(outIm + at, f64x2.mul(v128.load(im + at), m))
  }
}

/** out = spectrum times (a + ib), two masks. */
export function maskTwo(
  re: usize,
  im: usize,
  a: usize,
  b: usize,
  outRe: usize,
  outIm: usize,
  size: i32
): void {
  const end = (<usize>size) << 3
  for (let at: usize = 0; at < end; at += 16) {
    const x = v128.load(re + at)
    const y = v128.load(im + at)
    const ma = v128.load(a + at)
    const mb = v128.load(b + at)
    v128.store(outRe + at, f64x2.sub(f64x2.mul(x, ma), f64x2.mul(y, mb)))
    v128.store(outIm + at, f64x2.add(f64x2.mul(y, ma), f64x2.mul(x, mb)))
  }
}

/**
 * Adds a windowed frame [size] to the sums of those before it [size], of which the first `hop` are
 * final then: these go to `final`, the others move to the front and zeros follow them.
 */
export function overlapAdd(
  frame: usize,
  window: usize,
  sums: usize,
  final: usize,
  hop: i32,
  size: i32
): void {
  const hopBytes = (<usize>hop) << 3
  const end = (<usize>size) << 3
  for (let at: usize = 0; at < hopBytes; at += 16) {
    v128.store(
      final + at,
      madd64(v128.load(frame + at), v128.load(window + at), v128.load(sums + at))
    )
  }
  for (let at = hopBytes; at < end; at += 16) {
    v128.store(
      sums + at - hopBytes,
      madd64(v128.load(frame + at), v128.load(window + at), v128.load(sums + at))
    )
  }
  memory.fill(sums + end - hopBytes, 0, hopBytes)
}

/** rest = recording (f32) in whole steps, or as it is when `steps` is 0. */
export function beginRest(recording: usize, rest: usize, steps: f64, count: i32): void {
  const scale = f64x2.splat(steps == 0 ? 1 : steps)
  const half = f64x2.splat(0.5)
  for (let n = 0; n < count; n += 2) {
    let x = f64x2.promote_low_f32x4(v128.load64_zero(recording + ((<usize>n) << 2)))
    if (steps != 0) x = f64x2.floor(f64x2.add(f64x2.mul(x, scale), half))
    v128.store(rest + ((<usize>n) << 3), x)
  }
}

/**
 * Rounds samples to whole steps from min to max, takes them from rest and writes them as i32.
 * @returns how many did not fit
 */
export function storeSteps(
  samples: usize,
  rest: usize,
  out: usize,
  steps: f64,
  min: f64,
  max: f64,
  count: i32
): i32 {
  const scale = f64x2.splat(steps)
  const half = f64x2.splat(0.5)
  const least = f64x2.splat(min)
  const most = f64x2.splat(max)
  let outside = i64x2.splat(0)
  for (let n = 0; n < count; n += 2) {
    const at = (<usize>n) << 3
    const x = f64x2.floor(f64x2.add(f64x2.mul(v128.load(samples + at), scale), half))
    const y = f64x2.min(f64x2.max(x, least), most)
    // Beyond an odd count lies a sample that does not count.
    const isOutside = n + 1 < count ? f64x2.ne(x, y) : i64x2.replace_lane(f64x2.ne(x, y), 1, 0)
    outside = i64x2.sub(outside, isOutside)
    v128.store(rest + at, f64x2.sub(v128.load(rest + at), y))
    v128.store64_lane(out + ((<usize>n) << 2), i32x4.trunc_sat_f64x2_s_zero(y), 0)
  }
  return <i32>(i64x2.extract_lane(outside, 0) + i64x2.extract_lane(outside, 1))
}

/** Rounds samples to f32, takes them from rest and writes them. */
export function storeFloats(samples: usize, rest: usize, out: usize, count: i32): void {
  for (let n = 0; n < count; n += 4) {
    const at = (<usize>n) << 3
    const y = demote(v128.load(samples + at), v128.load(samples + at, 16))
    v128.store(rest + at, f64x2.sub(v128.load(rest + at), f64x2.promote_low_f32x4(y)))
    v128.store(rest + at, f64x2.sub(v128.load(rest + at, 16), promoteHigh(y)), 16)
    v128.store(out + ((<usize>n) << 2), y)
  }
}
