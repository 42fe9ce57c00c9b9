/**
 * What one thread does of V = |X|^p, a unit of frames at a time. T = frames, F = bins, C = channels,
 * p = exponent, P = mean over channels of |X_c|^2.
 */
import type { Pcm } from '../../shared/audio'
import { createFft } from '../../shared/dsp/fft'
import type { StftSettings } from '../../shared/dsp/stft'
import { binCount, frameCount, frameStart, readFrame } from '../../shared/dsp/stft'
import { sineWindow } from '../../shared/dsp/window'
import type { UnitWork } from './team-protocol'

/** The window, the hop and the power that amplitudes are raised to. */
export type SpectrumSettings = StftSettings & { readonly exponent: 1 | 2 }

/** A spectrum that is being taken. */
export interface SpectrumTask {
  readonly kind: 'spectrum'
  readonly pcm: Pcm
  readonly settings: SpectrumSettings
  /** What samples are divided by. */
  readonly peak: number
  /** [T x rowStride] */
  readonly V: Float32Array
  readonly rowStride: number
  /** What an operation goes by: [0] what is added to P, [1] what V is divided by. */
  readonly parameters: Float64Array
  /** What an operation finds in each unit. */
  readonly found: Float64Array
}

/** Operations whose units threads share. */
export const SpectrumOperation = {
  /** V = P; finds the largest. */
  power: 0,
  /** V = (V + parameters[0])^(p/2); finds the sum. */
  raise: 1,
  /** V /= parameters[1], or 1 where that is 0. */
  scale: 2
} as const

/** Frames of a unit. */
export const FRAMES_PER_UNIT = 64

/** Makes a thread's part. */
export function openSpectrumThread(task: SpectrumTask): UnitWork {
  const { pcm, settings, V, rowStride, parameters, found } = task
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const powerOf = framePower(task)
  const isMagnitude = settings.exponent === 1

  const findLargest = (t: number, row: Float32Array): number => {
    powerOf(t, row)
    let largest = 0
    for (let f = 0; f < F; f++) if (row[f]! > largest) largest = row[f]!
    return largest
  }
  const raise = (row: Float32Array): number => {
    const floor = parameters[0]!
    let sum = 0
    for (let f = 0; f < F; f++) {
      const power = row[f]! + floor
      const value = isMagnitude ? Math.sqrt(power) : power
      row[f] = value
      sum += value
    }
    return sum
  }
  const scale = (row: Float32Array): void => {
    const mean = parameters[1]!
    if (mean === 0) row.fill(1)
    else for (let f = 0; f < F; f++) row[f]! /= mean
  }

  return (operation, unit, goesOn) => {
    let result = 0
    const end = Math.min(T, (unit + 1) * FRAMES_PER_UNIT)
    for (let t = unit * FRAMES_PER_UNIT; t < end; t++) {
      const row = V.subarray(t * rowStride, t * rowStride + F)
      if (operation === SpectrumOperation.power) result = Math.max(result, findLargest(t, row))
      else if (operation === SpectrumOperation.raise) result += raise(row)
      else scale(row)
    }
    found[unit] = result
    goesOn()
  }
}

/** Makes the function that writes P of frame t, [F]; two channels share one complex transform. */
function framePower({ pcm, settings, peak }: SpectrumTask): (t: number, out: Float32Array) => void {
  const { windowSize: size } = settings
  const C = pcm.channels.length
  const window = sineWindow(size).map((value) => value / peak)
  const fft = createFft(size)
  const real = new Float64Array(size)
  const imaginary = new Float64Array(size)
  const input = new Float64Array(2 * size)
  const output = new Float64Array(2 * size)

  const addOne = (samples: Float32Array, start: number, out: Float32Array): void => {
    readFrame(samples, start, window, real)
    fft.forwardReal(real, output)
    for (let f = 0; f < out.length; f++) {
      out[f]! += (output[2 * f]! ** 2 + output[2 * f + 1]! ** 2) / C
    }
  }

  // For Z the transform of l + i r: |L(f)|^2 + |R(f)|^2 = (|Z(f)|^2 + |Z(size - f)|^2) / 2.
  const addTwo = (l: Float32Array, r: Float32Array, start: number, out: Float32Array): void => {
    readFrame(l, start, window, real)
    readFrame(r, start, window, imaginary)
    for (let n = 0; n < size; n++) {
      input[2 * n] = real[n]!
      input[2 * n + 1] = imaginary[n]!
    }
    fft.forward(input, output)
    for (let f = 0; f < out.length; f++) {
      const i = 2 * f
      const j = f === 0 ? 0 : 2 * (size - f)
      const both = output[i]! ** 2 + output[i + 1]! ** 2 + output[j]! ** 2 + output[j + 1]! ** 2
      out[f]! += both / (2 * C)
    }
  }

  return (t, out) => {
    const start = frameStart(t, settings)
    out.fill(0)
    for (let c = 0; c < C; c += 2) {
      const second = pcm.channels[c + 1]
      if (second === undefined) addOne(pcm.channels[c]!, start, out)
      else addTwo(pcm.channels[c]!, second, start, out)
    }
  }
}
