/** The SIMD kernels of a guided fit: one factorization in memory, on one thread or on a team. */
import { soloTeam, type Team } from '../../threads/team'
import { allocate } from '../../wasm/memory'
import { planWeights, weightBytes, writeWeights } from './cell-weights'
import { checkGuide, firstRows, type SweepGuide } from './guide'
import type { GuidedKernels } from './guided-kernels'
import { planGuided } from './guided-memory'
import {
  Between,
  Flag,
  guidedDivergences,
  type GuidedTask,
  guidedUnits,
  openGuidedThread,
  Work
} from './guided-thread'
import { BINS, GROUP } from './kernel-memory'
import { MODEL_FLOOR, type Pass } from './kernels'

/** What a pass does. */
const WORK: Readonly<Record<Pass, number>> = {
  sweep: Work.update | Work.gather | Work.measure,
  unmeasuredSweep: Work.update | Work.gather,
  activations: Work.update | Work.measure,
  unmeasuredActivations: Work.update,
  measure: Work.measure
}

/**
 * Makes the kernels of a guided fit, with memory of their own.
 * @param team who shares the work; the result is the same for any, to the bit
 * @throws Failure `engine/out-of-memory` with `neededBytes` when it passes 4 GiB or cannot be had
 * @throws RangeError where the guide says nothing that can be fitted
 */
