/**
 * The SIMD kernels of the factorization, as the solvers see them: one factorization in memory, on one
 * thread or on a team. T = frames, F = bins, K = components. What they compute is written down in
 * kernels-reference.ts.
 */
import type { KeepGoing } from '../../shared/failure'
import { effectiveBeta, updateExponent } from './divergence'
import { allocate, BINS, GROUP, PARAMETERS, planMemory } from './kernel-memory'
import {
  divergencesOf,
  type KernelTask,
  Operation,
  openKernelThread,
  Parameter,
  unitsOf
} from './kernel-thread'
import type { Pass } from './passes'
import { soloTeam, type Team } from './team'

/** Added to H W, so that nothing divides by 0. */
export const MODEL_FLOOR = 1e-10
/** Added to the denominators of the updates. */
export const DENOMINATOR_FLOOR = 1e-30
/** Least entry of W and H: a 0 could never grow again, and smaller ones would become subnormal. */
export const ENTRY_FLOOR = 1e-12

/** A step of momentum repeats at most this factor of an entry, up or down. */
export const LARGEST_STEP = 20

/** The exponent that stands for coordinate descent (HALS), which is for beta 2 alone. */
export const COORDINATE_DESCENT = 0

/** What is factorized. */
export interface KernelShape {
  readonly T: number
  readonly F: number
  readonly K: number
  /** Of the divergence, -2 to 4. */
  readonly beta: number
}

/** W [K x F] and H [T x K], row by row. */
export interface Model {
  readonly W: Float32Array
  readonly H: Float32Array
}

/**
 * One factorization in memory. Fill V, set a model, then sweep: beginSweep, a pass over all frames,
 * endSweep.
 *
 * For momentum they remember two states of W and H, the last and the one before: `keep` after a
 * sweep that is to count, then `extrapolate` and the next sweep, or `goBack`.
 */
export interface Kernels {
  readonly shape: KernelShape
  /** What they are made of; null for the reference. */
  readonly module: WebAssembly.Module | null
  /** [T x rowStride], to be filled in bins 0 .. F - 1 of each row; what lies beyond is taken. */
  readonly V: Float32Array
  /** Values from one frame of V to the next, at least F. */
  readonly rowStride: number
  /** Copies a start in; rows of W need not sum to 1. */
  setModel(start: Model): void
  /**
   * Changes the exponent of the updates, which at first is that of majorisation-minimisation;
   * COORDINATE_DESCENT makes them those of HALS. Holds from the next beginSweep on.
   */
  setExponent(exponent: number): void
  beginSweep(): void
  /**
   * Goes over all frames; what it does there is said at `Pass`.
   * @param keepGoing asked after each panel of frames, with the share of them that is done
   * @returns divergence of each panel before the pass, valid until the next one and meaningless after
   *   an unmeasured one; null when keepGoing said no
   * @throws Failure `engine/crashed` when a thread of the team died
   */
  pass(pass: Pass, keepGoing: KeepGoing): Float64Array | null
  /** Updates W, then scales its rows to sum 1 and H the other way. */
  endSweep(): void
  /** Remembers W and H as the last state, and the last state as the one before. */
  keep(): void
  /** W and H become last (last / previous)^a entry by entry, the ratio held to 1/20 .. 20; a = 0 gives the last state. */
  extrapolate(a: number): void
  /** Forgets the last state; the one before is the last one again. */
  forget(): void
  /** Copies W and H out. */
  readModel(into: Model): void
  /** Makes the threads of the team let go of the memory; no pass may follow. */
  close(): void
}

/**
 * Makes the kernels of one factorization, with memory of their own.
 * @param team who shares the work; the result is the same for any, to the bit
 * @throws Failure `engine/out-of-memory` with `neededBytes` when it passes 4 GiB or cannot be had
 */
