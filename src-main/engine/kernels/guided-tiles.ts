/**
 * Tiles of 4 frames x 8 bins of a guided fit whose stems have models of their own:
 *   S_j = sum of H_k W_k over a stem's rows, times its weight
 *   M_c = sum_j q_cj S_j;  R_c = V_c / M_c
 * Models are made once for both channels, which differ only by a factor for each stem.
 */
import { T, floorAt, hStep, rowsOf, vStride, wAt, wStep } from './layout'
import {
  RATIO_STEP,
  TILE,
  channelAt,
  channels,
  firstRow,
  groupAt,
  shareOf,
  stemCount,
  stemTilesAt,
  weightRow,
  weightTile
} from './guided-layout'
import { madd, widenSum } from './math'

/** out += factor times a vector in memory, in place. */
@inline
function addTo(at: usize, factor: v128, x: v128): void {
  v128.store(at, madd(factor, x, v128.load(at)))
}

/** Adds the 8 vectors of a tile to another one, times a factor. */
@inline
function addTile(tile: usize, factor: v128, from: usize): void {
  for (let at: usize = 0; at < TILE; at += 16) addTo(tile + at, factor, v128.load(from + at))
}

/** S of one stem: rows of H from h and of W from w to wEnd, written. */
@inline
function modelTile(h: usize, w: usize, wEnd: usize, out: usize): void {
  let a0 = f32x4.splat(0)
  let a1 = a0,
    a2 = a0,
    a3 = a0
  let b0 = a0,
    b1 = a0,
    b2 = a0,
    b3 = a0
  while (w < wEnd) {
    const x = v128.load(w)
    const y = v128.load(w, 16)
    const h0 = v128.load_splat<f32>(h)
    a0 = madd(h0, x, a0)
    b0 = madd(h0, y, b0)
    const h1 = v128.load_splat<f32>(h, 4)
    a1 = madd(h1, x, a1)
    b1 = madd(h1, y, b1)
    const h2 = v128.load_splat<f32>(h, 8)
    a2 = madd(h2, x, a2)
    b2 = madd(h2, y, b2)
    const h3 = v128.load_splat<f32>(h, 12)
    a3 = madd(h3, x, a3)
    b3 = madd(h3, y, b3)
    w += 32
    h += 16
  }
  v128.store(out, a0)
  v128.store(out, b0, 16)
  v128.store(out, a1, 32)
  v128.store(out, b1, 48)
  v128.store(out, a2, 64)
  v128.store(out, b2, 80)
  v128.store(out, a3, 96)
  v128.store(out, b3, 112)
}

/** A tile times another, in place. */
@inline
function multiplyTile(tile: usize, by: usize): void {
  for (let at: usize = 0; at < TILE; at += 16) {
    v128.store(tile + at, f32x4.mul(v128.load(tile + at), v128.load(by + at)))
  }
}

/**
 * R of every channel in one tile, and S of every stem.
 * @param ratios where R of the first channel goes; that of the second lies RATIO_STEP further
 * @returns two doubles whose sum is that of M - V over the tile and all channels
 */
export function compareStems(group: i32, panel: i32, ratios: usize): v128 {
  const floor = floorAt + (<usize>panel << 5)
  for (let c = 0; c < channels; c++) {
    const model = ratios + <usize>c * RATIO_STEP
    for (let at: usize = 0; at < TILE; at += 32) {
      v128.store(model + at, v128.load(floor))
      v128.store(model + at, v128.load(floor, 16), 16)
    }
  }
  const groups = (T + 3) >> 2
  const h = groupAt(group, hStep())
  const w = wAt + <usize>panel * wStep()
  for (let j = 0; j < stemCount; j++) {
    const first = <usize>firstRow(j)
    const tile = stemTilesAt + <usize>j * TILE
    modelTile(h + (first << 4), w + (first << 5), w + (<usize>firstRow(j + 1) << 5), tile)
    const weights = weightTile(weightRow(j, group, groups), panel)
    if (weights != 0) multiplyTile(tile, weights)
    for (let c = 0; c < channels; c++) {
      addTile(ratios + <usize>c * RATIO_STEP, shareOf(c, j), tile)
    }
  }
  let sum = f64x2.splat(0)
  for (let c = 0; c < channels; c++) {
    const v = channelAt(c) + <usize>(group << 2) * vStride() + (<usize>panel << 5)
    sum = f64x2.add(sum, divideTile(v, vStride(), rowsOf(group), ratios + <usize>c * RATIO_STEP))
  }
  return sum
}

