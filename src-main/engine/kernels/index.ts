/**
 * What kernels.wasm exports: one sweep of multiplicative updates, a block of frames at a time.
 * T = frames, F = bins, K = components, b = beta. See kernels-reference.ts for the formulas.
 *
 * V is [T x 8 panels] row by row, rows padded with ones to whole panels of 8 bins, T to whole groups
 * of 4 frames. H lies in panels [T / 4][K][4 frames], W and its sums in panels [F / 8][K][8 bins].
 * Nothing of the size of V is ever written: p and q exist a few tiles at a time, in cache.
 */
import { ANY, EUCLIDEAN, IS, KL, compareTile } from './model'
import { multiplyByActivations, multiplyByDictionary } from './matrix'
import { firstLanes, multiply, updateActivations } from './update'

/** Panels of bins and groups of frames whose p and q are alive at once during the update of H. */
const PANELS: i32 = 16
const GROUPS: i32 = 4
const TILE: usize = 128

let T: i32 = 0
let F: i32 = 0
let K: i32 = 0
let kind: i32 = 0
let beta: f64 = 0
let gamma: f64 = 0
let vAt: usize = 0
let hAt: usize = 0
let wAt: usize = 0
let numeratorAt: usize = 0
let denominatorAt: usize = 0
let floorAt: usize = 0
let sumsAt: usize = 0
let pAt: usize = 0
let qAt: usize = 0
let dotPAt: usize = 0
let dotQAt: usize = 0

/**
 * Says what is fitted and where everything lies, in bytes; to be called before anything else.
 * sums: [K] column sums of H as f64, then [K] row sums of W as f32. p, q: scratch for 64 tiles, so
 * that a block has at most 256 frames; dotP, dotQ: scratch for 16 frames x K vectors.
 */
export function configure(
  frames: i32,
  bins: i32,
  components: i32,
  formulas: i32,
  b: f64,
  g: f64,
  v: usize,
  h: usize,
  w: usize,
  numerator: usize,
  denominator: usize,
  floor: usize,
  sums: usize,
  p: usize,
  q: usize,
  dotP: usize,
  dotQ: usize
): void {
  T = frames
  F = bins
  K = components
  kind = formulas
  beta = b
  gamma = g
  vAt = v
  hAt = h
  wAt = w
  numeratorAt = numerator
  denominatorAt = denominator
  floorAt = floor
  sumsAt = sums
  pAt = p
  qAt = q
  dotPAt = dotP
  dotQAt = dotQ
}

@inline
function panelCount(): i32 {
  return (F + 7) >> 3
}

/** Bytes of a panel of W. */
@inline
function wStep(): usize {
  return (<usize>K) << 5
}

/** Bytes of a panel of H. */
@inline
function hStep(): usize {
  return (<usize>K) << 4
}

/** Bytes of a row of V. */
@inline
function vStride(): usize {
  return (<usize>panelCount()) << 5
}

/** Frames of a group that exist. */
@inline
function rowsOf(group: i32): i32 {
  return min(4, T - (group << 2))
}

/** Clears what a sweep adds up, and adds up the rows of W. */
export function beginSweep(): void {
  const size = <usize>panelCount() * wStep()
  memory.fill(numeratorAt, 0, size)
  memory.fill(denominatorAt, 0, size)
  memory.fill(sumsAt, 0, (<usize>K) << 3)
  const rowSums = sumsAt + ((<usize>K) << 3)
  for (let k: usize = 0; k < <usize>K; k++) store<f32>(rowSums + (k << 2), <f32>rowSum(k))
}

/** Sum of row k of W; the padding holds zeros. */
function rowSum(k: usize): f64 {
  let sum: f64 = 0
  const step = wStep()
  const end = wAt + <usize>panelCount() * step
  for (let w = wAt + (k << 5); w < end; w += step) {
    for (let lane: usize = 0; lane < 32; lane += 4) sum += <f64>load<f32>(w + lane)
  }
  return sum
}

/**
 * Divergence of groups first .. last - 1 (of 4 frames), and if `update`, new H of these frames.
 * Sixteen frames at a time, so that their p, q and sums stay near.
 */
