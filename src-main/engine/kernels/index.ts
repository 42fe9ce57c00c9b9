/**
 * What kernels.wasm exports: one sweep of multiplicative updates, a block of frames at a time.
 * T = frames, F = bins, K = components. The formulas are in reference/plain-kernels.ts, the layout
 * in layout.ts. Nothing of the size of V is ever written: p and q exist a few tiles at a time.
 * Several threads may work in one memory, each on frames of its own, that add to a slot of their
 * own.
 */
import { addColumnSums } from './dictionary'
import { multiplyByDictionary } from './dot-products'
import { passOverActivations, passOverDictionary } from './hals'
import {
  K,
  beta,
  denominatorAt,
  dotPAt,
  dotQAt,
  floorAt,
  gamma,
  hAt,
  hStep,
  isCoordinateDescent,
  kind,
  numeratorAt,
  pAt,
  panelCount,
  qAt,
  rowSums,
  rowsOf,
  vAt,
  vStride,
  wAt,
  wStep
} from './layout'
import { ANY, EUCLIDEAN, IS, KL, compareTile, sumOfLogs, sumOfRatios } from './model'
import { multiplyByActivations } from './outer-products'
import { updateActivations as updateGroup } from './update'
export { configure, setExponent } from './layout'
export { beginSlot, beginSweep, gatherActivations, normalize, updatePanels } from './dictionary'
export { multiplyMatrices } from './matrix'
export { extrapolate } from './momentum'
export { configureGuide } from './guided-layout'
export { guidedPass } from './guided'
export { gatherCounts, updateRows } from './guided-dictionary'
export { fftForward, fftInverse } from './fft'
export { addPower, divideRow, raisePower } from './spectrum'
export { drawPairs, drawSingles } from './picture'
export { blockExtremes, silenceOdd, spread16, spread24, weightedEnergy } from './sound'
export {
  beginRest,
  divideSpectrum,
  maskOne,
  maskTwo,
  meanMagnitude,
  mixRows,
  overlapAdd,
  storeFloats,
  storeSteps,
  windowFrame
} from './stems'

/** Panels of bins and groups of frames whose p and q are kept at once during the update of H. */
const PANELS: i32 = 16
const GROUPS: i32 = 4
const TILE: usize = 128

// What a sweep over a block does: only measure; update H; also add to the sums for W; for the last
// two, the divergence may be left out.
const MEASURE: i32 = 0
const UPDATE_H: i32 = 1
const UPDATE_BOTH: i32 = 2
const UNMEASURED: i32 = 4

/**
 * If `measure`, the divergence of groups first .. last - 1 (of 4 frames), else 0; and if `update`,
 * new H of these frames. Sixteen frames at a time, so that their p, q and sums stay in the cache.
 */
@inline
function passOverH(kind: i32, measure: bool, update: bool, first: i32, last: i32): f64 {
  const panels = panelCount()
  const wBytes = wStep()
  const hBytes = hStep()
  const stride = vStride()
  const isShared = kind == KL
  let divergence = f64x2.splat(0)
  for (let g0 = first; g0 < last; g0 += GROUPS) {
    const groups = min(GROUPS, last - g0)
    if (update) {
      memory.fill(dotPAt, 0, (<usize>groups * K) << 6)
      if (!isShared) memory.fill(dotQAt, 0, (<usize>groups * K) << 6)
    }
    for (let c0 = 0; c0 < panels; c0 += PANELS) {
      const count = min(PANELS, panels - c0)
      const rowBytes = <usize>count * TILE
      for (let c = 0; c < count; c++) {
        const w = wAt + <usize>(c0 + c) * wBytes
        const floor = floorAt + ((<usize>(c0 + c)) << 5)
        for (let g = 0; g < groups; g++) {
          const tile = <usize>g * rowBytes + <usize>c * TILE
          const group = g0 + g
          const v = vAt + <usize>(group << 2) * stride + ((<usize>(c0 + c)) << 5)
          divergence = f64x2.add(
            divergence,
            compareTile(
              kind,
              measure,
              beta,
              v,
              stride,
              hAt + <usize>group * hBytes,
              w,
              w + wBytes,
              floor,
              rowsOf(group),
              pAt + tile,
              qAt + tile
            )
          )
        }
      }
      if (measure && (kind == IS || kind == KL)) {
        for (let g = 0; g < groups; g++) {
          const v = vAt + <usize>((g0 + g) << 2) * stride + ((<usize>c0) << 5)
          const row = (kind == IS ? qAt : pAt) + <usize>g * rowBytes
          const end = row + rowBytes
          const rest = kind == IS ? sumOfRatios(v, stride, row, end) : sumOfLogs(v, stride, row, end)
          divergence = f64x2.add(divergence, rest)
        }
      }
      if (!update) continue
      const w = wAt + <usize>c0 * wBytes
      for (let g = 0; g < groups; g++) {
        const row = <usize>g * rowBytes
        const sums = (<usize>(g * K)) << 6
        multiplyByDictionary(pAt + row, pAt + row + rowBytes, w, wBytes, dotPAt + sums, K)
        if (!isShared)
          multiplyByDictionary(qAt + row, qAt + row + rowBytes, w, wBytes, dotQAt + sums, K)
      }
    }
    if (!update) continue
    for (let g = 0; g < groups; g++) {
      const sums = (<usize>(g * K)) << 6
      updateGroup(
        hAt + <usize>(g0 + g) * hBytes,
        K,
        rowsOf(g0 + g),
        dotPAt + sums,
        isShared ? 0 : dotQAt + sums,
        rowSums(),
        gamma
      )
    }
  }
  return f64x2.extract_lane(divergence, 0) + f64x2.extract_lane(divergence, 1)
}

