/**
 * The kernels as plain loops: the explanation of the fast ones, and their reference in tests.
 * Stored as float32, computed in float64.
 * T = frames, F = bins, K = components, b = beta, g = exponent of the updates, gamma(b) unless set.
 *
 * With m = H W + 1e-10, p = V m^(b-2), q = m^(b-1), one sweep is
 *   H <- max(H (p W' / (q W' + 1e-30))^g, 1e-12)      frame by frame
 *   W <- max(W (H' p / (H' q + 1e-30))^g, 1e-12)      with p and q computed from the new H
 *   rows of W scaled to sum 1, columns of H by the inverse, so that H W is unchanged.
 * Coordinate descent (HALS, b = 2) takes entries one after the other, in three rounds:
 *   h_k <- max(h_k + (V W' - h W W')_k / (W W')_kk, 1e-12), and W likewise from the new H.
 */
import { cellDivergence, effectiveBeta, updateExponent } from '../factorize/divergence'
import type { KernelShape, Kernels } from '../factorize/sweep/kernels'
import {
  COORDINATE_DESCENT,
  DENOMINATOR_FLOOR,
  ENTRY_FLOOR,
  LARGEST_STEP,
  MODEL_FLOOR
} from '../factorize/sweep/kernels'

/** As in kernels/hals.ts. */
const DESCENT_ROUNDS = 3

