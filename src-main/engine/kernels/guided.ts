/**
 * One sweep of a guided fit, a block of frames at a time: new H, then what the frames add to the
 * expected counts of W. The formulas are in reference/plain-guided.ts; Kullback-Leibler alone.
 */
import { addColumnSums } from './dictionary'
import { finishSums, multiplyByDictionary } from './dot-products'
import {
  K,
  dotPAt,
  floorAt,
  hStep,
  numeratorAt,
  pAt,
  panelCount,
  rowsOf,
  vAt,
  vStride,
  wAt,
  wStep
} from './layout'
import {
  RATIO_STEP,
  TILE,
  channelAt,
  channelCountsAt,
  channels,
  exponent,
  firstRow,
  groupAt,
  isByStem,
  isHeld,
  openLanes,
  ratiosAt,
  stemCount,
  stemOf
} from './guided-layout'
import {
  addToChannelSums,
  clearChannelSums,
  compareStems,
  flushChannelSums,
  ratiosOfStem
} from './guided-tiles'
import { raise } from './math'
import { KL, compareTile, sumOfLogs } from './model'
import { multiplyByActivations } from './outer-products'
import { ENTRY_FLOOR, firstLanes } from './update'

/**
 * Panels of bins and groups of frames whose tiles are kept at once: few, so that they stay in the
 * cache even with many rows of W.
 */
const PANELS: i32 = 8
const GROUPS: i32 = 4

// What a pass does besides measuring; as in guided-thread.ts.
const UPDATE: i32 = 1
const GATHER: i32 = 2
const MEASURE: i32 = 4

/**
 * R of some groups and panels: groups one after the other, each with its tiles.
 * @returns two doubles whose sum is that of M - V
 */
@inline
function compareBlock(g0: i32, groups: i32, c0: i32, count: i32, gathers: bool): v128 {
  let sum = f64x2.splat(0)
  const rowBytes = <usize>count * TILE
  const hBytes = hStep()
  const wBytes = wStep()
  for (let c = 0; c < count; c++) {
    const panel = c0 + c
    for (let g = 0; g < groups; g++) {
      const ratios = ratiosAt + <usize>g * rowBytes + <usize>c * TILE
      if (isByStem()) {
        sum = f64x2.add(sum, compareStems(g0 + g, panel, ratios))
        if (gathers) addToChannelSums(ratios)
      } else {
        sum = f64x2.add(sum, compareWhole(g0 + g, panel, hBytes, wBytes, ratios))
      }
    }
  }
  return sum
}

/** R of one channel without weights in a tile, where no stem differs from another. */
@inline
function compareWhole(group: i32, panel: i32, hBytes: usize, wBytes: usize, ratios: usize): v128 {
  const v = vAt + <usize>(group << 2) * vStride() + (<usize>panel << 5)
  const w = wAt + <usize>panel * wBytes
  return compareTile(
    KL,
    true,
    1,
    v,
    vStride(),
    groupAt(group, hBytes),
    w,
    w + wBytes,
    floorAt + (<usize>panel << 5),
    rowsOf(group),
    ratios,
    0
  )
}

/** Sum of V log R over a block, for every channel. */
@inline
function logsOfBlock(g0: i32, groups: i32, c0: i32, count: i32): v128 {
  let sum = f64x2.splat(0)
  const rowBytes = <usize>count * TILE
  for (let channel = 0; channel < channels; channel++) {
    for (let g = 0; g < groups; g++) {
      const v = channelAt(channel) + <usize>((g0 + g) << 2) * vStride() + (<usize>c0 << 5)
      const row = ratiosAt + <usize>channel * RATIO_STEP + <usize>g * rowBytes
      sum = f64x2.add(sum, sumOfLogs(v, vStride(), row, row + rowBytes))
    }
  }
  return sum
}

/** Adds R W' of a block to the sums from which H is updated. */
@inline
function addDotProducts(g0: i32, groups: i32, c0: i32, count: i32): void {
  const wBytes = wStep()
  const rowBytes = <usize>count * TILE
  const w = wAt + <usize>c0 * wBytes
  if (!isByStem()) {
    for (let g = 0; g < groups; g++) {
      const row = ratiosAt + <usize>g * rowBytes
      multiplyByDictionary(row, row + rowBytes, w, wBytes, dotPAt + ((<usize>(g * K)) << 6), K)
    }
    return
  }
  for (let j = 0; j < stemCount; j++) {
    if (isHeld(j)) continue
    const first = firstRow(j)
    const rows = firstRow(j + 1) - first
    for (let g = 0; g < groups; g++) {
      ratiosOfStem(j, g0 + g, c0, count, ratiosAt + <usize>g * rowBytes, pAt)
      const sums = dotPAt + ((<usize>(g * K + first)) << 6)
      multiplyByDictionary(pAt, pAt + rowBytes, w + (<usize>first << 5), wBytes, sums, rows)
    }
  }
}