/** Adds H' p and H' q of groups first .. last - 1 to the sums from which W is updated. */
@inline
function passOverW(kind: i32, first: i32, last: i32): void {
  const panels = panelCount()
  const wBytes = wStep()
  const hBytes = hStep()
  const stride = vStride()
  const groups = <usize>(last - first)
  const h = hAt + <usize>first * hBytes
  for (let c = 0; c < panels; c++) {
    const w = wAt + <usize>c * wBytes
    const floor = floorAt + ((<usize>c) << 5)
    for (let g: usize = 0; g < groups; g++) {
      const group = first + <i32>g
      const v = vAt + <usize>(group << 2) * stride + ((<usize>c) << 5)
      compareTile(
        kind,
        false,
        beta,
        v,
        stride,
        h + g * hBytes,
        w,
        w + wBytes,
        floor,
        rowsOf(group),
        pAt + g * TILE,
        qAt + g * TILE
      )
    }
    const out = <usize>c * wBytes
    multiplyByActivations(pAt, pAt + groups * TILE, h, hBytes, numeratorAt + out, K)
    if (kind != KL)
      multiplyByActivations(qAt, qAt + groups * TILE, h, hBytes, denominatorAt + out, K)
  }
  if (kind == KL) addColumnSums(h, groups)
}

/** The passes for each divergence; its formulas are chosen here so that tiles need not choose. */
@inline
function sweepBy(kind: i32, work: i32, first: i32, last: i32): f64 {
  const update = work != MEASURE
  const divergence =
    work & UNMEASURED
      ? passOverH(kind, false, update, first, last)
      : passOverH(kind, true, update, first, last)
  if ((work & ~UNMEASURED) == UPDATE_BOTH) passOverW(kind, first, last)
  return divergence
}

function sweepIS(work: i32, first: i32, last: i32): f64 {
  return sweepBy(IS, work, first, last)
}

function sweepKL(work: i32, first: i32, last: i32): f64 {
  return sweepBy(KL, work, first, last)
}

function sweepEuclidean(work: i32, first: i32, last: i32): f64 {
  if (work == MEASURE || !isCoordinateDescent()) return sweepBy(EUCLIDEAN, work, first, last)
  const before = passOverActivations(first, last)
  if ((work & ~UNMEASURED) == UPDATE_BOTH) passOverDictionary(first, last)
  return before
}

function sweepAny(work: i32, first: i32, last: i32): f64 {
  return sweepBy(ANY, work, first, last)
}

function sweep(work: i32, from: i32, to: i32): f64 {
  const first = from >> 2
  const last = (to + 3) >> 2
  if (kind == IS) return sweepIS(work, first, last)
  if (kind == KL) return sweepKL(work, first, last)
  if (kind == EUCLIDEAN) return sweepEuclidean(work, first, last)
  return sweepAny(work, first, last)
}

/**
 * New H of frames from .. to - 1 and their share of the sums for W; returns their divergence
 * before. `from` is a multiple of 4.
 */
export function updateFrames(from: i32, to: i32): f64 {
  return sweep(UPDATE_BOTH, from, to)
}

/** The same without the divergence: what it returns means nothing. */
export function updateFramesUnmeasured(from: i32, to: i32): f64 {
  return sweep(UPDATE_BOTH | UNMEASURED, from, to)
}

/** New H of frames from .. to - 1, W staying; returns their divergence before. */
export function updateActivations(from: i32, to: i32): f64 {
  return sweep(UPDATE_H, from, to)
}

/** The same without the divergence: what it returns means nothing. */
export function updateActivationsUnmeasured(from: i32, to: i32): f64 {
  return sweep(UPDATE_H | UNMEASURED, from, to)
}

/** Divergence of frames from .. to - 1; `from` is a multiple of 4. */
export function measureFrames(from: i32, to: i32): f64 {
  return sweep(MEASURE, from, to)
}
