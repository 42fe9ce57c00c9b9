/**
 * Frames of the spectrogram picture, from samples to bytes. Definitions: picture-meter.ts and
 * picture-rows.ts in engine/picture. N = points of the transform, F = N / 2 + 1 bins, R = rows;
 * spectra lie in the order of fft.ts.
 */
import { fftForward } from './fft'
import { log2 } from './math'
import { windowFrame } from './stems'

/** Addresses: see `FramePlan` of engine/picture/picture-kernels.ts, which fills it. */
@unmanaged
export class FramePlan {
  /** N. */
  size: i32
  /** R. */
  rows: i32
  /** Levels of single bins that rows lie between: those of the first bins. */
  levels: i32
  /** f64 [N / 2] */
  window: usize
  twiddles: usize
  /** f64 [N] each. */
  re: usize
  im: usize
  /** i32 [N]: where a bin lies. */
  place: usize
  /** f64 [F] each. */
  power: usize
  otherPower: usize
  /** i32 [R]: first bin of a row, and the one after its last. */
  first: usize
  end: usize
  /**
   * f64 [R]: how far a row's center lies from its first bin to the next; -1 where bins are
   * averaged.
   */
  between: usize
  /** f64 [R in whole pairs], f64 [levels in whole pairs] */
  rowValues: usize
  levelValues: usize
}

/** The law of shared/tile-bytes.ts, which AssemblyScript cannot import; a test holds this to it. */
const BOTTOM_DB: f64 = -120
const BYTES_PER_DB: f64 = 255.0 / 132.0
const DB_PER_LOG2: f64 = 3.010299956639812

/** Z, the transform of two windowed stretches of samples as a + i b. */
@inline
function transform(plan: FramePlan, a: usize, b: usize): void {
  const half = plan.size >> 1
  const bytes = (<usize>half) << 3
  windowFrame(a, plan.window, plan.re, half)
  windowFrame(b, plan.window, plan.im, half)
  memory.fill(plan.re + bytes, 0, bytes)
  memory.fill(plan.im + bytes, 0, bytes)
  fftForward(plan.re, plan.im, plan.twiddles, plan.size)
}

/** Bytes from the start of Z at which bin f lies. */
@inline
function placeOf(plan: FramePlan, f: i32): usize {
  return (<usize>load<i32>(plan.place + ((<usize>f) << 2))) << 3
}

/**
 * Adds the power of both, times 2 `scale`, to the frame's: |A(f)|^2 + |B(f)|^2 = (|Z(f)|^2 +
 * |Z(-f)|^2) / 2. The first pair of a frame replaces what was there.
 */
function addPower(plan: FramePlan, scale: f64, isFirst: bool): void {
  const re = plan.re
  const im = plan.im
  const last = plan.size >> 1
  for (let f = 0; f <= last; f++) {
    const i = placeOf(plan, f)
    const j = placeOf(plan, (plan.size - f) & (plan.size - 1))
    const a = load<f64>(re + i)
    const b = load<f64>(im + i)
    const c = load<f64>(re + j)
    const d = load<f64>(im + j)
    const both = (a * a + b * b + c * c + d * d) * scale
    const at = plan.power + ((<usize>f) << 3)
    store<f64>(at, isFirst ? both : load<f64>(at) + both)
  }
}

/** The power of each: A(f) = (Z(f) + conj Z(-f)) / 2, B(f) = (Z(f) - conj Z(-f)) / 2i. */
function bothPowers(plan: FramePlan): void {
  const re = plan.re
  const im = plan.im
  const last = plan.size >> 1
  for (let f = 0; f <= last; f++) {
    const i = placeOf(plan, f)
    const j = placeOf(plan, (plan.size - f) & (plan.size - 1))
    const ar = load<f64>(re + i) + load<f64>(re + j)
    const ai = load<f64>(im + i) - load<f64>(im + j)
    const br = load<f64>(re + i) - load<f64>(re + j)
    const bi = load<f64>(im + i) + load<f64>(im + j)
    const at = (<usize>f) << 3
    store<f64>(plan.power + at, (ar * ar + ai * ai) * 0.25)
    store<f64>(plan.otherPower + at, (br * br + bi * bi) * 0.25)
  }
}

