/**
 * One thread's part of V = |X|^p, a unit of frames at a time. T = frames, F = bins, C = channels, p
 * = exponent, P = mean over channels of |X_c|^2.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount, type StftSettings } from '../../../shared/dsp/stft'
import { createFramePower, type FramePower } from './frame-power'
import type { UnitWork } from '../threads/team-protocol'

/** The window, the hop and the power that amplitudes are raised to. */
export type SpectrumSettings = StftSettings & { readonly exponent: 1 | 2 }

/** A spectrum that is being computed. */
export interface SpectrumTask {
  readonly kind: 'spectrum'
  readonly pcm: Pcm
  readonly settings: SpectrumSettings
  /** [T x rowStride] */
  readonly V: Float32Array
  readonly rowStride: number
  /** [T] how loud each frame is: its sum of P^(p/2). */
  readonly levels: Float32Array
  /** The parameters of an operation; see SpectrumParameter. */
  readonly parameters: Float64Array
  /** What an operation finds in each unit. */
  readonly found: Float64Array
}

/** Operations whose units threads share. */
export const SpectrumOperation = {
  /** V = P; finds the largest. */
  power: 0,
  /** V = (V + floor)^(p/2); finds the sum. */
  raise: 1,
  /** V /= mean, or 1 where that is 0. */
  scale: 2,
  /** Finds the largest absolute sample, hops of samples in the place of frames. */
  peak: 3
} as const

/** The parameters of an operation, in a task's `parameters`. */
export const SpectrumParameter = {
  /** What samples are divided by; known before the first power is taken. */
  peak: 0,
  /** What is added to P. */
  floor: 1,
  /** What V is divided by. */
  mean: 2
} as const

/** Frames of a unit. */
export const FRAMES_PER_UNIT = 64

/** Largest absolute sample in [from, to) of all channels. */
export function largestSample({ channels }: Pcm, from: number, to: number): number {
  let largest = 0
  for (const samples of channels) {
    const end = Math.min(samples.length, to)
    for (let n = from; n < end; n++) {
      const size = Math.abs(samples[n]!)
      if (size > largest) largest = size
    }
  }
  return largest
}

/**
 * Makes a thread's part.
 * @param module the compiled kernels
 */
export function openSpectrumThread(task: SpectrumTask, module: WebAssembly.Module): UnitWork {
  const { pcm, settings, V, rowStride, levels, parameters, found } = task
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  /** Made with the first power, since it needs the peak. */
  let known: FramePower | null = null
  const framePower = (): FramePower =>
    (known ??= createFramePower(pcm, settings, parameters[SpectrumParameter.peak]!, module))

  const scale = (row: Float32Array): void => {
    const mean = parameters[SpectrumParameter.mean]!
    if (mean === 0) row.fill(1)
    else framePower().divide(row, mean)
  }
  const raise = (t: number, row: Float32Array): number => {
    const sum = framePower().raise(row, parameters[SpectrumParameter.floor]!)
    // Silence gets the same level everywhere.
    levels[t] = sum > 0 ? sum : 1
    return sum
  }

  const samplesPerUnit = FRAMES_PER_UNIT * settings.hopSize

  return (operation, unit, goesOn) => {
    let result = 0
    if (operation === SpectrumOperation.peak) {
      found[unit] = largestSample(pcm, unit * samplesPerUnit, (unit + 1) * samplesPerUnit)
      goesOn()
      return
    }
    const end = Math.min(T, (unit + 1) * FRAMES_PER_UNIT)
    for (let t = unit * FRAMES_PER_UNIT; t < end; t++) {
      const row = V.subarray(t * rowStride, t * rowStride + F)
      if (operation === SpectrumOperation.power)
        result = Math.max(result, framePower().take(t, row))
      else if (operation === SpectrumOperation.raise) result += raise(t, row)
      else scale(row)
    }
    found[unit] = result
    goesOn()
  }
}
