/** The updates of W and of its scale, before and after a sweep's pass over the frames. */
import { prepareActivations, prepareDictionary, updatePanel } from './hals'
import {
  F,
  K,
  T,
  chooseSlot,
  columnSumsAt,
  denominatorAt,
  exactSums,
  gamma,
  hAt,
  isCoordinateDescent,
  kind,
  numeratorAt,
  panelCount,
  rowSums,
  slotCount,
  slotStep,
  slotsAt,
  sumsAt,
  wAt,
  wStep
} from './layout'
import { widenSum } from './math'
import { KL } from './model'
import { firstLanes, multiply } from './update'

/** Adds up the rows of W, which the updates of a sweep need. */
export function beginSweep(): void {
  addUpRows()
  if (isCoordinateDescent()) prepareDictionary()
}

/** Clears a slot; the next frames add to it. */
export function beginSlot(slot: i32): void {
  chooseSlot(slot)
  memory.fill(columnSumsAt, 0, slotStep)
}

/** Adds up the rows of W; the padding holds zeros. */
function addUpRows(): void {
  const exact = exactSums()
  memory.fill(exact, 0, (<usize>K) << 3)
  const panels = panelCount()
  let w = wAt
  for (let c = 0; c < panels; c++) {
    for (let k: usize = 0; k < <usize>K; k++, w += 32) {
      const sum = f64x2.add(widenSum(v128.load(w)), widenSum(v128.load(w, 16)))
      addLanes(exact + (k << 3), sum)
    }
  }
  for (let k: usize = 0; k < <usize>K; k++) {
    store<f32>(rowSums() + (k << 2), <f32>load<f64>(exact + (k << 3)))
  }
}

/** Adds both doubles of a vector to the one at an address. */
@inline
function addLanes(at: usize, sum: v128): void {
  store<f64>(at, load<f64>(at) + (f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)))
}

/** Adds the activations of some groups of frames to the column sums of H in the slot. */
export function addColumnSums(h: usize, groups: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    for (let k: usize = 0; k < <usize>K; k++, h += 16) {
      addLanes(columnSumsAt + (k << 3), widenSum(v128.load(h)))
    }
  }
}

/**
 * The sums over all frames that the new W needs: column sums of H over all slots, in their order,
 * or H' H.
 */
export function gatherActivations(): void {
  if (isCoordinateDescent()) prepareActivations()
  else addUpColumns()
}

function addUpColumns(): void {
  memory.fill(sumsAt, 0, (<usize>K) << 3)
  for (let slot = 0; slot < slotCount; slot++) {
    const part = slotsAt + <usize>slot * slotStep
    for (let at: usize = 0; at < (<usize>K) << 3; at += 8) {
      store<f64>(sumsAt + at, load<f64>(sumsAt + at) + load<f64>(part + at))
    }
  }
}

/**
 * New W in panels first .. last - 1 from the slots, which are added up in their order, into the
 * first.
 */
export function updatePanels(first: i32, last: i32): void {
  chooseSlot(0)
  for (let c = first; c < last; c++) {
    const at = <usize>c * wStep()
    addUpSlots(numeratorAt + at)
    if (isCoordinateDescent()) {
      updatePanel(c)
    } else {
      if (kind != KL) addUpSlots(denominatorAt + at)
      updatePanelOfW(c)
    }
  }
}

/** Adds a panel of all later slots to that of the first one. */
export function addUpSlots(first: usize): void {
  const end = first + wStep()
  let from = first
  for (let slot = 1; slot < slotCount; slot++) {
    from += slotStep
    let part = from
    for (let at = first; at < end; at += 32, part += 32) {
      v128.store(at, f32x4.add(v128.load(at), v128.load(part)))
      v128.store(at, f32x4.add(v128.load(at, 16), v128.load(part, 16)), 16)
    }
  }
}

/** Rows of the new W scaled to sum 1 and H the other way, so that H W stays. */
export function normalize(): void {
  const panels = panelCount()
  addUpRows()
  const exact = exactSums()
  let w = wAt
  for (let c = 0; c < panels; c++) {
    for (let k: usize = 0; k < <usize>K; k++, w += 32) {
      const factor = f32x4.splat(<f32>(1 / load<f64>(exact + (k << 3))))
      v128.store(w, f32x4.mul(v128.load(w), factor))
      v128.store(w, f32x4.mul(v128.load(w, 16), factor), 16)
    }
  }
  const groups = (T + 3) >> 2
  let h = hAt
  for (let g = 0; g < groups; g++) {
    for (let k: usize = 0; k < <usize>K; k++, h += 16) {
      v128.store(h, f32x4.mul(v128.load(h), v128.load_splat<f32>(rowSums() + (k << 2))))
    }
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
