/**
 * A start from the singular value decomposition: NNDSVD, zeros filled with a small constant. C.
 * Boutsidis, E. Gallopoulos, "SVD based initialization: a head start for nonnegative matrix
 * factorization", Pattern Recognition 41(4), 2008; the decomposition by random projection: N.
 * Halko, P.-G. Martinsson, J. Tropp, SIAM Review 53(2), 2011. T = frames, F = bins, K = components.
 */
import { poolFrames, pooledCount, spreadActivations } from '../coarse/coarse'
import type { Kernels } from '../sweep/kernels'
import { createRandom, randomStart, type Start } from './random-start'
import { leadingTriplets } from './singular'

/** Most frames that the decomposition works on: V is averaged in time until it has no more. */
const MOST_FRAMES = 200
/**
 * What zeros become, as a share of the mean entry of one component; exact zeros could never grow.
 */
const FILL = 0.1

/**
 * W and H for V in the kernels; components beyond the rank of V are random. Null once `isWanted`
 * has said no.
 * @param module the compiled kernels, for the same bits in less time
 */
export function nndsvdStart(
  kernels: Pick<Kernels, 'V' | 'rowStride' | 'shape'>,
  seed: number,
  module: WebAssembly.Module | null = null,
  isWanted: () => boolean = () => true
): Start | null {
  const { T, F, K } = kernels.shape
  const framesPerPool = Math.max(1, Math.ceil(T / MOST_FRAMES))
  const N = pooledCount(T, framesPerPool)
  const A = new Float64Array(N * F)
  poolFrames(kernels, framesPerPool, { V: A, rowStride: F })
  const start = randomStart(N, F, K, seed)
  const mean = A.reduce((sum, value) => sum + value, 0) / Math.max(1, A.length)
  const fill = FILL * Math.sqrt(mean / Math.max(1, K))

  const triplets = leadingTriplets(A, N, F, K, createRandom(seed), isWanted, module)
  if (triplets === null) return null
  triplets.forEach(({ left, value, right }, k) => {
    const { x, y, size } = positiveHalf(left, right, k === 0)
    const scale = Math.sqrt(value * size)
    for (let t = 0; t < N; t++) start.H[t * K + k] = Math.max(scale * x[t]!, 0) || fill
    for (let f = 0; f < F; f++) start.W[k * F + f] = Math.max(scale * y[f]!, 0) || fill
  })
  balance(start, N, F, K, triplets.length, mean)
  return { W: start.W, H: spreadActivations(start.H, T, K, framesPerPool) }
}

/**
 * The larger of the positive and the negative halves of u v', both as positive vectors of length 1.
 */
function positiveHalf(
  u: Float64Array,
  v: Float64Array,
  isFirst: boolean
): { x: Float64Array; y: Float64Array; size: number } {
  // The first pair has one sign throughout, up to rounding.
  if (isFirst) return { x: u.map(Math.abs), y: v.map(Math.abs), size: 1 }
  const halves = [1, -1].map((sign) => {
    const x = u.map((value) => Math.max(0, sign * value))
    const y = v.map((value) => Math.max(0, sign * value))
    return { x, y, lengths: [lengthOf(x), lengthOf(y)] as const }
  })
  const sizeOf = ({ lengths: [x, y] }: (typeof halves)[number]): number => x * y
  const { x, y, lengths } = sizeOf(halves[0]!) > sizeOf(halves[1]!) ? halves[0]! : halves[1]!
  return {
    x: x.map((value) => value / (lengths[0] || 1)),
    y: y.map((value) => value / (lengths[1] || 1)),
    size: lengths[0] * lengths[1]
  }
}

function lengthOf(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
}

/**
 * Rows of W to sum 1, H the other way for the first components, and the mean of H W to that of V.
 */
function balance(
  { W, H }: Start,
  N: number,
  F: number,
  K: number,
  found: number,
  mean: number
): void {
  for (let k = 0; k < found; k++) {
    const row = W.subarray(k * F, (k + 1) * F)
    const sum = row.reduce((total, value) => total + value, 0)
    if (!(sum > 0)) continue
    for (let f = 0; f < F; f++) row[f]! /= sum
    for (let t = 0; t < N; t++) H[t * K + k]! *= sum
  }
  const total = H.reduce((sum, value) => sum + value, 0)
  const scale = total > 0 ? (mean * N * F) / total : 1
  for (let i = 0; i < H.length; i++) H[i]! *= scale
}
