/**
 * Least squares by hierarchical alternating least squares: every entry in turn goes to its minimum,
 *   h_k <- max(h_k + (A_k - sum_j h_j B_jk) / B_kk, 1e-12),  A = V W',  B = W W',
 * and W likewise from H' V and H' H, several times over, since most of the cost is in A and B
 * (accelerated HALS: N. Gillis, F. Glineur, Neural Computation 24(4), 2012). Never raises the
 * divergence. T = frames, F = bins, K = components.
 */
import { finishSums, multiplyByDictionary } from './dot-products'
import {
  F,
  K,
  T,
  dotPAt,
  dotQAt,
  exactGram,
  floorAt,
  gram,
  hAt,
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
import { madd, widenSum } from './math'
import { HALS, compareTile, copyTile } from './model'
import { multiplyByActivations } from './outer-products'
import { ENTRY_FLOOR, firstLanes } from './update'

/** Rounds over all entries before A and B are computed again. */
const ROUNDS: i32 = 3
/** A component that is 0 everywhere has no minimum; this avoids a division by 0. */
const LEAST_SQUARE: f32 = 1e-30
/** Panels of bins whose tiles of V are kept at once. */
const PANELS: i32 = 64
const TILE: usize = 128
/** Groups of frames, or panels of bins, after which a Gram matrix is carried over to doubles. */
const CHUNK: i32 = 32

/** Gram matrix of the rows of W, for the update of H. */
export function prepareDictionary(): void {
  clearGram()
  const panels = panelCount()
  for (let c = 0; c < panels; c += CHUNK) {
    addToGram(wAt + <usize>c * wStep(), min(CHUNK, panels - c), 2)
  }
  finishGram()
}

/** Gram matrix of the columns of H, for the update of W. */
export function prepareActivations(): void {
  clearGram()
  const groups = (T + 3) >> 2
  for (let g = 0; g < groups; g += CHUNK) {
    addToGram(hAt + <usize>g * hStep(), min(CHUNK, groups - g), 1)
  }
  finishGram()
}

function clearGram(): void {
  memory.fill(exactGram(), 0, (<usize>K * K) << 3)
}

/** Adds the products of all pairs of components over some panels, [K][vectors] each. */
function addToGram(panels: usize, count: i32, vectors: usize): void {
  const size = vectors << 4
  const step = <usize>K * size
  const end = panels + <usize>count * step
  for (let j: usize = 0; j < <usize>K; j++) {
    for (let k: usize = 0; k <= j; k++) {
      let sum = f32x4.splat(0)
      let other = panels + k * size
      for (let at = panels + j * size; at < end; at += step) {
        sum = madd(v128.load(at), v128.load(other), sum)
        if (vectors == 2) sum = madd(v128.load(at, 16), v128.load(other, 16), sum)
        other += step
      }
      const wide = widenSum(sum)
      const to = exactGram() + ((j * K + k) << 3)
      store<f64>(to, load<f64>(to) + (f64x2.extract_lane(wide, 0) + f64x2.extract_lane(wide, 1)))
    }
  }
}

/** The whole symmetric matrix as f32, its diagonal above 0. */
function finishGram(): void {
  for (let j: usize = 0; j < <usize>K; j++) {
    for (let k: usize = 0; k <= j; k++) {
      let value = <f32>load<f64>(exactGram() + ((j * K + k) << 3))
      if (k == j) value = max(value, LEAST_SQUARE)
      store<f32>(gram() + ((j * K + k) << 2), value)
      store<f32>(gram() + ((k * K + j) << 2), value)
    }
  }
}

/** Divergence of groups first .. last - 1 (of 4 frames), and new H of these frames. */
export function passOverActivations(first: i32, last: i32): f64 {
  const panels = panelCount()
  let divergence = f64x2.splat(0)
  for (let group = first; group < last; group++) {
    const v = vAt + <usize>(group << 2) * vStride()
    const h = hAt + <usize>group * hStep()
    memory.fill(dotPAt, 0, (<usize>K) << 6)
    for (let c0 = 0; c0 < panels; c0 += PANELS) {
      const count = min(PANELS, panels - c0)
      const w = wAt + <usize>c0 * wStep()
      for (let c: usize = 0; c < <usize>count; c++) {
        const at = w + c * wStep()
        const column = (<usize>c0 + c) << 5
        const tile = compareTile(
          HALS,
          true,
          2,
          v + column,
          vStride(),
          h,
          at,
          at + wStep(),
          floorAt + column,
          rowsOf(group),
          pAt + c * TILE,
          0
        )
        divergence = f64x2.add(divergence, tile)
      }
      multiplyByDictionary(pAt, pAt + <usize>count * TILE, w, wStep(), dotPAt, K)
    }
    for (let k: usize = 0; k < <usize>K; k++) {
      v128.store(dotQAt + (k << 4), finishSums(dotPAt + (k << 6)))
    }
    descend(h, 1, dotQAt, firstLanes(rowsOf(group)), firstLanes(0))
  }
  return f64x2.extract_lane(divergence, 0) + f64x2.extract_lane(divergence, 1)
}

/** Adds H' V of groups first .. last - 1 to the sums from which W is updated. */
export function passOverDictionary(first: i32, last: i32): void {
  const panels = panelCount()
  const groups = <usize>(last - first)
  const h = hAt + <usize>first * hStep()
  for (let c: usize = 0; c < <usize>panels; c++) {
    for (let g: usize = 0; g < groups; g++) {
      const row = <usize>((first + <i32>g) << 2)
      copyTile(vAt + row * vStride() + (c << 5), vStride(), pAt + g * TILE)
    }
    multiplyByActivations(pAt, pAt + groups * TILE, h, hStep(), numeratorAt + c * wStep(), K)
  }
}

/** New W of a panel of bins from H' V and H' H. */
export function updatePanel(c: i32): void {
  const at = <usize>c * wStep()
  const first = c << 3
  descend(wAt + at, 2, numeratorAt + at, firstLanes(F - first), firstLanes(F - first - 4))
}

/**
 * Takes [K][vectors] entries x to their minima, in place: x_k + (s_k - sum_j x_j G_jk) / G_kk.
 * @param sums s, laid out as x
 * @param lower, upper lanes of the first and the second vector that exist; the others become 0
 */
function descend(x: usize, vectors: usize, sums: usize, lower: v128, upper: v128): void {
  const size = vectors << 4
  for (let round = 0; round < ROUNDS; round++) {
    for (let k: usize = 0; k < <usize>K; k++) {
      const row = gram() + ((k * K) << 2)
      const own = f32x4.splat(1 / load<f32>(row + (k << 2)))
      let a = v128.load(sums + k * size)
      let b = vectors == 2 ? v128.load(sums + k * size, 16) : a
      let other = x
      for (let j: usize = 0; j < <usize>K; j++) {
        const g = f32x4.neg(v128.load_splat<f32>(row + (j << 2)))
        a = madd(g, v128.load(other), a)
        if (vectors == 2) b = madd(g, v128.load(other, 16), b)
        other += size
      }
      const to = x + k * size
      v128.store(to, v128.and(step(v128.load(to), a, own), lower))
      if (vectors == 2) v128.store(to, v128.and(step(v128.load(to, 16), b, own), upper), 16)
    }
  }
}

/** max(x + slope / curvature, floor) */
@inline
function step(x: v128, slope: v128, inverse: v128): v128 {
  return f32x4.max(madd(slope, inverse, x), f32x4.splat(ENTRY_FLOOR))
}
