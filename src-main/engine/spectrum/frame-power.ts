/**
 * The power of frames by the SIMD kernels, and what is done with rows of it. F = bins, C =
 * channels, P = mean over channels of |X_c|^2.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameStart, type StftSettings } from '../../../shared/dsp/stft'
import { sineWindow } from '../../../shared/dsp/window'
import { fftTwiddles, passOrder, twiddleCount } from '../wasm/fft-order'
import type { StemKernels } from '../wasm/stem-kernels'
import { allocate, createLayout } from '../wasm/memory'

/** Rows of P and of V, worked on one at a time. */
export interface FramePower {
  /**
   * Writes P of frame t to `out`, [F]; two channels share one complex transform. Returns the
   * largest.
   */
  take(t: number, out: Float32Array): number
  /** row = (row + floor)^(p/2), [F] in place; returns the sum, before rounding. */
  raise(row: Float32Array, floor: number): number
  /** row /= divisor, [F] in place. */
  divide(row: Float32Array, divisor: number): void
}

/** The kernels; see kernels/fft.ts, kernels/stems.ts and kernels/spectrum.ts. */
interface PowerExports extends Pick<StemKernels, 'fftForward' | 'windowFrame'> {
  addPower(
    ...args: [re: number, im: number, places: number, divisor: number, row: number, count: number]
  ): number
  raisePower(row: number, count: number, floor: number, isMagnitude: number): number
  divideRow(row: number, count: number, divisor: number): void
}

/**
 * Prepares to take frames.
 * @param peak what samples are divided by
 * @param module the compiled kernels
 * @throws Failure `engine/out-of-memory`
 */
export function createFramePower(
  { channels }: Pcm,
  settings: StftSettings & { readonly exponent: 1 | 2 },
  peak: number,
  module: WebAssembly.Module
): FramePower {
  const { windowSize: size, exponent } = settings
  const [F, C] = [binCount(size), channels.length]
  const { take, end } = createLayout()
  const [re, im, window] = [take(8 * size), take(8 * size), take(8 * size)]
  const twiddles = take(8 * twiddleCount(size))
  const samples = take(4 * size)
  const places = take(8 * F)
  // Rows are processed four values at a time.
  const row = take(4 * (F + 3))
  const memory = allocate(end())
  const kernels = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as PowerExports
  const { buffer } = memory
  new Float64Array(buffer, window, size).set(sineWindow(size).map((value) => value / peak))
  new Float64Array(buffer, twiddles, twiddleCount(size)).set(fftTwiddles(size))
  const bins = new Int32Array(buffer, places, 2 * F)
  passOrder(size).forEach((f, at) => {
    if (f < F) bins[f] = at
    if ((size - f) % size < F) bins[F + ((size - f) % size)] = at
  })
  const sampleRow = new Float32Array(buffer, samples, size)
  const binRow = new Float32Array(buffer, row, F)
  const imaginary = new Float64Array(buffer, im, size)

  /** Samples from `start` on, 0 where there are none, times the window. */
  const readFrame = (all: Float32Array, start: number, out: number): void => {
    const from = Math.min(size, Math.max(0, -start))
    const to = Math.max(from, Math.min(size, all.length - start))
    sampleRow.fill(0, 0, from)
    if (to > from) sampleRow.set(all.subarray(start + from, start + to), from)
    sampleRow.fill(0, to)
    kernels.windowFrame(samples, window, out, size)
  }

  return {
    take(t, out) {
      const start = frameStart(t, settings)
      let largest = 0
      binRow.fill(0)
      for (let c = 0; c < C; c += 2) {
        const second = channels[c + 1]
        readFrame(channels[c]!, start, re)
        if (second === undefined) imaginary.fill(0)
        else readFrame(second, start, im)
        kernels.fftForward(re, im, twiddles, size)
        // Of Z, the transform of l + i r: |L(f)|^2 + |R(f)|^2 = (|Z(f)|^2 + |Z(-f)|^2) / 2.
        largest = kernels.addPower(re, im, places, 2 * C, row, F)
      }
      out.set(binRow)
      return largest
    },
    raise(values, floor) {
      binRow.set(values)
      const sum = kernels.raisePower(row, F, floor, exponent === 1 ? 1 : 0)
      values.set(binRow)
      return sum
    },
    divide(values, divisor) {
      binRow.set(values)
      kernels.divideRow(row, F, divisor)
      values.set(binRow)
    }
  }
}
