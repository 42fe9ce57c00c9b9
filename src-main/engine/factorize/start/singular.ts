/**
 * The largest singular values of a matrix A [N x F] and their vectors, by projection on a few
 * random directions. N. Halko, P.-G. Martinsson, J. Tropp, "Finding structure with randomness",
 * SIAM Review 53(2), 2011. All matrices are row by row, in float64; R = directions.
 */
import { createMultiply, type Factor, multiplyPlainly, wholeColumns } from './product'

/** One singular value, with the vectors of length 1 that go with it. */
export interface Triplet {
  /** [N] */
  readonly left: Float64Array
  readonly value: number
  /** [F] */
  readonly right: Float64Array
}

/** Directions beyond the wanted ones. */
const EXTRA = 8
/** Singular values below this share of the largest count as 0. */
const LEAST = 1e-7
const JACOBI_SWEEPS = 12

/**
 * At most `count` triplets, largest first; fewer where the rank is lower.
 * @param isWanted asked every millisecond or so; once it says no, the result is null
 * @param module the compiled kernels, for the same bits in less time
 */
export function leadingTriplets(
  A: Float64Array,
  N: number,
  F: number,
  count: number,
  random: () => number,
  isWanted: () => boolean = () => true,
  module: WebAssembly.Module | null = null
): Triplet[] | null {
  // Once it has said no, it is not asked again.
  let wanted = true
  const goesOn = (): boolean => (wanted &&= isWanted())
  const R = Math.min(count + EXTRA, N, F)
  if (R === 0) return []
  const widest = Math.max(N, F) * wholeColumns(R)
  const multiply =
    module === null ? multiplyPlainly : createMultiply(module, { A: N * F, others: widest })
  const start = Float64Array.from({ length: F * R }, () => random() - 0.5)
  let Y = multiply(plain(A, N, F), start, R, goesOn)
  orthonormalize(Y, N, R)
  Y = multiply(plain(A, N, F), multiply(transposed(A, N, F), Y, R, goesOn), R, goesOn)
  orthonormalize(Y, N, R)
  const B = multiply(transposed(A, N, F), Y, R, goesOn) // [F x R], the transpose of Y' A
  const gram = multiply(transposed(B, F, R), B, R, goesOn)
  if (!goesOn()) return null
  const vectors = diagonalize(gram, R)
  const order = Array.from({ length: R }, (_, j) => j).sort(
    (i, j) => gram[j * R + j]! - gram[i * R + i]!
  )
  const largest = Math.sqrt(Math.max(0, gram[order[0]! * (R + 1)]!))
  const triplets: Triplet[] = []
  for (const j of order.slice(0, count)) {
    const value = Math.sqrt(Math.max(0, gram[j * R + j]!))
    if (!(value > LEAST * largest)) break
    const direction = Float64Array.from({ length: R }, (_, i) => vectors[i * R + j]!)
    const left = multiply(plain(Y, N, R), direction, 1, goesOn)
    const right = multiply(plain(B, F, R), direction, 1, goesOn).map((each) => each / value)
    triplets.push({ left, value, right })
  }
  return goesOn() ? triplets : null
}

/** A [rows x inner], row by row. */
function plain(values: Float64Array, rows: number, inner: number): Factor {
  return { values, rows, inner, rowStep: inner, innerStep: 1 }
}

/** The transpose of A [inner x rows]. */
function transposed(values: Float64Array, inner: number, rows: number): Factor {
  return { values, rows, inner, rowStep: 1, innerStep: rows }
}

/** Makes the columns of Y [N x R] orthonormal, in place; those that depend on others become 0. */
function orthonormalize(Y: Float64Array, N: number, R: number): void {
  const dot = (i: number, j: number): number => {
    let sum = 0
    for (let n = 0; n < N; n++) sum += Y[n * R + i]! * Y[n * R + j]!
    return sum
  }
  for (let j = 0; j < R; j++) {
    const before = Math.sqrt(dot(j, j))
    // Twice is enough (W. Kahan): the second pass removes what rounding leaves of the others.
    for (let turn = 0; turn < 2; turn++) {
      for (let i = 0; i < j; i++) {
        const share = dot(i, j)
        for (let n = 0; n < N; n++) Y[n * R + j]! -= share * Y[n * R + i]!
      }
    }
    const length = Math.sqrt(dot(j, j))
    const scale = length > 1e-10 * before ? 1 / length : 0
    for (let n = 0; n < N; n++) Y[n * R + j]! *= scale
  }
}

/**
 * Jacobi's rotations: the symmetric M [R x R] becomes diagonal in place; returns its eigenvectors
 * as columns.
 */
function diagonalize(M: Float64Array, R: number): Float64Array {
  const vectors = new Float64Array(R * R)
  for (let i = 0; i < R; i++) vectors[i * R + i] = 1
  for (let sweep = 0; sweep < JACOBI_SWEEPS; sweep++) {
    let rotated = false
    for (let i = 0; i < R; i++) {
      for (let j = i + 1; j < R; j++) rotated = rotate(M, vectors, R, i, j) || rotated
    }
    if (!rotated) break
  }
  return vectors
}

/** Rotates rows and columns i and j of M so that M[i, j] becomes 0; false when it is 0 already. */
function rotate(M: Float64Array, vectors: Float64Array, R: number, i: number, j: number): boolean {
  const off = M[i * R + j]!
  const [mi, mj] = [M[i * R + i]!, M[j * R + j]!]
  if (!(Math.abs(off) > 1e-12 * Math.sqrt(Math.abs(mi * mj)))) return false
  const theta = (mj - mi) / (2 * off)
  const tangent = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1))
  const cosine = 1 / Math.hypot(tangent, 1)
  const sine = tangent * cosine
  const turn = (values: Float64Array, at: number, to: number): void => {
    const [x, y] = [values[at]!, values[to]!]
    values[at] = cosine * x - sine * y
    values[to] = sine * x + cosine * y
  }
  for (let k = 0; k < R; k++) turn(M, k * R + i, k * R + j)
  for (let k = 0; k < R; k++) turn(M, i * R + k, j * R + k)
  for (let k = 0; k < R; k++) turn(vectors, k * R + i, k * R + j)
  return true
}
