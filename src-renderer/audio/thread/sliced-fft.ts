/**
 * A complex Fourier transform that is done in steps, so that a large one can be spread over several
 * quanta of the audio thread. Up to 4096 points it is one step; beyond that, by Cooley and Tukey
 * (1965), four transforms of the samples n = 0, 1, 2, 3 modulo 4, and one step that joins them.
 * All arrays complex, interleaved re/im, Float64.
 */
import { createFft, type Fft } from '../../../shared/dsp/fft'

/** Largest size that is done in one step; about 0.1 ms. */
const WHOLE_SIZE = 4096

/** Allocates nothing after its construction. Steps must run in order 0 .. stepCount - 1. */
export class SlicedFft {
  readonly stepCount: number
  readonly #fft: Fft
  readonly #quarter: number
  /** Input of one quarter. */
  readonly #part: Float64Array
  /** Spectra of the quarters, empty when the transform is done whole. */
  readonly #parts: readonly Float64Array[]
  /** w^k, w^2k, w^3k for each k below size / 4, w = exp(-2 pi i / size); [6 x size / 4] */
  readonly #twiddles: Float64Array

  /** @param size a power of two @param create makes the transforms it is built on */
  constructor(size: number, create: (size: number) => Fft = createFft) {
    const isWhole = size <= WHOLE_SIZE
    const quarter = isWhole ? 0 : size / 4
    this.stepCount = isWhole ? 1 : 5
    this.#fft = create(isWhole ? size : quarter)
    this.#quarter = quarter
    this.#part = new Float64Array(2 * quarter)
    this.#parts = isWhole ? [] : [0, 1, 2, 3].map(() => new Float64Array(2 * quarter))
    this.#twiddles = Float64Array.from({ length: 6 * quarter }, (_, i) => {
      const angle = (-2 * Math.PI * Math.floor(i / 6) * (Math.floor((i % 6) / 2) + 1)) / size
      return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle)
    })
  }

  /** One step of output = DFT(input), both [2 x size], not in place. */
  forward(step: number, input: Float64Array, output: Float64Array): void {
    if (this.stepCount === 1) this.#fft.forward(input, output)
    else if (step < 4) this.#fft.forward(this.#pick(step, input), this.#parts[step]!)
    else this.#join(1, 1, output)
  }

  /** One step of output = inverse DFT(input), scaled so that it undoes `forward`. */
  inverse(step: number, input: Float64Array, output: Float64Array): void {
    if (this.stepCount === 1) this.#fft.inverse(input, output)
    else if (step < 4) this.#fft.inverse(this.#pick(step, input), this.#parts[step]!)
    else this.#join(-1, 0.25, output)
  }

  #pick(remainder: number, input: Float64Array): Float64Array {
    const part = this.#part
    for (let i = 0, n = 2 * remainder; i < part.length; i += 2, n += 8) {
      part[i] = input[n]!
      part[i + 1] = input[n + 1]!
    }
    return part
  }

  /** @param sign 1 forward, -1 inverse (conjugated twiddles and quarter turns) */
  #join(sign: number, scale: number, output: Float64Array): void {
    const span = 2 * this.#quarter
    const w = this.#twiddles
    const [a, b, c, d] = this.#parts as readonly [
      Float64Array,
      Float64Array,
      Float64Array,
      Float64Array
    ]
    for (let i = 0, j = 0; i < span; i += 2, j += 6) {
      const ar = a[i]! * scale
      const ai = a[i + 1]! * scale
      const b1 = w[j]! * scale
      const b2 = w[j + 1]! * scale * sign
      const br = b[i]! * b1 - b[i + 1]! * b2
      const bi = b[i]! * b2 + b[i + 1]! * b1
      const c1 = w[j + 2]! * scale
      const c2 = w[j + 3]! * scale * sign
      const cr = c[i]! * c1 - c[i + 1]! * c2
      const ci = c[i]! * c2 + c[i + 1]! * c1
      const d1 = w[j + 4]! * scale
      const d2 = w[j + 5]! * scale * sign
      const dr = d[i]! * d1 - d[i + 1]! * d2
      const di = d[i]! * d2 + d[i + 1]! * d1
      output[i] = ar + br + cr + dr
      output[i + 1] = ai + bi + ci + di
      output[i + span] = ar + sign * bi - cr - sign * di
      output[i + span + 1] = ai - sign * br - ci + sign * dr
      output[i + 2 * span] = ar - br + cr - dr
      output[i + 2 * span + 1] = ai - bi + ci - di
      output[i + 3 * span] = ar - sign * bi - cr + sign * di
      output[i + 3 * span + 1] = ai + sign * br - ci - sign * dr
    }
  }
}
