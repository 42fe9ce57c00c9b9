/**
 * One thread's part of the spectrum of a long recording, a unit of frames at a time: it averages in
 * time, or computes a block. T = frames, F = bins, p = exponent, P = mean over channels of |X_c|^2,
 * s = frames averaged into one, A = mean of P^(p/2) over s frames.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import { createFramePower } from './frame-power'
import type { SpectrumSettings } from './spectrum-thread'
import type { UnitWork } from '../threads/team-protocol'

/** A spectrum that is being averaged, or a block of it that is being computed. */
export interface LongSpectrumTask {
  readonly kind: 'long-spectrum'
  readonly pcm: Pcm
  readonly settings: SpectrumSettings
  /** What samples are divided by. */
  readonly peak: number
  /** s */
  readonly framesPerPool: number
  /** Rows of `rowStride` values: averaged frames, or those of a block. */
  readonly V: Float32Array
  readonly rowStride: number
  /** The parameters of an operation; see LongParameter. */
  readonly parameters: Float64Array
  /** What an operation finds in each unit. */
  readonly found: Float64Array
}

/** Operations whose units threads share. */
export const LongOperation = {
  /** Rows become A; finds the largest P. */
  pool: 0,
  /** Rows A become V = (A^(2/p) + floor)^(p/2); finds the sum. */
  raise: 1,
  /** Rows are divided by the mean, or 1 where that is 0. */
  scale: 2,
  /** Rows of the block become V = (P + floor)^(p/2) / mean, or 1 where that is 0. */
  block: 3
} as const

/** The parameters of an operation, in a task's `parameters`. */
export const LongParameter = {
  /** What is added to P. */
  floor: 0,
  /** What V is divided by. */
  mean: 1,
  /** First frame of the block, and the frame after its last. */
  from: 2,
  to: 3
} as const

/** About how many frames a unit has. */
const FRAMES = 64

/** Rows of a unit of an operation: rows computed from frames, or rows that are only rescaled. */
export function rowsOfUnit(operation: number, framesPerPool: number): number {
  return operation === LongOperation.pool ? Math.max(1, Math.floor(FRAMES / framesPerPool)) : FRAMES
}

/**
 * Makes a thread's part.
 * @throws Failure `engine/out-of-memory`
 */
export function openLongSpectrumThread(
  task: LongSpectrumTask,
  module: WebAssembly.Module
): UnitWork {
  const { pcm, settings, peak, framesPerPool: s, V, rowStride, parameters, found } = task
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const isMagnitude = settings.exponent === 1
  const powers = createFramePower(pcm, settings, peak, module)
  const power = new Float32Array(F)
  const sum = new Float64Array(F)

  const pool = (index: number, row: Float32Array): number => {
    const first = index * s
    const end = Math.min(T, first + s)
    let largest = 0
    sum.fill(0)
    for (let t = first; t < end; t++) {
      largest = Math.max(largest, powers.take(t, power))
      for (let f = 0; f < F; f++) sum[f]! += isMagnitude ? Math.sqrt(power[f]!) : power[f]!
    }
    for (let f = 0; f < F; f++) row[f] = sum[f]! / (end - first)
    return largest
  }
  const raise = (row: Float32Array): number => {
    const floor = parameters[LongParameter.floor]!
    let total = 0
    for (let f = 0; f < F; f++) {
      const value = row[f]!
      row[f] = isMagnitude ? Math.sqrt(value * value + floor) : value + floor
      total += row[f]!
    }
    return total
  }
  const scale = (row: Float32Array): void => {
    const mean = parameters[LongParameter.mean]!
    if (mean === 0) row.fill(1)
    else powers.divide(row, mean)
  }
  const take = (index: number, row: Float32Array): void => {
    const mean = parameters[LongParameter.mean]!
    if (mean === 0) {
      row.fill(1)
      return
    }
    const floor = parameters[LongParameter.floor]!
    powers.take(parameters[LongParameter.from]! + index, power)
    for (let f = 0; f < F; f++) {
      const value = power[f]! + floor
      row[f] = (isMagnitude ? Math.sqrt(value) : value) / mean
    }
  }

  return (operation, unit, goesOn) => {
    const perUnit = rowsOfUnit(operation, s)
    const isBlock = operation === LongOperation.block
    const rows = isBlock
      ? parameters[LongParameter.to]! - parameters[LongParameter.from]!
      : Math.ceil(T / s)
    const end = Math.min(rows, (unit + 1) * perUnit)
    let result = 0
    for (let i = unit * perUnit; i < end; i++) {
      const row = V.subarray(i * rowStride, i * rowStride + F)
      if (operation === LongOperation.pool) result = Math.max(result, pool(i, row))
      else if (operation === LongOperation.raise) result += raise(row)
      else if (isBlock) take(i, row)
      else scale(row)
    }
    found[unit] = result
    goesOn()
  }
}
