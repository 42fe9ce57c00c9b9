/**
 * Extrapolation of W and H in the log domain, one array over another: layout does not matter.
 * The state before last, the last one and the one to make lie in memory as equal runs of floats.
 */
import { raise } from './math'

/**
 * A step of momentum repeats at most this factor, so that an entry near its floor is not thrown up.
 */
const LARGEST_STEP: f32 = 20
/** Keeps the zeros of the padding from becoming 0 / 0. */
const LEAST_DIVISOR: f32 = 1e-37

/** out = last clip(last / previous, 1/20, 20)^a for `bytes` bytes, a multiple of 16. */
export function extrapolate(
  out: usize,
  last: usize,
  previous: usize,
  bytes: usize,
  a: f64
): void {
  const least = f32x4.splat(1 / LARGEST_STEP)
  const most = f32x4.splat(LARGEST_STEP)
  for (let i: usize = 0; i < bytes; i += 16) {
    const x = v128.load(last + i)
    const before = f32x4.max(v128.load(previous + i), f32x4.splat(LEAST_DIVISOR))
    const step = f32x4.min(f32x4.max(f32x4.div(x, before), least), most)
    v128.store(out + i, f32x4.mul(x, raise(step, a)))
  }
}
