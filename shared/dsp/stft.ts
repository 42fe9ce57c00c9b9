/**
 * The short-time Fourier transform of Partwise: sine window for analysis and synthesis.
 * N = samples, T = frames, F = bins = windowSize / 2 + 1.
 * Frame t starts at sample t * hopSize - (windowSize - hopSize), zero-padded on both ends, so every
 * sample lies under windowSize / hopSize frames and istft(stft(x)) = x to rounding, for any N.
 */
import { createFft } from './fft'
import { sineWindow, synthesisGain } from './window'

/** windowSize is a power of two, 256 to 16384; hopSize is windowSize / 4 or windowSize / 2. */
export interface StftSettings {
  readonly windowSize: number
  readonly hopSize: number
}

/** Complex spectrogram [T x F], interleaved re/im, frame-contiguous. */
export interface Spectrogram {
  readonly frameCount: number
  readonly binCount: number
  readonly data: Float32Array
}

/**
 * Number of frames T that cover `sampleCount` samples (0 for none). The only place this formula is
 * written.
 */
export function frameCount(sampleCount: number, { windowSize, hopSize }: StftSettings): number {
  return sampleCount === 0 ? 0 : Math.ceil((sampleCount + windowSize - hopSize) / hopSize)
}

/** First sample of frame t; negative for the frames that begin before the recording. */
export function frameStart(t: number, { windowSize, hopSize }: StftSettings): number {
  return t * hopSize - (windowSize - hopSize)
}

/** Number of bins F of a real signal's spectrum. */
export function binCount(windowSize: number): number {
  return windowSize / 2 + 1
}

/**
 * Short-time Fourier transform of one channel.
 * @param samples [N], any length
 * @returns new complex spectrogram [T x F]
 */
export function stft(samples: Float32Array, settings: StftSettings): Spectrogram {
  const { windowSize } = settings
  const window = sineWindow(windowSize)
  const fft = createFft(windowSize)
  const frames = frameCount(samples.length, settings)
  const bins = binCount(windowSize)
  const data = new Float32Array(frames * bins * 2)
  const input = new Float64Array(windowSize)
  const output = new Float64Array(windowSize * 2)
  for (let t = 0; t < frames; t++) {
    readFrame(samples, frameStart(t, settings), window, input)
    fft.forwardReal(input, output)
    data.set(output.subarray(0, bins * 2), t * bins * 2)
  }
  return { frameCount: frames, binCount: bins, data }
}

/**
 * Inverse of `stft` by weighted overlap-add.
 * @param sampleCount N of the signal to return
 * @returns new samples [N]
 */
export function istft(
  spectrogram: Spectrogram,
  sampleCount: number,
  settings: StftSettings
): Float32Array {
  const { windowSize, hopSize } = settings
  const window = sineWindow(windowSize)
  const fft = createFft(windowSize)
  const gain = synthesisGain(windowSize, hopSize)
  const sum = new Float64Array(sampleCount)
  const input = new Float64Array(windowSize * 2)
  const output = new Float64Array(windowSize * 2)
  const { frameCount: frames, binCount: bins, data } = spectrogram
  for (let t = 0; t < frames; t++) {
    input.set(data.subarray(t * bins * 2, (t + 1) * bins * 2))
    mirrorSpectrum(input, windowSize)
    fft.inverse(input, output)
    const start = frameStart(t, settings)
    const from = Math.max(0, -start)
    const to = Math.min(windowSize, sampleCount - start)
    for (let n = from; n < to; n++) sum[start + n]! += output[2 * n]! * window[n]! * gain
  }
  return Float32Array.from(sum)
}

/**
 * Reads one windowed frame that begins at `start` (may lie outside) into out [windowSize]; zero
 * outside. Allocates nothing.
 */
export function readFrame(
  samples: Float32Array,
  start: number,
  window: Float64Array,
  out: Float64Array
): void {
  const size = window.length
  const from = Math.min(size, Math.max(0, -start))
  const to = Math.max(from, Math.min(size, samples.length - start))
  out.fill(0, 0, from)
  for (let n = from; n < to; n++) out[n] = samples[start + n]! * window[n]!
  out.fill(0, to)
}

/**
 * Completes bins 0 .. size/2 of a real signal to a full spectrum by conjugate symmetry, in place,
 * [2 * size].
 */
export function mirrorSpectrum(spectrum: Float64Array, size: number): void {
  spectrum[1] = 0
  spectrum[size + 1] = 0
  for (let f = 1; f < size / 2; f++) {
    spectrum[2 * (size - f)] = spectrum[2 * f]!
    spectrum[2 * (size - f) + 1] = -spectrum[2 * f + 1]!
  }
}
