/**
 * The plan of the memory that the kernels work in. T = frames, F = bins, K = components. Everything
 * that threads share and everything of each thread's own lies in one memory; every thread makes the
 * same plan from the same shape.
 */
import { effectiveBeta } from '../divergence'
import type { KernelShape } from './kernels'
import { type PanelPlan, planPanels } from './panels'
import { createLayout, wholeLines } from '../../wasm/memory'

/** Bins of a panel of W: the width of the kernels' tiles. */
export const BINS = 8
/** Frames of a group: the height of the kernels' tiles. */
export const GROUP = 4

const TILE_BYTES = BINS * GROUP * 4
/**
 * Tiles of p and q kept at once, and groups of frames whose sums are kept: as in kernels/index.ts.
 */
const TILES = 64
const GROUPS = 4

/** The scratch memory of one thread, in bytes from the start. */
interface Scratch {
  readonly p: number
  readonly q: number
  readonly dotP: number
  readonly dotQ: number
}

/** Where everything lies, in bytes from the start. */
export interface KernelLayout {
  readonly v: number
  /** W, then H: the state that sweeps work on. */
  readonly w: number
  readonly h: number
  readonly stateBytes: number
  readonly last: number
  readonly previous: number
  readonly floor: number
  readonly sums: number
  /** Slots of the units of frames, `slotBytes` each. */
  readonly slots: number
  readonly slotBytes: number
  /** Divergence of each panel as f64. */
  readonly divergences: number
  /** The parameters of a shift's operations, as f64. */
  readonly parameters: number
  /** One for each thread. */
  readonly scratch: readonly Scratch[]
  readonly bytes: number
  readonly panels: PanelPlan
}

/** f64 in `parameters`. */
export const PARAMETERS = 2

/**
 * The plan for a shape and `threads` threads; all but `scratch` is the same for any number of them.
 */
export function planMemory({ T, F, K, beta }: KernelShape, threads: number): KernelLayout {
  const binPanels = Math.ceil(F / BINS)
  const groups = Math.ceil(T / GROUP)
  const { take, end } = createLayout()
  const dictionaryBytes = binPanels * K * BINS * 4
  const parts = effectiveBeta(beta) === 1 ? 1 : 2
  const slotBytes = wholeLines(wholeLines(K * 8) + parts * dictionaryBytes)
  const panels = planPanels(T, F, K, slotBytes)
  const w = take(dictionaryBytes)
  const h = take(groups * K * GROUP * 4)
  const stateBytes = end() - w
  const shared = {
    w,
    h,
    stateBytes,
    slotBytes,
    panels,
    last: take(stateBytes),
    previous: take(stateBytes),
    floor: take(binPanels * BINS * 4),
    // As in kernels/layout.ts: sums of columns and rows, then a Gram matrix twice.
    sums: take(K * 24 + K * K * 12),
    parameters: take(PARAMETERS * 8),
    divergences: take(panels.unitCount * panels.panelsPerUnit * 8),
    slots: take(panels.unitCount * slotBytes)
  }
  const scratch = Array.from({ length: threads }, () => ({
    p: take(TILES * TILE_BYTES),
    q: take(TILES * TILE_BYTES),
    dotP: take(GROUPS * K * GROUP * 16),
    dotQ: take(GROUPS * K * GROUP * 16)
  }))
  const v = take(groups * GROUP * binPanels * BINS * 4)
  return { ...shared, scratch, v, bytes: end() }
}

/** Bytes of memory that a factorization takes on that many threads. */
export function neededBytes(shape: KernelShape, threads = 1): number {
  return planMemory(shape, threads).bytes
}
