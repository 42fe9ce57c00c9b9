/**
 * The kernels of a guided fit as plain loops: the explanation of the fast ones, and their reference
 * in tests. Stored as float32, computed in float64.
 * T = frames, F = bins, K = rows of W, J = stems, C = channels.
 *
 * k belongs to stem j, q_cj is the share of channel c in it, E_j its weight at a cell (1 without),
 * Z the gates (1 without), g the exponent, n_k the counts of a row. One sweep is
 *   S_j = E_j times the sum of H_k W_k over the rows of j
 *   M_c = sum_j q_cj S_j + 1e-10,  R_c = V_c / M_c
 *   H_k <- Z max(H_k (sum_c q_cj (E_j R_c) W_k')^g, 1e-12)    held stems stay
 *   C_k = W_k H_k' sum_c q_cj E_j R_c                         with R_c computed from the new H
 *   P_k = norm(shape_k filter_j)
 *   W_k <- norm(max(C_k + n_k P_k, 1e-12))                    fixed rows are P_k
 * Rows of sum 1 and shares that sum to 1 leave the updates without denominators. A fixed row
 * without a filter is not touched. The counts that a channel gives to a stem, the sum of R_c S_j
 * over all cells, are taken before H changes. Where a gate is shut H is 0, whatever the product.
 */
import { cellDivergence } from '../factorize/divergence'
import { checkGuide, FIXED, firstRows, type SweepGuide } from '../factorize/sweep/guide'
import type { GuidedKernels } from '../factorize/sweep/guided-kernels'
import { ENTRY_FLOOR, MODEL_FLOOR } from '../factorize/sweep/kernels'

/**
 * Makes guided kernels of plain loops: same calls and, up to rounding, same numbers as the fast
 * ones.
 */
