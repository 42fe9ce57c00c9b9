/**
 * One thread's part of a factorization: its own instance of the kernels over the memory that all
 * threads of the factorization share. T = frames, F = bins, K = components.
 */
import { effectiveBeta, updateExponent } from '../divergence'
import { BINS, type KernelLayout, PARAMETERS, planMemory } from './kernel-memory'
import type { KernelShape } from './kernels'
import { valuesOfPanels, type VisitFrames, visitPanels } from './panels'
import type { UnitWork } from '../../threads/team-protocol'

/** A factorization, as its threads are told of it. */
export interface KernelTask {
  readonly kind: 'kernels'
  readonly memory: WebAssembly.Memory
  readonly shape: KernelShape
  /** Threads that the memory has room for. */
  readonly threads: number
}

/** What the WebAssembly module exports. Each thread has its own copy of its variables. */
export interface KernelExports {
  configure(...values: number[]): void
  setExponent(exponent: number): void
  beginSweep(): void
  beginSlot(slot: number): void
  readonly updateFrames: VisitFrames
  readonly updateActivations: VisitFrames
  readonly measureFrames: VisitFrames
  readonly updateFramesUnmeasured: VisitFrames
  readonly updateActivationsUnmeasured: VisitFrames
  gatherActivations(): void
  updatePanels(first: number, last: number): void
  normalize(): void
  extrapolate(out: number, last: number, previous: number, bytes: number, a: number): void
}

/** Operations whose units threads share. */
export const Operation = {
  /** New H of a unit's frames, and their sums for W. */
  sweep: 0,
  /** New H of a unit's frames. */
  activations: 1,
  /** Only the divergence of a unit's frames. */
  measure: 2,
  /** As `sweep` and `activations`, without the divergence. */
  unmeasuredSweep: 3,
  unmeasuredActivations: 4,
  /** New W in some panels of bins. */
  dictionary: 5,
  /** Momentum on a stretch of W and H. */
  extrapolate: 6
} as const

/** The parameters of an operation, in the plan's `parameters`. */
export const Parameter = {
  /** Exponent of the updates. */
  exponent: 0,
  /** Exponent of the momentum. */
  momentum: 1
} as const

/** Panels of bins, and bytes of the state, in one unit of those operations. */
const PANELS_AT_ONCE = 16
const BYTES_AT_ONCE = 2 ** 16

/** Units of every operation. */
export function unitsOf({ panels, stateBytes }: KernelLayout, F: number): Record<number, number> {
  const frames = panels.unitCount
  return {
    [Operation.sweep]: frames,
    [Operation.activations]: frames,
    [Operation.measure]: frames,
    [Operation.unmeasuredSweep]: frames,
    [Operation.unmeasuredActivations]: frames,
    [Operation.dictionary]: Math.ceil(Math.ceil(F / BINS) / PANELS_AT_ONCE),
    [Operation.extrapolate]: Math.ceil(stateBytes / BYTES_AT_ONCE)
  }
}

/** One thread's part. */
export interface KernelThread {
  readonly exports: KernelExports
  readonly plan: KernelLayout
  readonly work: UnitWork
}

/**
 * Makes a thread's part.
 * @param thread its number, below `task.threads`; 0 is the leader
 */
export function openKernelThread(
  module: WebAssembly.Module,
  task: KernelTask,
  thread: number
): KernelThread {
  const { memory, shape } = task
  const { T, F, K } = shape
  const plan = planMemory(shape, task.threads)
  const { panels, slots, slotBytes } = plan
  const { p, q, dotP, dotQ } = plan.scratch[thread]!
  const exports = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as KernelExports
  const beta = effectiveBeta(shape.beta)
  exports.configure(
    T,
    F,
    K,
    formulasOf(beta),
    beta,
    updateExponent(beta),
    plan.v,
    plan.h,
    plan.w,
    slots,
    slotBytes,
    panels.unitCount,
    plan.floor,
    plan.sums,
    p,
    q,
    dotP,
    dotQ
  )
  const parameters = new Float64Array(memory.buffer, plan.parameters, PARAMETERS)
  const divergences = divergencesOf(memory, plan)
  const passes: Readonly<Record<number, VisitFrames>> = {
    [Operation.sweep]: exports.updateFrames,
    [Operation.activations]: exports.updateActivations,
    [Operation.measure]: exports.measureFrames,
    [Operation.unmeasuredSweep]: exports.updateFramesUnmeasured,
    [Operation.unmeasuredActivations]: exports.updateActivationsUnmeasured
  }
  const addsToSlots: readonly number[] = [Operation.sweep, Operation.unmeasuredSweep]

  /** A pass over the frames of a unit, panel by panel. */
  const passOver = (operation: number, unit: number, goesOn: () => boolean): void => {
    if (addsToSlots.includes(operation)) exports.beginSlot(unit)
    visitPanels(panels, T, unit, passes[operation]!, divergences, goesOn)
  }

  return {
    exports,
    plan,
    work: (operation, unit, goesOn) => {
      exports.setExponent(parameters[Parameter.exponent]!)
      if (operation === Operation.dictionary) {
        const first = unit * PANELS_AT_ONCE
        exports.updatePanels(first, Math.min(Math.ceil(F / BINS), first + PANELS_AT_ONCE))
      } else if (operation === Operation.extrapolate) {
        const at = unit * BYTES_AT_ONCE
        const bytes = Math.min(BYTES_AT_ONCE, plan.stateBytes - at)
        const [w, last, previous] = [plan.w + at, plan.last + at, plan.previous + at]
        exports.extrapolate(w, last, previous, bytes, parameters[Parameter.momentum]!)
      } else {
        passOver(operation, unit, goesOn)
      }
    }
  }
}

/** Divergence of each panel of the last pass, over the memory. */
export function divergencesOf(memory: WebAssembly.Memory, plan: KernelLayout): Float64Array {
  return valuesOfPanels(memory, plan.divergences, plan.panels)
}

/** Number of the set of formulas: 0, 1 and 2 for the divergence of that beta, 3 for any other. */
function formulasOf(beta: number): number {
  return beta === 0 || beta === 1 || beta === 2 ? beta : 3
}