export function createKernels(
  module: WebAssembly.Module,
  shape: KernelShape,
  team: Team = soloTeam
): Kernels {
  const { T, F, K } = shape
  const { bytes } = planMemory(shape, team.size)
  const memory = allocate(bytes)
  const { buffer } = memory
  const task: KernelTask = { kind: 'kernels', memory, shape, threads: team.size }
  const { exports, plan, work } = openKernelThread(module, task, 0)
  const shared = team.open(task, work)
  const units = unitsOf(plan, F)
  const binPanels = Math.ceil(F / BINS)
  const groups = Math.ceil(T / GROUP)
  const rowStride = binPanels * BINS
  const V = new Float32Array(buffer, plan.v, groups * GROUP * rowStride)
  const W = new Float32Array(buffer, plan.w, binPanels * K * BINS)
  const H = new Float32Array(buffer, plan.h, groups * K * GROUP)
  const [state, last, previous] = [plan.w, plan.last, plan.previous].map(
    (at) => new Float32Array(buffer, at, plan.stateBytes / 4)
  ) as [Float32Array, Float32Array, Float32Array]
  const parameters = new Float64Array(buffer, plan.parameters, PARAMETERS)
  parameters[Parameter.exponent] = updateExponent(effectiveBeta(shape.beta))
  const divergences = divergencesOf(memory, plan)
  const floor = new Float32Array(buffer, plan.floor, rowStride)
  // Cells beyond F and T have data 1 and model 1 and so take part in nothing.
  floor.fill(1).fill(MODEL_FLOOR, 0, F)
  for (let t = 0; t < T; t++) V.fill(1, t * rowStride + F, (t + 1) * rowStride)
  V.fill(1, T * rowStride)

  const wIndex = (k: number, f: number): number =>
    (Math.floor(f / BINS) * K + k) * BINS + (f % BINS)
  const hIndex = (t: number, k: number): number =>
    (Math.floor(t / GROUP) * K + k) * GROUP + (t % GROUP)
  /** Does all units of a short operation, which nothing can stop. */
  const runAll = (operation: number, nanoseconds: number): void => {
    const count = units[operation]!
    const shift = { operation, units: count, panels: count, milliseconds: nanoseconds / 1e6 }
    shared.run(shift, () => true)
  }

  return {
    shape,
    module,
    V,
    rowStride,
    setModel(start) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) W[wIndex(k, f)] = start.W[k * F + f]!
        for (let t = 0; t < T; t++) H[hIndex(t, k)] = start.H[t * K + k]!
      }
    },
    setExponent(exponent) {
      parameters[Parameter.exponent] = exponent
      exports.setExponent(exponent) // the others read it with their next unit
    },
    beginSweep: () => exports.beginSweep(),
    pass(pass, keepGoing) {
      const operation = Operation[pass]
      const panels = Math.ceil(T / plan.panels.panelFrames)
      const milliseconds = T * F * nanosecondsPerCell(pass, K) * 1e-6
      const shift = { operation, units: units[operation]!, panels, milliseconds }
      return shared.run(shift, keepGoing) ? divergences : null
    },
    endSweep() {
      exports.gatherActivations()
      runAll(Operation.dictionary, plan.panels.unitCount * F * K * NANOSECONDS_PER_SUM)
      exports.normalize()
    },
    keep() {
      previous.set(last)
      last.set(state)
    },
    extrapolate(a) {
      parameters[Parameter.momentum] = a
      if (a === 0) state.set(last)
      else runAll(Operation.extrapolate, (F + T) * K * NANOSECONDS_PER_POWER)
    },
    forget() {
      last.set(previous)
    },
    readModel(into) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) into.W[k * F + f] = W[wIndex(k, f)]!
        for (let t = 0; t < T; t++) into.H[t * K + k] = H[hIndex(t, k)]!
      }
    },
    close: () => shared.close()
  }
}

/** What things take one thread, about: to know how many threads they are worth. */
const NANOSECONDS_PER_SUM = 0.3
const NANOSECONDS_PER_POWER = 7
function nanosecondsPerCell(pass: Pass, K: number): number {
  const whole = 2 + 0.22 * K
  const shares: Readonly<Record<Pass, number>> = {
    sweep: 1,
    unmeasuredSweep: 0.8,
    activations: 0.6,
    unmeasuredActivations: 0.4,
    measure: 0.35
  }
  return shares[pass] * whole
}
