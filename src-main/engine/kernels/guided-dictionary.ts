/**
 * Updates W of a guided fit between two sweeps: expected counts from the slots, their sums
 * by stem, and new rows from counts, shapes and filters.
 */
import { addUpSlots } from './dictionary'
import { F, chooseSlot, numeratorAt, panelCount, sumsAt, wAt, wStep } from './layout'
import {
  countsOf,
  filterAt,
  firstRow,
  isFiltered,
  shapesAt,
  stemCount,
  stemCountsAt,
  stemExpectedAt,
  stemOf
} from './guided-layout'
import { madd, widenSum } from './math'
import { ENTRY_FLOOR, firstLanes } from './update'

/**
 * Counts C = W (H' R) of panels first .. last - 1 from the slots, into the first of them, and their
 * sums by stem; call `gatherActivations` first.
 */
export function gatherCounts(first: i32, last: i32): void {
  chooseSlot(0)
  for (let panel = first; panel < last; panel++) {
    const at = <usize>panel * wStep()
    addUpSlots(numeratorAt + at)
    for (let j = 0; j < stemCount; j++) addUpStem(j, panel, at)
  }
}

/** Counts of the rows of a stem in a panel, and the sums over these rows. */
@inline
function addUpStem(stem: i32, panel: i32, at: usize): void {
  let counted0 = f32x4.splat(0)
  let counted1 = counted0,
    expected0 = counted0,
    expected1 = counted0
  const end = <usize>firstRow(stem + 1)
  for (let k = <usize>firstRow(stem); k < end; k++) {
    const row = at + (k << 5)
    const c0 = f32x4.mul(v128.load(wAt + row), v128.load(numeratorAt + row))
    const c1 = f32x4.mul(v128.load(wAt + row, 16), v128.load(numeratorAt + row, 16))
    v128.store(numeratorAt + row, c0)
    v128.store(numeratorAt + row, c1, 16)
    counted0 = f32x4.add(counted0, c0)
    counted1 = f32x4.add(counted1, c1)
    const h = f32x4.splat(<f32>load<f64>(sumsAt + (k << 3)))
    expected0 = madd(h, v128.load(shapesAt + row), expected0)
    expected1 = madd(h, v128.load(shapesAt + row, 16), expected1)
  }
  v128.store(stemCountsAt(stem, panel), counted0)
  v128.store(stemCountsAt(stem, panel), counted1, 16)
  v128.store(stemExpectedAt(stem, panel), expected0)
  v128.store(stemExpectedAt(stem, panel), expected1, 16)
}

/**
 * New rows first .. last - 1 of W from the counts that were gathered; fixed rows without a filter
 * stay.
 */
export function updateRows(first: i32, last: i32): void {
  chooseSlot(0)
  for (let k = first; k < last; k++) {
    const stem = stemOf(k)
    const counts = countsOf(k)
    const isFixed = counts == Infinity
    if (isFixed && !isFiltered(stem)) continue
    const shapeSum = counts == 0 ? 1 : sumOfShape(k, stem)
    if (isFixed) {
      writeRow(k, stem, <f32>(1 / shapeSum), true)
    } else {
      scaleRow(k, 1 / writeRow(k, stem, <f32>(<f64>counts / shapeSum), false))
    }
  }
}

/** The shape of a row in a panel, filtered; half is 0 or 16. */
@inline
function shapeOf(k: i32, stem: i32, panel: i32, half: usize): v128 {
  const shape = v128.load(shapesAt + <usize>panel * wStep() + (<usize>k << 5) + half)
  return isFiltered(stem) ? f32x4.mul(shape, v128.load(filterAt(stem, panel) + half)) : shape
}

function sumOfShape(k: i32, stem: i32): f64 {
  let sum = f64x2.splat(0)
  for (let panel = 0; panel < panelCount(); panel++) {
    sum = f64x2.add(sum, widenSum(shapeOf(k, stem, panel, 0)))
    sum = f64x2.add(sum, widenSum(shapeOf(k, stem, panel, 16)))
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

/**
 * Writes factor times the shape, and unless it is the shape alone, max(count + that, floor);
 * returns the sum.
 */
function writeRow(k: i32, stem: i32, factor: f32, isShape: bool): f64 {
  const f = f32x4.splat(factor)
  const least = f32x4.splat(ENTRY_FLOOR)
  let sum = f64x2.splat(0)
  for (let panel = 0; panel < panelCount(); panel++) {
    for (let half = 0; half < 2; half++) {
      const at = <usize>panel * wStep() + (<usize>k << 5) + (<usize>half << 4)
      let x = f32x4.mul(f, shapeOf(k, stem, panel, <usize>half << 4))
      if (!isShape) x = f32x4.max(f32x4.add(v128.load(numeratorAt + at), x), least)
      x = v128.and(x, firstLanes(F - (panel << 3) - (half << 2)))
      v128.store(wAt + at, x)
      sum = f64x2.add(sum, widenSum(x))
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)
}

function scaleRow(k: i32, factor: f64): void {
  const f = f32x4.splat(<f32>factor)
  for (let panel = 0; panel < panelCount(); panel++) {
    const at = wAt + <usize>panel * wStep() + (<usize>k << 5)
    v128.store(at, f32x4.mul(v128.load(at), f))
    v128.store(at, f32x4.mul(v128.load(at, 16), f), 16)
  }
}
