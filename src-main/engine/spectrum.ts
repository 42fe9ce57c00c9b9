/**
 * V = |X|^p of a recording, prepared for factorizing. T = frames, F = bins, C = channels,
 * p = exponent.
 *
 *   P = mean over channels of |X_c|^2,  P += 1e-9 max P,  V = P^(p/2),  V /= mean V
 *
 * Samples are divided by the largest one first, so that no level of recording leaves float32. The
 * floor (-90 dB) keeps digital silence away from the logarithms of the divergences.
 */
import type { Pcm } from '../../shared/audio'
import { createFft } from '../../shared/dsp/fft'
import type { StftSettings } from '../../shared/dsp/stft'
import { binCount, frameCount, frameStart, readFrame } from '../../shared/dsp/stft'
import { sineWindow } from '../../shared/dsp/window'
import type { KeepGoing } from '../../shared/failure'

const FLOOR = 1e-9
const FRAMES_PER_BLOCK = 64

/** What V was divided by. */
export interface SpectrumScale {
  /** Mean of V before it was divided by it; 0 for silence. */
  readonly meanV: number
  /** Largest absolute sample, 1 for silence. */
  readonly peak: number
}

/** Largest absolute sample of all channels, 1 for silence. */
export function peakOf(pcm: Pcm): number {
  let peak = 0
  for (const samples of pcm.channels) {
    for (let n = 0; n < samples.length; n++) {
      const size = Math.abs(samples[n]!)
      if (size > peak) peak = size
    }
  }
  return peak > 0 ? peak : 1
}

/**
 * Computes V into given memory, block by block. Silence gives V = 1 everywhere.
 * @param V [T x rowStride], filled in bins 0 .. F - 1 of each row
 * @param rowStride values from one frame to the next, at least F
 * @returns null when keepGoing said no
 */
export function powerSpectrum(
  pcm: Pcm,
  settings: StftSettings & { readonly exponent: 1 | 2 },
  V: Float32Array,
  rowStride: number,
  keepGoing: KeepGoing
): SpectrumScale | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const peak = peakOf(pcm)
  const powerOf = framePower(pcm, settings, peak)

  /** Runs one pass over the frames; `from` and `to` are its share of the whole. */
  const pass = (
    from: number,
    to: number,
    visit: (row: Float32Array, t: number) => void
  ): boolean => {
    for (let t = 0; t < T; t++) {
      visit(V.subarray(t * rowStride, t * rowStride + F), t)
      const isBlockDone = (t + 1) % FRAMES_PER_BLOCK === 0 || t + 1 === T
      if (isBlockDone && !keepGoing(from + ((to - from) * (t + 1)) / T)) return false
    }
    return true
  }

  let maxPower = 0
  const isMeasured = pass(0, 0.9, (row, t) => {
    powerOf(t, row)
    for (let f = 0; f < F; f++) if (row[f]! > maxPower) maxPower = row[f]!
  })
  if (!isMeasured) return null

  const floor = FLOOR * maxPower
  const isMagnitude = settings.exponent === 1
  let sum = 0
  const isRaised = pass(0.9, 0.97, (row) => {
    for (let f = 0; f < F; f++) {
      const power = row[f]! + floor
      const value = isMagnitude ? Math.sqrt(power) : power
      row[f] = value
      sum += value
    }
  })
  if (!isRaised) return null

  const meanV = T === 0 ? 0 : sum / (T * F)
  const isScaled = pass(0.97, 1, (row) => {
    if (meanV === 0) row.fill(1)
    else for (let f = 0; f < F; f++) row[f]! /= meanV
  })
  return isScaled ? { meanV, peak } : null
}

/** Makes the function that writes P of frame t, [F]; two channels share one complex transform. */
function framePower(
  pcm: Pcm,
  settings: StftSettings,
  peak: number
): (t: number, out: Float32Array) => void {
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
