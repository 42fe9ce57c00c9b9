/**
 * The SIMD kernels of one factorization, led by the calling thread: its memory, and the work of the
 * team's threads in it. T = frames, F = bins, K = components.
 */
import { effectiveBeta, updateExponent } from '../divergence'
import type { Backend } from './backend'
import { PARAMETERS, planMemory } from './kernel-memory'
import {
  divergencesOf,
  type KernelTask,
  Operation,
  openKernelThread,
  Parameter,
  unitsOf
} from './kernel-thread'
import type { Kernels, KernelShape } from './kernels'
import { nanosecondsPerCell } from './passes'
import { fillFloor, packedLength, packedModel, padSpectrum, rowStrideOf } from './packing'
import { createGuidedKernels } from './simd-guided'
import type { Team } from '../../threads/team'
import { allocate } from '../../wasm/memory'

/** About what the operations take one thread; decides how many threads they are worth. */
const NANOSECONDS_PER_SUM = 0.3
const NANOSECONDS_PER_POWER = 7

/**
 * The backend of SIMD kernels; each factorization gets memory of its own, at most 4 GiB.
 * @param module the compiled kernels
 */
export function simdBackend(module: WebAssembly.Module): Backend {
  return {
    open: (shape, team) => createKernels(module, shape, team),
    openGuided: (guide, team) => createGuidedKernels(module, guide, team)
  }
}

function createKernels(module: WebAssembly.Module, shape: KernelShape, team: Team): Kernels {
  const { T, F, K } = shape
  const { bytes } = planMemory(shape, team.size)
  const memory = allocate(bytes)
  const { buffer } = memory
  const task: KernelTask = { kind: 'kernels', memory, shape, threads: team.size }
  const { exports, plan, work } = openKernelThread(module, task, 0)
  const shared = team.open(task, work)
  const units = unitsOf(plan, F)
  const rowStride = rowStrideOf(F)
  const V = new Float32Array(buffer, plan.v, packedLength(T, F))
  const model = packedModel(buffer, plan, shape)
  const [state, last, previous] = [plan.w, plan.last, plan.previous].map(
    (at) => new Float32Array(buffer, at, plan.stateBytes / 4)
  ) as [Float32Array, Float32Array, Float32Array]
  const parameters = new Float64Array(buffer, plan.parameters, PARAMETERS)
  parameters[Parameter.exponent] = updateExponent(effectiveBeta(shape.beta))
  const divergences = divergencesOf(memory, plan)
  fillFloor(new Float32Array(buffer, plan.floor, rowStride), F)
  padSpectrum(V, T, F)

  /** Does all units of a short operation, which nothing can stop. */
  const runAll = (operation: number, nanoseconds: number): void => {
    const count = units[operation]!
    const shift = { operation, units: count, panels: count, milliseconds: nanoseconds / 1e6 }
    shared.run(shift, () => true)
  }

  return {
    shape,
    V,
    rowStride,
    setModel: (start) => model.write(start),
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
    readModel: (into) => model.read(into),
    close: () => shared.close()
  }
}
