/** The SIMD kernels of a guided fit: one factorization in memory, on one thread or on a team. */
import type { Team } from '../../threads/team'
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
import { GROUP } from './kernel-memory'
import type { Pass } from './kernels'
import { fillFloor, packedLength, packedModel, packRows, padSpectrum, rowStrideOf } from './packing'
import { nanosecondsPerCell } from './passes'

/** About what the operations take one thread; decides how many threads they are worth. */
const NANOSECONDS_PER_SUM = 0.3
const NANOSECONDS_PER_ENTRY = 2
/** A stem costs as much as this many rows. */
const ROWS_A_STEM = 8

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
 * @param team threads that share the work; the result is the same for any team, to the bit
 * @throws Failure `engine/out-of-memory` with `neededBytes` when it passes 4 GiB or cannot be had
 * @throws RangeError where the guide cannot be fitted
 */
export function createGuidedKernels(
  module: WebAssembly.Module,
  guide: SweepGuide,
  team: Team
): GuidedKernels {
  checkGuide(guide)
  const { T, F, channels: C, stems } = guide
  const J = stems.length
  const first = firstRows(stems)
  const K = first[J]!
  const cellWeights = planWeights(guide)
  const size = {
    T,
    F,
    K,
    channels: C,
    stemCount: J,
    hasGates: guide.gates !== null,
    weightBytes: weightBytes(cellWeights)
  }
  const plan = planGuided(size, team.size)
  const memory = allocate(plan.bytes)
  const { buffer } = memory
  const task: GuidedTask = { kind: 'guided', memory, plan, exponent: guide.exponent }
  const { exports, work } = openGuidedThread(module, task, 0)
  const shared = team.open(task, work)
  const rowStride = rowStrideOf(F)
  const floats = (at: number, length: number): Float32Array => new Float32Array(buffer, at, length)
  const V = Array.from({ length: C }, (_, c) =>
    floats(plan.v + c * plan.channelBytes, packedLength(T, F))
  )
  for (const channel of V) padSpectrum(channel, T, F)
  fillFloor(floats(plan.floor, rowStride), F)
  const model = packedModel(buffer, plan, size)
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
  const ownModels = C === 2 || cellWeights !== null ? J : 0
  const { gates } = guide
  if (gates !== null) writeGates(gates, T, K, new Uint8Array(buffer, plan.gates))
  if (cellWeights !== null) writeWeights(cellWeights, buffer, plan.weights)

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
      packRows(prior.shapes, K, F, shapes)
      priorCounts.set(prior.counts)
    },
    setModel({ W, H }) {
      model.write({ W, H: gates === null ? H : H.map((h, i) => (gates[i] === 0 ? 0 : h)) })
    },
    pass(pass, keepGoing) {
      const operation = WORK[pass]
      const panels = Math.ceil(T / plan.panels.panelFrames)
      const milliseconds = T * F * nanosecondsPerCell(pass, K + ownModels * ROWS_A_STEM) * 1e-6
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
    readModel: (into) => model.read(into),
    close: () => shared.close()
  }
}

/** A bit for each frame of a group and each row whose gate is open. */
function writeGates(gates: Uint8Array, T: number, K: number, bits: Uint8Array): void {
  for (let t = 0; t < T; t++) {
    const group = Math.floor(t / GROUP) * K
    for (let k = 0; k < K; k++) if (gates[t * K + k] !== 0) bits[group + k]! |= 1 << (t % GROUP)
  }
}
