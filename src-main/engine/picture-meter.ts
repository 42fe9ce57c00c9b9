/**
 * Measures frames for the spectrogram picture: Hann window of about 46 ms, padded to twice its
 * length. F = bins of the padded transform. The power is that of |X| / (sum(window) / 2), so that a
 * full-scale sine reads 1.
 */
import type { Pcm } from '../../shared/audio'
import { createFft } from '../../shared/dsp/fft'
import { readFrame } from '../../shared/dsp/stft'
import { hannWindow } from '../../shared/dsp/window'
import { createFastFft } from './fast-fft'
import { LEAST_FFT_SIZE } from './fft-order'

const WINDOW_SECONDS = 2048 / 44_100

/** Power of two nearest to 46 ms, at least 64. */
export function pictureWindowSize(sampleRate: number): number {
  return Math.max(64, 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRate)))
}

/**
 * Makes the function that measures frames: given the centre of one and the distance to the next, it
 * returns the power [F] of one frame (two or more channels: their mean) or of two (one channel), for
 * one complex transform takes two real signals. 1 is a full-scale sine. The arrays are used again.
 * @param kernels the compiled kernels; without them fft.js transforms, four times as slowly
 */
export function createPictureMeter(
  pcm: Pcm,
  kernels: WebAssembly.Module | null = null
): (center: number, hopSize: number) => readonly Float64Array[] {
  const size = pictureWindowSize(pcm.sampleRate)
  const fftSize = 2 * size
  const hann = hannWindow(size)
  const scale = 2 / hann.reduce((a, b) => a + b, 0)
  const window = hann.map((value) => value * scale)
  const isFast = kernels !== null && fftSize >= LEAST_FFT_SIZE
  const { a, b, re, im, place, forward } = isFast ? fastPair(kernels, fftSize) : plainPair(fftSize)
  const first = new Float64Array(fftSize / 2 + 1)
  const second = new Float64Array(fftSize / 2 + 1)
  const [left, right] = pcm.channels
  if (left === undefined) throw new Error('a picture needs a channel')

  /** Z = transform of a + i b. */
  const transform = (x: Float32Array, xCenter: number, y: Float32Array, yCenter: number): void => {
    readFrame(x, xCenter - size / 2, window, a)
    readFrame(y, yCenter - size / 2, window, b)
    forward()
  }

  if (right !== undefined) {
    // |A(f)|^2 + |B(f)|^2 = (|Z(f)|^2 + |Z(-f)|^2) / 2
    return (center) => {
      transform(left, center, right, center)
      for (let f = 0; f < first.length; f++) {
        const i = place[f]!
        const j = place[f === 0 ? 0 : fftSize - f]!
        first[f] = (re[i]! ** 2 + im[i]! ** 2 + re[j]! ** 2 + im[j]! ** 2) / 4
      }
      return [first]
    }
  }
  // A(f) = (Z(f) + conj Z(-f)) / 2, B(f) = (Z(f) - conj Z(-f)) / 2i
  return (center, hopSize) => {
    transform(left, center, left, center + hopSize)
    for (let f = 0; f < first.length; f++) {
      const i = place[f]!
      const j = place[f === 0 ? 0 : fftSize - f]!
      const [zr, zi, cr, ci] = [re[i]!, im[i]!, re[j]!, im[j]!]
      first[f] = ((zr + cr) ** 2 + (zi - ci) ** 2) / 4
      second[f] = ((zr - cr) ** 2 + (zi + ci) ** 2) / 4
    }
    return [first, second]
  }
}

/** A transform Z of a + i b, two real signals of half its size that zeros follow. */
interface PairTransform {
  /** [size / 2] to be filled before each `forward`. */
  readonly a: Float64Array
  readonly b: Float64Array
  /** Z afterwards: bin f lies at place[f]. */
  readonly re: Float64Array
  readonly im: Float64Array
  readonly place: Int32Array
  readonly forward: () => void
}

function plainPair(size: number): PairTransform {
  const fft = createFft(size)
  const [a, b] = [new Float64Array(size / 2), new Float64Array(size / 2)]
  // Beyond the samples lies the padding, which stays 0.
  const input = new Float64Array(2 * size)
  const output = new Float64Array(2 * size)
  const [re, im] = [new Float64Array(size), new Float64Array(size)]
  const place = Int32Array.from({ length: size }, (_, f) => f)
  const forward = (): void => {
    for (let n = 0; n < size / 2; n++) {
      input[2 * n] = a[n]!
      input[2 * n + 1] = b[n]!
    }
    fft.forward(input, output)
    for (let f = 0; f < size; f++) {
      re[f] = output[2 * f]!
      im[f] = output[2 * f + 1]!
    }
  }
  return { a, b, re, im, place, forward }
}

function fastPair(kernels: WebAssembly.Module, size: number): PairTransform {
  const fft = createFastFft(kernels, size)
  const { re, im } = fft
  const place = new Int32Array(size)
  fft.order.forEach((f, at) => (place[f] = at))
  return {
    ...{ a: re.subarray(0, size / 2), b: im.subarray(0, size / 2), re, im, place },
    forward() {
      // The last spectrum lies where the padding is to be.
      re.fill(0, size / 2)
      im.fill(0, size / 2)
      fft.forward()
    }
  }
}
