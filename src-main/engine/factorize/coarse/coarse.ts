/**
 * A recording at a coarser step in time: a few frames of V averaged into one. Sounds last longer
 * than a frame, so a dictionary learned there is nearly that of the whole, for a fraction of the
 * work and with fewer poor local minima. T = frames, F = bins, K = components.
 */
import type { Kernels, KernelShape } from '../sweep/kernels'

/** Frames that may be averaged into one. */
const poolSizes = [8, 4, 2]
/** Least number of averaged frames for each component. */
const FRAMES_PER_COMPONENT = 4

/**
 * How many frames to average: as many as the frames and the number of components allow, 1 for none.
 * @param longestPool as `Frames` say it
 */
export function chooseFramesPerPool(T: number, K: number, longestPool: number): number {
  const fits = (size: number): boolean =>
    size <= longestPool && Math.floor(T / size) >= FRAMES_PER_COMPONENT * K
  return poolSizes.find(fits) ?? 1
}

/** Frames after averaging; the last may be made of fewer. */
export function pooledCount(T: number, framesPerPool: number): number {
  return Math.ceil(T / framesPerPool)
}

/** Frames, and how many of them are averaged into one. */
export interface PooledFrames {
  readonly shape: Pick<KernelShape, 'T' | 'F'>
  /** [T x rowStride] */
  readonly V: Float32Array
  readonly rowStride: number
  readonly framesPerPool: number
}

/** Rows of averaged frames. */
export interface PoolRows {
  readonly V: Float32Array | Float64Array
  readonly rowStride: number
}

/** Rows [T x rowStride] averaged into rows of `into`, F values each. */
export function poolFrames(
  { shape, V, rowStride }: Pick<Kernels, 'V' | 'rowStride' | 'shape'>,
  framesPerPool: number,
  into: PoolRows
): void {
  poolRange({ shape, V, rowStride, framesPerPool }, into, 0, pooledCount(shape.T, framesPerPool))
}

/** The same for the averaged frames `from` to `to` - 1. */
export function poolRange(
  { shape, V, rowStride, framesPerPool }: PooledFrames,
  into: PoolRows,
  from: number,
  to: number
): void {
  const { T, F } = shape
  const row = new Float32Array(F)
  for (let pool = from; pool < to; pool++) {
    const first = pool * framesPerPool
    const end = Math.min(T, first + framesPerPool)
    row.fill(0)
    // Four rows at a time where possible, which takes about half the time.
    let t = first
    for (; t + 4 <= end; t += 4) addFour(row, V, t * rowStride, rowStride)
    for (; t < end; t++) addOne(row, V, t * rowStride)
    for (let f = 0; f < F; f++) row[f]! /= end - first
    into.V.set(row, pool * into.rowStride)
  }
}

/** row += values from `at` on. */
function addOne(row: Float32Array, values: Float32Array, at: number): void {
  for (let i = 0; i < row.length; i++) row[i]! += values[at + i]!
}

/**
 * row += the values of four rows from `at` on, `stride` from one to the next, rounded as by
 * `addOne`.
 */
function addFour(row: Float32Array, values: Float32Array, at: number, stride: number): void {
  const [b, c, d] = [at + stride, at + 2 * stride, at + 3 * stride]
  for (let i = 0; i < row.length; i++) {
    const two = Math.fround(Math.fround(row[i]! + values[at + i]!) + values[b + i]!)
    row[i] = Math.fround(two + values[c + i]!) + values[d + i]!
  }
}

/** Activations of averaged frames, each given to all frames that went into it: new [T x K]. */
export function spreadActivations(
  H: Float32Array,
  T: number,
  K: number,
  framesPerPool: number
): Float32Array {
  const spread = new Float32Array(T * K)
  for (let t = 0; t < T; t++) {
    const pool = Math.floor(t / framesPerPool)
    spread.set(H.subarray(pool * K, (pool + 1) * K), t * K)
  }
  return spread
}