@inline
function passOverH(kind: i32, update: bool, first: i32, last: i32): f64 {
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
              true,
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
      updateActivations(
        hAt + <usize>(g0 + g) * hBytes,
        K,
        rowsOf(g0 + g),
        dotPAt + sums,
        isShared ? 0 : dotQAt + sums,
        sumsAt + ((<usize>K) << 3),
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

/** Adds the activations of some groups of frames to the column sums of H. */
function addColumnSums(h: usize, groups: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    for (let k: usize = 0; k < <usize>K; k++) {
      const x = v128.load(h)
      const sum = f64x2.add(
        f64x2.promote_low_f32x4(x),
        f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3))
      )
      const at = sumsAt + (k << 3)
      store<f64>(at, load<f64>(at) + f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1))
      h += 16
    }
  }
}

/** The passes with the formulas of one divergence, chosen here so that tiles need not choose. */
function sweepIS(update: bool, first: i32, last: i32): f64 {
  const divergence = passOverH(IS, update, first, last)
  if (update) passOverW(IS, first, last)
  return divergence
}

function sweepKL(update: bool, first: i32, last: i32): f64 {
  const divergence = passOverH(KL, update, first, last)
  if (update) passOverW(KL, first, last)
  return divergence
}

function sweepEuclidean(update: bool, first: i32, last: i32): f64 {
  const divergence = passOverH(EUCLIDEAN, update, first, last)
  if (update) passOverW(EUCLIDEAN, first, last)
  return divergence
}

function sweepAny(update: bool, first: i32, last: i32): f64 {
  const divergence = passOverH(ANY, update, first, last)
  if (update) passOverW(ANY, first, last)
  return divergence
}

function sweep(update: bool, from: i32, to: i32): f64 {
  const first = from >> 2
  const last = (to + 3) >> 2
  if (kind == IS) return sweepIS(update, first, last)
  if (kind == KL) return sweepKL(update, first, last)
  if (kind == EUCLIDEAN) return sweepEuclidean(update, first, last)
  return sweepAny(update, first, last)
}

/**
 * New H of frames from .. to - 1 and their share of the sums for W; returns their divergence
 * before. `from` is a multiple of 4.
 */
export function updateFrames(from: i32, to: i32): f64 {
  return sweep(true, from, to)
}

/** Divergence of frames from .. to - 1; `from` is a multiple of 4. */
export function measureFrames(from: i32, to: i32): f64 {
  return sweep(false, from, to)
}

/** New W from the sums; its rows scaled to sum 1 and H the other way, so that H W stays. */
export function endSweep(): void {
  const panels = panelCount()
  for (let c = 0; c < panels; c++) updatePanelOfW(c)
  const rowSums = sumsAt + ((<usize>K) << 3)
  for (let k: usize = 0; k < <usize>K; k++) {
    const sum = rowSum(k)
    store<f32>(rowSums + (k << 2), <f32>sum)
    scale(wAt + (k << 5), wStep(), panels, 32, <f32>(1 / sum))
    scale(hAt + (k << 4), hStep(), (T + 3) >> 2, 16, <f32>sum)
  }
}

function updatePanelOfW(c: i32): void {
  const lower = firstLanes(F - (c << 3))
  const upper = firstLanes(F - (c << 3) - 4)
  let at = <usize>c * wStep()
  for (let k: usize = 0; k < <usize>K; k++, at += 32) {
    let d0 = f32x4.splat(<f32>load<f64>(sumsAt + (k << 3)))
    let d1 = d0
    if (kind != KL) {
      d0 = v128.load(denominatorAt + at)
      d1 = v128.load(denominatorAt + at, 16)
    }
    const w = wAt + at
    const n = numeratorAt + at
    v128.store(w, v128.and(multiply(v128.load(w), v128.load(n), d0, gamma), lower))
    v128.store(w, v128.and(multiply(v128.load(w, 16), v128.load(n, 16), d1, gamma), upper), 16)
  }
}

/** Multiplies `count` pieces of `size` bytes, `step` bytes apart. */
function scale(at: usize, step: usize, count: i32, size: usize, factor: f32): void {
  const factors = f32x4.splat(factor)
  for (let i = 0; i < count; i++, at += step) {
    for (let byte: usize = 0; byte < size; byte += 16) {
      v128.store(at + byte, f32x4.mul(v128.load(at + byte), factors))
    }
  }
}