/** Turns f64 [count in whole pairs] from powers into levels in dB. */
@inline
function toLevels(values: usize, count: i32, least: f64): void {
  const end = values + ((<usize>count) << 3)
  for (let at = values; at < end; at += 16) {
    const level = f64x2.mul(log2(v128.load(at)), f64x2.splat(DB_PER_LOG2))
    v128.store(at, f64x2.max(level, f64x2.splat(least)))
  }
}

/** The rows of a frame of power f64 [F], as bytes [R]. */
function drawRows(plan: FramePlan, power: usize, out: usize): void {
  const rows = plan.rows
  const values = plan.rowValues
  for (let r = 0; r < rows; r++) {
    const at = (<usize>r) << 3
    if (load<f64>(plan.between + at) >= 0) continue
    const first = load<i32>(plan.first + (at >> 1))
    const end = load<i32>(plan.end + (at >> 1))
    let sum = load<f64>(power + ((<usize>first) << 3))
    for (let f = first + 1; f < end; f++) sum += load<f64>(power + ((<usize>f) << 3))
    store<f64>(values + at, sum / <f64>(end - first))
  }
  toLevels(values, rows, -Infinity)
  memory.copy(plan.levelValues, power, (<usize>plan.levels) << 3)
  toLevels(plan.levelValues, plan.levels, BOTTOM_DB)
  for (let r = 0; r < rows; r++) {
    const at = (<usize>r) << 3
    const between = load<f64>(plan.between + at)
    if (between < 0) continue
    const level = plan.levelValues + ((<usize>load<i32>(plan.first + (at >> 1))) << 3)
    const low = load<f64>(level)
    store<f64>(values + at, low + between * (load<f64>(level, 8) - low))
  }
  for (let r = 0; r < rows; r += 2) {
    const db = v128.load(values + ((<usize>r) << 3))
    const byte = f64x2.add(
      f64x2.mul(f64x2.splat(BYTES_PER_DB), f64x2.sub(db, f64x2.splat(BOTTOM_DB))),
      f64x2.splat(0.5)
    )
    const held = f64x2.min(f64x2.max(byte, f64x2.splat(0)), f64x2.splat(255))
    const both = i32x4.trunc_sat_f64x2_u_zero(held)
    store<u8>(out + r, i32x4.extract_lane(both, 0))
    if (r + 1 < rows) store<u8>(out + r + 1, i32x4.extract_lane(both, 1))
  }
}

/**
 * Frames of two or more channels, `hop` samples apart, as bytes [count x R]. A last one without
 * another beside it has silence there.
 * @param samples of the first channel; those of the next lie `channelBytes` further
 */
export function drawPairs(
  plan: FramePlan,
  samples: usize,
  channelBytes: usize,
  channels: i32,
  hop: i32,
  count: i32,
  out: usize
): void {
  const step = (<usize>hop) << 2
  const scale = 0.5 / <f64>channels
  for (let t = 0; t < count; t++, samples += step, out += plan.rows) {
    for (let c = 0; c < channels; c += 2) {
      const first = samples + <usize>c * channelBytes
      transform(plan, first, first + channelBytes)
      addPower(plan, scale, c == 0)
    }
    drawRows(plan, plan.power, out)
  }
}

/**
 * Frames of one channel, two of them in one transform; where `count` is odd, one more is computed.
 */
export function drawSingles(
  plan: FramePlan,
  samples: usize,
  hop: i32,
  count: i32,
  out: usize
): void {
  const step = (<usize>hop) << 2
  for (let t = 0; t < count; t += 2, samples += 2 * step, out += 2 * plan.rows) {
    transform(plan, samples, samples + step)
    bothPowers(plan)
    drawRows(plan, plan.power, out)
    if (t + 1 < count) drawRows(plan, plan.otherPower, out + plan.rows)
  }
}