/** Makes kernels of plain loops: same calls and, up to rounding, same numbers as the fast ones. */
export function createReferenceKernels(shape: KernelShape): Kernels {
  const { T, F, K } = shape
  const beta = effectiveBeta(shape.beta)
  let exponent = updateExponent(beta)
  const V = new Float32Array(T * F)
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  const last = { W: W.slice(), H: H.slice() }
  const previous = { W: W.slice(), H: H.slice() }
  const NW = new Float64Array(K * F)
  const DW = new Float64Array(K * F)
  const p = new Float64Array(F)
  const q = new Float64Array(F)
  const divergences = new Float64Array(T)

  /** p and q of frame t from the present W and H; returns the frame's divergence. */
  const compareFrame = (t: number): number => {
    let sum = 0
    for (let f = 0; f < F; f++) {
      let m = MODEL_FLOOR
      for (let k = 0; k < K; k++) m += H[t * K + k]! * W[k * F + f]!
      const v = V[t * F + f]!
      p[f] = v * m ** (beta - 2)
      q[f] = m ** (beta - 1)
      sum += cellDivergence(v, m, beta)
    }
    return sum
  }

  const isCoordinateDescent = (): boolean => beta === 2 && exponent === COORDINATE_DESCENT

  /** Every entry of x[k stride + at] to its minimum, given sums s and a Gram matrix G. */
  const descend = (
    x: Float32Array,
    indexOf: (k: number) => number,
    s: readonly number[],
    G: (j: number, k: number) => number
  ): void => {
    for (let round = 0; round < DESCENT_ROUNDS; round++) {
      for (let k = 0; k < K; k++) {
        let slope = s[k]!
        for (let j = 0; j < K; j++) slope -= x[indexOf(j)]! * G(j, k)
        const step = slope / Math.max(G(k, k), DENOMINATOR_FLOOR)
        x[indexOf(k)] = Math.max(x[indexOf(k)]! + step, ENTRY_FLOOR)
      }
    }
  }

  /** Products of all pairs of `count` vectors of a matrix. */
  const gramOf = (x: Float32Array, count: number, indexOf: (k: number, i: number) => number) => {
    const products = Array.from({ length: K * K }, (_, pair) => {
      let sum = 0
      const [j, k] = [Math.floor(pair / K), pair % K]
      for (let i = 0; i < count; i++) sum += x[indexOf(j, i)]! * x[indexOf(k, i)]!
      return sum
    })
    return (j: number, k: number): number => products[j * K + k]!
  }

  let gramOfW = gramOf(W, 0, () => 0)

  const descendH = (t: number): void => {
    const sums = Array.from({ length: K }, (_, k) => {
      let sum = 0
      for (let f = 0; f < F; f++) sum += V[t * F + f]! * W[k * F + f]!
      return sum
    })
    descend(H, (k) => t * K + k, sums, gramOfW)
  }

  const descendW = (): void => {
    const gramOfH = gramOf(H, T, (k, t) => t * K + k)
    for (let f = 0; f < F; f++) {
      const sums = Array.from({ length: K }, (_, k) => NW[k * F + f]!)
      descend(W, (k) => k * F + f, sums, gramOfH)
    }
  }

  const updateH = (t: number): void => {
    if (isCoordinateDescent()) {
      descendH(t)
      return
    }
    for (let k = 0; k < K; k++) {
      let numerator = 0
      let denominator = DENOMINATOR_FLOOR
      for (let f = 0; f < F; f++) {
        numerator += p[f]! * W[k * F + f]!
        denominator += q[f]! * W[k * F + f]!
      }
      const i = t * K + k
      H[i] = Math.max(H[i]! * (numerator / denominator) ** exponent, ENTRY_FLOOR)
    }
  }

  const addToW = (t: number): void => {
    for (let k = 0; k < K; k++) {
      const h = H[t * K + k]!
      for (let f = 0; f < F; f++) {
        NW[k * F + f]! += h * (isCoordinateDescent() ? V[t * F + f]! : p[f]!)
        DW[k * F + f]! += h * q[f]!
      }
    }
  }

  const normalizeComponent = (k: number): void => {
    let sum = 0
    for (let f = 0; f < F; f++) sum += W[k * F + f]!
    for (let f = 0; f < F; f++) W[k * F + f]! /= sum
    for (let t = 0; t < T; t++) H[t * K + k]! *= sum
  }

  const extrapolateArray = (
    out: Float32Array,
    x: Float32Array,
    y: Float32Array,
    a: number
  ): void => {
    for (let i = 0; i < out.length; i++) {
      const step = Math.min(Math.max(x[i]! / y[i]!, 1 / LARGEST_STEP), LARGEST_STEP)
      out[i] = x[i]! * (a === 0 ? 1 : step ** a)
    }
  }

  return {
    shape,
    V,
    rowStride: F,
    setModel(start) {
      W.set(start.W)
      H.set(start.H)
    },
    setExponent(g) {
      exponent = g
    },
    beginSweep() {
      NW.fill(0)
      DW.fill(0)
      if (isCoordinateDescent()) gramOfW = gramOf(W, F, (k, f) => k * F + f)
    },
    pass(pass, keepGoing) {
      for (let t = 0; t < T; t++) {
        divergences[t] = compareFrame(t)
        if (pass !== 'measure') updateH(t)
        if (pass === 'sweep' || pass === 'unmeasuredSweep') {
          compareFrame(t)
          addToW(t)
        }
        if (!keepGoing((t + 1) / T)) return null
      }
      return divergences
    },
    endSweep() {
      if (isCoordinateDescent()) descendW()
      for (let i = 0; i < K * F && !isCoordinateDescent(); i++) {
        const ratio = NW[i]! / (DW[i]! + DENOMINATOR_FLOOR)
        W[i] = Math.max(W[i]! * ratio ** exponent, ENTRY_FLOOR)
      }
      for (let k = 0; k < K; k++) normalizeComponent(k)
    },
    keep() {
      previous.W.set(last.W)
      previous.H.set(last.H)
      last.W.set(W)
      last.H.set(H)
    },
    extrapolate(a) {
      extrapolateArray(W, last.W, previous.W, a)
      extrapolateArray(H, last.H, previous.H, a)
    },
    forget() {
      last.W.set(previous.W)
      last.H.set(previous.H)
    },
    readModel(into) {
      into.W.set(W)
      into.H.set(H)
    },
    close: () => undefined
  }
}
