/** What happens to W, and to its scale, around a sweep's passes over the frames. */
import { prepareActivations, prepareDictionary, updatePanel } from './hals'
import {
  F,
  K,
  T,
  denominatorAt,
  exactSums,
  gamma,
  hAt,
  isCoordinateDescent,
  kind,
  numeratorAt,
  panelCount,
  rowSums,
  sumsAt,
  wAt,
  wStep
} from './layout'
import { widenSum } from './math'
import { KL } from './model'
import { firstLanes, multiply } from './update'

/** Clears what a sweep adds up, and adds up the rows of W. */
export function beginSweep(): void {
  const size = <usize>panelCount() * wStep()
  memory.fill(numeratorAt, 0, size)
  memory.fill(denominatorAt, 0, size)
  memory.fill(sumsAt, 0, (<usize>K) << 3)
  addUpRows()
  if (isCoordinateDescent()) prepareDictionary()
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

/** Adds the activations of some groups of frames to the column sums of H. */
export function addColumnSums(h: usize, groups: usize): void {
  for (let g: usize = 0; g < groups; g++) {
    for (let k: usize = 0; k < <usize>K; k++, h += 16) {
      addLanes(sumsAt + (k << 3), widenSum(v128.load(h)))
    }
  }
}

/** New W from the sums; its rows scaled to sum 1 and H the other way, so that H W stays. */
export function endSweep(): void {
  const panels = panelCount()
  if (isCoordinateDescent()) {
    prepareActivations()
    for (let c = 0; c < panels; c++) updatePanel(c)
  } else {
    for (let c = 0; c < panels; c++) updatePanelOfW(c)
  }
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