/** V / M in place of M; returns the sum of M - V. Frames that do not exist have V = M = 1. */
@inline
function divideTile(v: usize, stride: usize, rows: i32, tile: usize): v128 {
  const one = f32x4.splat(1)
  let sum = f32x4.splat(0)
  for (let row = 0; row < 4; row++) {
    const m = row < rows ? v128.load(tile) : one
    const n = row < rows ? v128.load(tile, 16) : one
    const x = v128.load(v)
    const y = v128.load(v, 16)
    v128.store(tile, f32x4.div(x, m))
    v128.store(tile, f32x4.div(y, n), 16)
    sum = f32x4.add(sum, f32x4.add(f32x4.sub(m, x), f32x4.sub(n, y)))
    v += stride
    tile += 32
  }
  return widenSum(sum)
}

/** Vectors of sums behind the tiles of stems: one for each channel and stem. */
@inline
function channelSums(channel: i32, stem: i32): usize {
  return (
    stemTilesAt + <usize>stemCount * TILE + (<usize>(channel * stemCount + stem) << 4)
  )
}

/** Clears the sums of channels and stems. */
export function clearChannelSums(): void {
  memory.fill(channelSums(0, 0), 0, <usize>(channels * stemCount) << 4)
}

/** Adds R_c S_j of the tile that was compared last, for every channel and stem. */
export function addToChannelSums(ratios: usize): void {
  for (let j = 0; j < stemCount; j++) {
    const tile = stemTilesAt + <usize>j * TILE
    for (let c = 0; c < channels; c++) {
      const own = ratios + <usize>c * RATIO_STEP
      let sum = f32x4.splat(0)
      for (let at: usize = 0; at < TILE; at += 16) {
        sum = madd(v128.load(own + at), v128.load(tile + at), sum)
      }
      const to = channelSums(c, j)
      v128.store(to, f32x4.add(v128.load(to), sum))
    }
  }
}

/** Carries the sums over to doubles [C x J]. */
export function flushChannelSums(to: usize): void {
  for (let i = 0; i < channels * stemCount; i++, to += 8) {
    const sum = widenSum(v128.load(channelSums(0, 0) + (<usize>i << 4)))
    store<f64>(to, load<f64>(to) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)))
  }
  clearChannelSums()
}

/**
 * The ratios of a row of tiles as a stem sees them: weight times the sum of q_c R_c.
 * @param ratios the first tile's R of the first channel
 * @param out the first tile that is written
 */
export function ratiosOfStem(
  stem: i32,
  group: i32,
  firstPanel: i32,
  count: i32,
  ratios: usize,
  out: usize
): void {
  const row = weightRow(stem, group, (T + 3) >> 2)
  const q0 = shareOf(0, stem)
  const q1 = channels == 2 ? shareOf(1, stem) : q0
  for (let c = 0; c < count; c++) {
    for (let at: usize = 0; at < TILE; at += 16) {
      let x = f32x4.mul(q0, v128.load(ratios + at))
      if (channels == 2) x = madd(q1, v128.load(ratios + at + RATIO_STEP), x)
      v128.store(out + at, x)
    }
    const weights = weightTile(row, firstPanel + c)
    if (weights != 0) multiplyTile(out, weights)
    ratios += TILE
    out += TILE
  }
}