/** max(h n^g, floor) where gates are open, 0 elsewhere; rows of held stems stay. */
function updateGroup(group: i32, sums: usize): void {
  const exists = firstLanes(rowsOf(group))
  let h = groupAt(group, hStep())
  for (let k = 0; k < K; k++, h += 16, sums += 64) {
    if (isHeld(stemOf(k))) continue
    const n = finishSums(sums)
    // The logarithm in `raise` returns a number for NaN.
    const power = v128.bitselect(n, raise(n, exponent), f32x4.ne(n, n))
    const next = f32x4.max(f32x4.mul(v128.load(h), power), f32x4.splat(ENTRY_FLOOR))
    v128.store(h, v128.and(next, openLanes(group, k, K, exists)))
  }
}

/**
 * Does what `work` says with groups first .. last - 1; W stays. Returns their divergence before.
 */
function passOverH(work: i32, first: i32, last: i32): f64 {
  const panels = panelCount()
  const gathers = channels == 2 && (work & GATHER) != 0
  let divergence = f64x2.splat(0)
  if (gathers) clearChannelSums()
  for (let g0 = first; g0 < last; g0 += GROUPS) {
    const groups = min(GROUPS, last - g0)
    if (work & UPDATE) memory.fill(dotPAt, 0, (<usize>GROUPS * K) << 6)
    for (let c0 = 0; c0 < panels; c0 += PANELS) {
      const count = min(PANELS, panels - c0)
      divergence = f64x2.add(divergence, compareBlock(g0, groups, c0, count, gathers))
      if (work & MEASURE) {
        divergence = f64x2.add(divergence, logsOfBlock(g0, groups, c0, count))
      }
      if (work & UPDATE) addDotProducts(g0, groups, c0, count)
    }
    if (gathers) flushChannelSums(channelCountsAt())
    if (!(work & UPDATE)) continue
    for (let g = 0; g < groups; g++) updateGroup(g0 + g, dotPAt + ((<usize>(g * K)) << 6))
  }
  return f64x2.extract_lane(divergence, 0) + f64x2.extract_lane(divergence, 1)
}

/** Adds H' R of groups first .. last - 1 to the counts in the slot. */
function passOverW(first: i32, last: i32): void {
  const panels = panelCount()
  const groups = last - first
  const hBytes = hStep()
  const wBytes = wStep()
  const h = groupAt(first, hBytes)
  const end = <usize>groups * TILE
  for (let panel = 0; panel < panels; panel++) {
    const out = numeratorAt + <usize>panel * wBytes
    for (let g = 0; g < groups; g++) {
      const ratios = ratiosAt + <usize>g * TILE
      if (isByStem()) compareStems(first + g, panel, ratios)
      else compareWhole(first + g, panel, hBytes, wBytes, ratios)
    }
    if (!isByStem()) {
      multiplyByActivations(ratiosAt, ratiosAt + end, h, hBytes, out, K)
      continue
    }
    for (let j = 0; j < stemCount; j++) {
      const row = firstRow(j)
      const rows = firstRow(j + 1) - row
      for (let g = 0; g < groups; g++) {
        const at = <usize>g * TILE
        ratiosOfStem(j, first + g, panel, 1, ratiosAt + at, pAt + at)
      }
      const own = h + (<usize>row << 4)
      multiplyByActivations(pAt, pAt + end, own, hBytes, out + (<usize>row << 5), rows)
    }
  }
  addColumnSums(h, <usize>groups)
}

/**
 * A pass over frames from .. to - 1; `from` is a multiple of 4, and no more than 256 frames at a
 * time.
 * @param work sum of UPDATE, GATHER (with UPDATE), MEASURE
 * @returns their divergence before, which means nothing without MEASURE
 */
export function guidedPass(work: i32, from: i32, to: i32): f64 {
  const first = from >> 2
  const last = (to + 3) >> 2
  const divergence = passOverH(work, first, last)
  if (work & GATHER) passOverW(first, last)
  return divergence
}
