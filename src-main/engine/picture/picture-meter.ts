/**
 * Measures frames for the spectrogram picture: Hann window of about 46 ms, padded to twice its
 * length. F = bins of the padded transform. The power is that of |X| / (sum(window) / 2), so that a
 * full-scale sine reads 1. kernels/picture.ts is its twin.
 */
import type { Pcm } from '../../../shared/audio'
import { createFft } from '../../../shared/dsp/fft'
import { readFrame } from '../../../shared/dsp/stft'
import { hannWindow } from '../../../shared/dsp/window'

const WINDOW_SECONDS = 2048 / 44_100

/** Power of two nearest to 46 ms, at least 64. */
export function pictureWindowSize(sampleRate: number): number {
  return Math.max(64, 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRate)))
}

/** The window of a frame [size], scaled so that a full-scale sine reads 1. */
export function pictureWindow(size: number): Float64Array {
  const hann = hannWindow(size)
  const scale = 2 / hann.reduce((a, b) => a + b, 0)
  return hann.map((value) => value * scale)
}

/**
 * Makes the function that measures frames: given the center of one and the distance to the next, it
 * returns the power [F] of one frame (two or more channels: their mean) or of two (one channel),
 * since one complex transform takes two real signals. 1 is a full-scale sine. The arrays are
 * reused.
 */
export function createPictureMeter(
  pcm: Pcm
): (center: number, hopSize: number) => readonly Float64Array[] {
  const size = pictureWindowSize(pcm.sampleRate)
  const fftSize = 2 * size
  const window = pictureWindow(size)
  const fft = createFft(fftSize)
  const [a, b] = [new Float64Array(size), new Float64Array(size)]
  // Beyond the samples lies the padding, which stays 0.
  const input = new Float64Array(2 * fftSize)
  const Z = new Float64Array(2 * fftSize)
  const first = new Float64Array(fftSize / 2 + 1)
  const second = new Float64Array(fftSize / 2 + 1)
  const { channels } = pcm
  const [only] = channels
  if (only === undefined) throw new Error('a picture needs a channel')
  const silence = new Float32Array(0)

  /** Z = transform of a + i b. */
  const transform = (x: Float32Array, xCenter: number, y: Float32Array, yCenter: number): void => {
    readFrame(x, xCenter - size / 2, window, a)
    readFrame(y, yCenter - size / 2, window, b)
    for (let n = 0; n < size; n++) {
      input[2 * n] = a[n]!
      input[2 * n + 1] = b[n]!
    }
    fft.forward(input, Z)
  }

  if (channels.length > 1) {
    const scale = 0.5 / channels.length
    return (center) => {
      first.fill(0)
      for (let c = 0; c < channels.length; c += 2) {
        transform(channels[c]!, center, channels[c + 1] ?? silence, center)
        // |A(f)|^2 + |B(f)|^2 = (|Z(f)|^2 + |Z(-f)|^2) / 2
        for (let f = 0; f < first.length; f++) {
          const i = 2 * f
          const j = f === 0 ? 0 : 2 * (fftSize - f)
          first[f]! += (Z[i]! ** 2 + Z[i + 1]! ** 2 + Z[j]! ** 2 + Z[j + 1]! ** 2) * scale
        }
      }
      return [first]
    }
  }
  // A(f) = (Z(f) + conj Z(-f)) / 2, B(f) = (Z(f) - conj Z(-f)) / 2i
  return (center, hopSize) => {
    transform(only, center, only, center + hopSize)
    for (let f = 0; f < first.length; f++) {
      const i = 2 * f
      const j = f === 0 ? 0 : 2 * (fftSize - f)
      const [zr, zi, cr, ci] = [Z[i]!, Z[i + 1]!, Z[j]!, Z[j + 1]!]
      first[f] = ((zr + cr) ** 2 + (zi - ci) ** 2) / 4
      second[f] = ((zr - cr) ** 2 + (zi + ci) ** 2) / 4
    }
    return [first, second]
  }
}
