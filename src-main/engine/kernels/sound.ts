/**
 * What happens to every sample while a recording is read: integers become floats, and all is
 * measured. Definitions: pcm-samples.ts, sample-facts.ts, block-peaks.ts and loudness.ts in
 * engine/decode. N = samples (`count`), C = channels. Integers come interleaved, `channels`
 * of them for each sample; floats [N] go to one array a channel, `outStep` bytes from one array to
 * the next.
 */

/** From 16-bit integers, little-endian. Up to 7 floats beyond `count` are written. */
export function spread16(
  integers: usize,
  channels: i32,
  out: usize,
  outStep: usize,
  count: i32
): void {
  if (channels > 2) {
    for (let c = 0; c < channels; c++) {
      let from = integers + ((<usize>c) << 1)
      let at = out + <usize>c * outStep
      for (let n = 0; n < count; n++, from += (<usize>channels) << 1, at += 4) {
        store<f32>(at, <f32>load<i16>(from) * <f32>(1.0 / 32768.0))
      }
    }
    return
  }
  const scale = f32x4.splat(<f32>(1.0 / 32768.0))
  if (channels == 1) {
    for (let n = 0; n < count; n += 8) {
      const x = v128.load(integers + ((<usize>n) << 1))
      const at = out + ((<usize>n) << 2)
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(x)), scale))
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(x)), scale), 16)
    }
    return
  }
  for (let n = 0; n < count; n += 4) {
    const x = v128.load(integers + ((<usize>n) << 2))
    const at = out + ((<usize>n) << 2)
    const left = i32x4.shr_s(i32x4.shl(x, 16), 16)
    v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(left), scale))
    v128.store(at + outStep, f32x4.mul(f32x4.convert_i32x4_s(i32x4.shr_s(x, 16)), scale))
  }
}

/** From 24-bit integers, little-endian. The byte before the first is read, and not used. */
export function spread24(
  integers: usize,
  channels: i32,
  out: usize,
  outStep: usize,
  count: i32
): void {
  const stride = <usize>channels * 3
  for (let c = 0; c < channels; c++) {
    let from = integers + <usize>c * 3 - 1
    let at = out + <usize>c * outStep
    for (let n = 0; n < count; n++, from += stride, at += 4) {
      store<f32>(at, <f32>(load<i32>(from) >> 8) * <f32>(1.0 / 8388608.0))
    }
  }
}

/** Replaces NaN and infinities by 0, in place. @returns how many there were */
export function silenceOdd(samples: usize, count: i32): i32 {
  let odd = 0
  const whole = count & ~3
  for (let n = 0; n < whole; n += 4) {
    const at = samples + ((<usize>n) << 2)
    const x = v128.load(at)
    // Only these minus themselves are not 0.
    const isOdd = f32x4.ne(f32x4.sub(x, x), f32x4.splat(0))
    if (!v128.any_true(isOdd)) continue
    odd += popcnt(i32x4.bitmask(isOdd))
    v128.store(at, v128.andnot(x, isOdd))
  }
  for (let n = whole; n < count; n++) {
    const at = samples + ((<usize>n) << 2)
    const x = load<f32>(at)
    if (x - x == 0) continue
    odd++
    store<f32>(at, 0)
  }
  return odd
}

/** Least and greatest of each run of `length` samples, a multiple of 8: f32 [blocks] each. */
export function blockExtremes(
  samples: usize,
  blocks: i32,
  length: i32,
  minima: usize,
  maxima: usize
): void {
  let at = samples
  for (let block = 0; block < blocks; block++) {
    let leastA = v128.load(at)
    let leastB = v128.load(at, 16)
    let mostA = leastA
    let mostB = leastB
    const end = at + ((<usize>length) << 2)
    for (at += 32; at < end; at += 32) {
      const a = v128.load(at)
      const b = v128.load(at, 16)
      leastA = f32x4.pmin(leastA, a)
      leastB = f32x4.pmin(leastB, b)
      mostA = f32x4.pmax(mostA, a)
      mostB = f32x4.pmax(mostB, b)
    }
    const least = f32x4.pmin(leastA, leastB)
    const most = f32x4.pmax(mostA, mostB)
    const here = (<usize>block) << 2
    store<f32>(
      minima + here,
      min(
        min(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
        min(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3))
      )
    )
    store<f32>(
      maxima + here,
      max(
        max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
        max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))
      )
    )
  }
}

/**
 * Energies of two channels behind two filters one after the other, both channels at once.
 * @param filters b0, b1, b2, a1, a2 of each as f64
 * @param state four pairs of f64, two a filter, kept from call to call; the energies, a pair,
 *   follow them
 */
export function weightedEnergy(
  left: usize,
  right: usize,
  count: i32,
  filters: usize,
  state: usize
): void {
  const b0 = v128.load64_splat(filters)
  const b1 = v128.load64_splat(filters, 8)
  const b2 = v128.load64_splat(filters, 16)
  const a1 = v128.load64_splat(filters, 24)
  const a2 = v128.load64_splat(filters, 32)
  const d0 = v128.load64_splat(filters, 40)
  const d1 = v128.load64_splat(filters, 48)
  const d2 = v128.load64_splat(filters, 56)
  const c1 = v128.load64_splat(filters, 64)
  const c2 = v128.load64_splat(filters, 72)
  let s1 = v128.load(state)
  let s2 = v128.load(state, 16)
  let p1 = v128.load(state, 32)
  let p2 = v128.load(state, 48)
  let energy = f64x2.splat(0)
  const bytes = (<usize>count) << 2
  for (let at: usize = 0; at < bytes; at += 4) {
    const pair = v128.shuffle<f32>(
      v128.load32_zero(left + at),
      v128.load32_zero(right + at),
      0,
      4,
      1,
      5
    )
    const x = f64x2.promote_low_f32x4(pair)
    // What does not depend on the previous sample comes first, which keeps the chain of dependent
    // operations short.
    const y = f64x2.add(f64x2.mul(b0, x), s1)
    s1 = f64x2.sub(f64x2.add(f64x2.mul(b1, x), s2), f64x2.mul(a1, y))
    s2 = f64x2.sub(f64x2.mul(b2, x), f64x2.mul(a2, y))
    const z = f64x2.add(f64x2.mul(d0, y), p1)
    p1 = f64x2.sub(f64x2.add(f64x2.mul(d1, y), p2), f64x2.mul(c1, z))
    p2 = f64x2.sub(f64x2.mul(d2, y), f64x2.mul(c2, z))
    energy = f64x2.add(energy, f64x2.mul(z, z))
  }
  v128.store(state, s1)
  v128.store(state, s2, 16)
  v128.store(state, p1, 32)
  v128.store(state, p2, 48)
  v128.store(state, energy, 64)
}