export function createGuidedKernels(
  module: WebAssembly.Module,
  guide: SweepGuide,
  team: Team = soloTeam
): GuidedKernels {
  checkGuide(guide)
  const { T, F, channels: C, stems } = guide
  const J = stems.length
  const first = firstRows(stems)
  const K = first[J]!
  const cellWeights = planWeights(guide)
  const hasGates = guide.gates !== null
  const size = {
    T,
    F,
    K,
    channels: C,
    stemCount: J,
    hasGates,
    weightBytes: weightBytes(cellWeights)
  }
  const plan = planGuided(size, team.size)
  const memory = allocate(plan.bytes)
  const { buffer } = memory
  const task: GuidedTask = { kind: 'guided', memory, plan, exponent: guide.exponent }
  const { exports, work } = openGuidedThread(module, task, 0)
  const shared = team.open(task, work)
  const rowStride = Math.ceil(F / BINS) * BINS
  const groups = Math.ceil(T / GROUP)
  const floats = (at: number, length: number): Float32Array => new Float32Array(buffer, at, length)

  const V = Array.from({ length: C }, (_, c) =>
    floats(plan.v + c * plan.channelBytes, groups * GROUP * rowStride)
  )
  // Cells beyond F and T have data 1 and model 1 and so take part in nothing.
  floats(plan.floor, rowStride).fill(1).fill(MODEL_FLOOR, 0, F)
  for (const channel of V) {
    for (let t = 0; t < T; t++) channel.fill(1, t * rowStride + F, (t + 1) * rowStride)
    channel.fill(1, T * rowStride)
  }
  const W = floats(plan.w, K * rowStride)
  const H = floats(plan.h, groups * GROUP * K)
  const shapes = floats(plan.shapes, K * rowStride)
  const priorCounts = floats(plan.counts, K)
  const [filters, counts, expected] = [0, 1, 2].map((i) =>
    floats(plan.filters + i * J * rowStride * 4, J * rowStride)
  ) as [Float32Array, Float32Array, Float32Array]
  filters.fill(1)
  const shares = floats(plan.shares, C * J).fill(1 / C)
  const sums = {
    activations: new Float64Array(buffer, plan.sums, K),
    counts,
    expected,
    channelCounts: new Float64Array(C * J)
  }
  const divergences = guidedDivergences(memory, plan)
  new Int32Array(buffer, plan.firstRows, J + 1).set(first)
  const stemOf = new Int32Array(buffer, plan.stemOf, K)
  const flags = new Uint8Array(buffer, plan.flags, J)
  stems.forEach(({ isFiltered, isHeld }, j) => {
    stemOf.fill(j, first[j], first[j + 1])
    flags[j] = (isFiltered ? Flag.filtered : 0) | (isHeld ? Flag.held : 0)
  })
  const isOpen = (t: number, k: number): boolean => guide.gates?.[t * K + k] !== 0
  if (hasGates) {
    const bits = new Uint8Array(buffer, plan.gates, groups * K)
    for (let t = 0; t < T; t++) {
      const row = Math.floor(t / GROUP) * K
      for (let k = 0; k < K; k++) if (isOpen(t, k)) bits[row + k]! |= 1 << (t % GROUP)
    }
  }
  if (cellWeights !== null) writeWeights(cellWeights, buffer, plan.weights)

  const wIndex = (k: number, f: number): number =>
    (Math.floor(f / BINS) * K + k) * BINS + (f % BINS)
  const hIndex = (t: number, k: number): number =>
    (Math.floor(t / GROUP) * K + k) * GROUP + (t % GROUP)
  const copyRows = (from: Float32Array, into: Float32Array): void => {
    for (let k = 0; k < K; k++) {
      for (let f = 0; f < F; f++) into[wIndex(k, f)] = from[k * F + f]!
    }
  }
  /** Does all units of a short operation, which nothing can stop. */
  const runAll = (operation: number, nanoseconds: number): void => {
    const units = guidedUnits(plan, operation)
    shared.run({ operation, units, panels: units, milliseconds: nanoseconds / 1e6 }, () => true)
  }

  return {
    guide,
    V,
    rowStride,
    filters,
    shares,
    setPrior(prior) {
      copyRows(prior.shapes, shapes)
      priorCounts.set(prior.counts)
    },
    setModel(start) {
      copyRows(start.W, W)
      for (let t = 0; t < T; t++) {
        for (let k = 0; k < K; k++) H[hIndex(t, k)] = isOpen(t, k) ? start.H[t * K + k]! : 0
      }
    },
    pass(pass, keepGoing) {
      const operation = WORK[pass]
      const panels = Math.ceil(T / plan.panels.panelFrames)
      const milliseconds = T * F * nanosecondsPerCell(pass, K, C === 2 ? J : 0) * 1e-6
      const units = guidedUnits(plan, operation)
      return shared.run({ operation, units, panels, milliseconds }, keepGoing) ? divergences : null
    },
    gather() {
      exports.gatherActivations()
      runAll(Between.counts, plan.panels.unitCount * F * K * NANOSECONDS_PER_SUM)
      sums.channelCounts.fill(0)
      for (let slot = 0; slot < plan.panels.unitCount; slot++) {
        const at = plan.slots + slot * plan.slotBytes + plan.channelCounts
        const own = new Float64Array(buffer, at, C * J)
        for (let i = 0; i < C * J; i++) sums.channelCounts[i]! += own[i]!
      }
      return sums
    },
    updateDictionary() {
      runAll(Between.rows, F * K * NANOSECONDS_PER_ENTRY)
    },
    readModel(into) {
      for (let k = 0; k < K; k++) {
        for (let f = 0; f < F; f++) into.W[k * F + f] = W[wIndex(k, f)]!
      }
      for (let t = 0; t < T; t++) {
        for (let k = 0; k < K; k++) into.H[t * K + k] = H[hIndex(t, k)]!
      }
    },
    close: () => shared.close()
  }
}

/** What things take one thread, about: to know how many threads they are worth. */
const NANOSECONDS_PER_SUM = 0.3
const NANOSECONDS_PER_ENTRY = 2
function nanosecondsPerCell(pass: Pass, K: number, stems: number): number {
  const shares: Readonly<Record<Pass, number>> = {
    sweep: 1,
    unmeasuredSweep: 0.8,
    activations: 0.6,
    unmeasuredActivations: 0.4,
    measure: 0.35
  }
  return shares[pass] * (2 + 0.22 * K + stems)
}