export function createPlainGuided(guide: SweepGuide): GuidedKernels {
  checkGuide(guide)
  const { T, F, channels: C, stems, gates } = guide
  const J = stems.length
  const first = firstRows(stems)
  const K = first[J]!
  const stemOf = stems.flatMap(({ rowCount }, j) => Array.from({ length: rowCount }, () => j))
  const V = Array.from({ length: C }, () => new Float32Array(T * F))
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  const shapes = new Float32Array(K * F)
  const priorCounts = new Float32Array(K)
  const filters = new Float32Array(J * F).fill(1)
  const shares = new Float32Array(C * J).fill(1 / C)
  const weightOf = weightsByStem(guide)
  const S = new Float64Array(J * F)
  const R = new Float64Array(C * F)
  const HR = new Float64Array(K * F)
  const divergences = new Float64Array(T)
  const sums = {
    activations: new Float64Array(K),
    counts: new Float32Array(J * F),
    expected: new Float32Array(J * F),
    channelCounts: new Float64Array(C * J)
  }

  const isOpen = (t: number, k: number): boolean => gates?.[t * K + k] !== 0

  /** S and R of frame t from the present W and H; returns the frame's divergence. */
  const compareFrame = (t: number): number => {
    let sum = 0
    for (let f = 0; f < F; f++) {
      for (let j = 0; j < J; j++) {
        let own = 0
        for (let k = first[j]!; k < first[j + 1]!; k++) own += H[t * K + k]! * W[k * F + f]!
        S[j * F + f] = own * weightOf(j, t, f)
      }
      for (let c = 0; c < C; c++) {
        let m = MODEL_FLOOR
        for (let j = 0; j < J; j++) m += shares[c * J + j]! * S[j * F + f]!
        const v = V[c]![t * F + f]!
        R[c * F + f] = v / m
        sum += cellDivergence(v, m, 1)
      }
    }
    return sum
  }

  /** R as stem j sees it, summed over channels. */
  const ratioOf = (j: number, t: number, f: number): number => {
    let sum = 0
    for (let c = 0; c < C; c++) sum += shares[c * J + j]! * R[c * F + f]!
    return sum * weightOf(j, t, f)
  }

  const addChannelCounts = (): void => {
    for (let c = 0; c < C; c++) {
      for (let j = 0; j < J; j++) {
        for (let f = 0; f < F; f++) sums.channelCounts[c * J + j]! += R[c * F + f]! * S[j * F + f]!
      }
    }
  }

  const updateH = (t: number): void => {
    for (let k = 0; k < K; k++) {
      const j = stemOf[k]!
      if (stems[j]!.isHeld) continue
      let sum = 0
      for (let f = 0; f < F; f++) sum += ratioOf(j, t, f) * W[k * F + f]!
      const i = t * K + k
      H[i] = isOpen(t, k) ? Math.max(H[i]! * sum ** guide.exponent, ENTRY_FLOOR) : 0
    }
  }

  const addToCounts = (t: number): void => {
    for (let k = 0; k < K; k++) {
      const h = H[t * K + k]!
      sums.activations[k]! += h
      for (let f = 0; f < F; f++) HR[k * F + f]! += h * ratioOf(stemOf[k]!, t, f)
    }
  }

  const updateRow = (k: number): void => {
    const { isFiltered } = stems[stemOf[k]!]!
    const isFixed = priorCounts[k] === FIXED
    if (isFixed && !isFiltered) return
    const row = Float64Array.from({ length: F }, (_, f) => {
      return shapes[k * F + f]! * (isFiltered ? filters[stemOf[k]! * F + f]! : 1)
    })
    normalize(row)
    if (!isFixed) {
      for (let f = 0; f < F; f++) {
        const counted = W[k * F + f]! * HR[k * F + f]!
        row[f] = Math.max(counted + priorCounts[k]! * row[f]!, ENTRY_FLOOR)
      }
      normalize(row)
    }
    W.set(row, k * F)
  }

  return {
    guide,
    V,
    rowStride: F,
    filters,
    shares,
    setPrior(prior) {
      shapes.set(prior.shapes)
      priorCounts.set(prior.counts)
    },
    setModel(start) {
      W.set(start.W)
      start.H.forEach((h, i) => (H[i] = isOpen(Math.floor(i / K), i % K) ? h : 0))
    },
    pass(pass, keepGoing) {
      const isSweep = pass === 'sweep' || pass === 'unmeasuredSweep'
      if (isSweep) for (const into of [sums.activations, sums.channelCounts, HR]) into.fill(0)
      for (let t = 0; t < T; t++) {
        divergences[t] = compareFrame(t)
        if (isSweep && C === 2) addChannelCounts()
        if (pass !== 'measure') updateH(t)
        if (isSweep) {
          compareFrame(t)
          addToCounts(t)
        }
        if (!keepGoing((t + 1) / T)) return null
      }
      return divergences
    },
    gather() {
      for (let j = 0; j < J; j++) {
        for (let f = 0; f < F; f++) {
          let [counted, expected] = [0, 0]
          for (let k = first[j]!; k < first[j + 1]!; k++) {
            counted += W[k * F + f]! * HR[k * F + f]!
            expected += sums.activations[k]! * shapes[k * F + f]!
          }
          sums.counts[j * F + f] = counted
          sums.expected[j * F + f] = expected
        }
      }
      return sums
    },
    updateDictionary() {
      for (let k = 0; k < K; k++) updateRow(k)
    },
    readModel(into) {
      into.W.set(W)
      into.H.set(H)
    },
    close: () => undefined
  }
}

/** The weight of stem j at a cell: all of its boxes there, multiplied. */
function weightsByStem({ T, F, stems, weights }: SweepGuide) {
  const boxes = stems.map((_, j) => weights.filter(({ stem }) => stem === j))
  const dense = boxes.map((own) => {
    if (own.length === 0) return null
    const factors = new Float32Array(T * F).fill(1)
    for (const { fromFrame, toFrame, fromBin, toBin, factor } of own) {
      for (let t = Math.max(0, fromFrame); t < Math.min(T, toFrame); t++) {
        for (let f = Math.max(0, fromBin); f < Math.min(F, toBin); f++)
          factors[t * F + f]! *= factor
      }
    }
    return factors
  })
  return (j: number, t: number, f: number): number => dense[j]?.[t * F + f] ?? 1
}

function normalize(row: Float64Array): void {
  const sum = row.reduce((total, value) => total + value, 0)
  for (let f = 0; f < row.length; f++) row[f]! /= sum
}
