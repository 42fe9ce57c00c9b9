/**
 * One thread's part of a guided fit: its own instance of the kernels over the memory that all
 * threads share. T = frames, F = bins, K = rows of W.
 */
import { BINS } from './kernel-memory'
import { valuesOfPanels, visitPanels } from './panels'
import type { UnitWork } from '../../threads/team-protocol'
import type { GuidedPlan } from './guided-memory'

/** A guided fit, as its threads are told of it. */
export interface GuidedTask {
  readonly kind: 'guided'
  readonly memory: WebAssembly.Memory
  readonly plan: GuidedPlan
  /** Exponent of the update of H. */
  readonly exponent: number
}

/** The exports of the WebAssembly module that a guided fit uses. */
interface GuidedExports {
  configure(...values: number[]): void
  configureGuide(...values: number[]): void
  beginSlot(slot: number): void
  guidedPass(work: number, from: number, to: number): number
  gatherActivations(): void
  gatherCounts(first: number, last: number): void
  updateRows(first: number, last: number): void
}

/** What a pass does besides measuring; as in kernels/guided.ts. Sums of these are operations. */
export const Work = {
  /** New H. */
  update: 1,
  /** Sums for W, from the new H. */
  gather: 2,
  /** The divergence before. */
  measure: 4
} as const

/** Operations that are no passes. */
export const Between = {
  /** Counts in a few panels of bins, summed over all slots. */
  counts: 8,
  /** New rows of W, some at a time. */
  rows: 9
} as const

/** Panels of bins, and rows of W, in one unit of these. */
const PANELS_AT_ONCE = 16
const ROWS_AT_ONCE = 16

/** Bits of the stems' flags; as in kernels/guided-layout.ts. */
export const Flag = { filtered: 1, held: 2 } as const

/** Kullback-Leibler; as in kernels/model.ts. */
const FORMULAS = 1

/** Units of an operation. */
export function guidedUnits({ size, panels }: GuidedPlan, operation: number): number {
  if (operation === Between.counts) {
    return Math.ceil(Math.ceil(size.F / BINS) / PANELS_AT_ONCE)
  }
  if (operation === Between.rows) return Math.ceil(size.K / ROWS_AT_ONCE)
  return panels.unitCount
}

/** One thread's part. */
export interface GuidedThread {
  readonly exports: GuidedExports
  readonly work: UnitWork
}

/**
 * Makes a thread's part.
 * @param thread its number, below the threads that the plan has scratch for; 0 is the leader
 */
export function openGuidedThread(
  module: WebAssembly.Module,
  { memory, plan, exponent }: GuidedTask,
  thread: number
): GuidedThread {
  const { T, F, K, channels, stemCount } = plan.size
  const { panels, slots, slotBytes } = plan
  const { p, ratios, dotP, stemTiles } = plan.scratch[thread]!
  const exports = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as GuidedExports
  exports.configure(
    T,
    F,
    K,
    FORMULAS,
    1,
    1,
    plan.v,
    plan.h,
    plan.w,
    slots,
    slotBytes,
    panels.unitCount,
    plan.floor,
    plan.sums,
    p,
    0,
    dotP,
    0
  )
  exports.configureGuide(
    channels,
    stemCount,
    exponent,
    plan.channelBytes,
    plan.firstRows,
    plan.stemOf,
    plan.flags,
    plan.shares,
    plan.gates,
    plan.weights,
    plan.shapes,
    plan.counts,
    plan.filters,
    ratios,
    stemTiles
  )
  const divergences = guidedDivergences(memory, plan)

  /** A pass over the frames of a unit, panel by panel. */
  const passOver = (work: number, unit: number, goesOn: () => boolean): void => {
    if ((work & Work.gather) !== 0) exports.beginSlot(unit)
    const visit = (from: number, to: number): number => exports.guidedPass(work, from, to)
    visitPanels(panels, T, unit, visit, divergences, goesOn)
  }

  return {
    exports,
    work: (operation, unit, goesOn) => {
      if (operation === Between.counts) {
        const first = unit * PANELS_AT_ONCE
        exports.gatherCounts(first, Math.min(Math.ceil(F / BINS), first + PANELS_AT_ONCE))
      } else if (operation === Between.rows) {
        const first = unit * ROWS_AT_ONCE
        exports.updateRows(first, Math.min(K, first + ROWS_AT_ONCE))
      } else passOver(operation, unit, goesOn)
    }
  }
}

/** Divergence of each panel of the last pass, over the memory. */
export function guidedDivergences(memory: WebAssembly.Memory, plan: GuidedPlan): Float64Array {
  return valuesOfPanels(memory, plan.divergences, plan.panels)
}
