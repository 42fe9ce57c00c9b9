/**
 * How loud each stem is at a moment, measured: one transform of the recording there, masked by W, H
 * and the gains as the ear gets it, and its power summed. Nothing is rendered. Runs on the window's
 * thread. K = components, F = bins, T = frames.
 */
import { createFft } from '../../../shared/dsp/fft'
import { MIN_POWER, mixPower } from '../../../shared/dsp/mask'
import { frameStart } from '../../../shared/dsp/stft'
import { sineWindow } from '../../../shared/dsp/window'
import type { ComponentGains } from '../../../shared/mix'
import type { SampleReader } from '../between/pcm-cache'
import type { ModelShape, ModelSlot } from '../between/remix-protocol'

/** Measures stems of one recording, with models of one window and hop. */
export class StemLevels {
  readonly #shape: ModelShape
  readonly #samples: SampleReader
  readonly #window: Float64Array
  readonly #fft: ReturnType<typeof createFft>
  readonly #scratch: Float32Array
  readonly #input: Float64Array
  readonly #spectrum: Float64Array
  /**
   * What the square of a model's power counts for, left and right, [F] each: the recording's power
   * over the square of what the masks divide by; doubled where a bin has a mirror.
   */
  readonly #weights: readonly [Float64Array, Float64Array]
  readonly #all: Float64Array
  readonly #wanted: Float64Array
  readonly #row: Float32Array
  readonly #ones: Float32Array
  readonly #gains: Float32Array

  constructor(shape: ModelShape, samples: SampleReader) {
    const { windowSize, binCount: F, componentCount: K } = shape
    this.#shape = shape
    this.#samples = samples
    this.#window = sineWindow(windowSize)
    this.#fft = createFft(windowSize)
    this.#scratch = new Float32Array(windowSize)
    this.#input = new Float64Array(2 * windowSize)
    this.#spectrum = new Float64Array(2 * windowSize)
    this.#weights = [new Float64Array(F), new Float64Array(F)]
    this.#all = new Float64Array(F)
    this.#wanted = new Float64Array(F)
    this.#row = new Float32Array(K)
    this.#ones = new Float32Array(K).fill(1)
    this.#gains = new Float32Array(K)
  }

  /**
   * Levels around a sample of the file.
   * @param groups components of each stem
   * @param out [2 x stems], left and right of each: linear, a full-scale sine is 1
   * @returns false while samples are missing there; `out` is then as it was
   */
  measure(
    slot: ModelSlot,
    gains: ComponentGains,
    sample: number,
    groups: readonly (readonly number[])[],
    out: Float32Array
  ): boolean {
    const { windowSize, hopSize, frameCount, componentCount: K } = this.#shape
    // The frame whose middle is nearest.
    const nearest = Math.round((sample + windowSize / 2 - hopSize) / hopSize)
    const t = Math.min(frameCount - 1, Math.max(0, nearest))
    const start = frameStart(t, { windowSize, hopSize })
    if (t < 0 || !this.#samples.has(start, start + windowSize)) return false
    this.#transform(start)
    const power = slot.raising[0]!
    const factor = slot.raising[1]!
    for (let k = 0; k < K; k++) this.#row[k] = factor * slot.activations[t * K + k]! ** power
    if (this.#shape.kind === 'ratio') this.#weighByAll(slot)
    else this.#weighByMagnitude()
    groups.forEach((components, i) => {
      const isEven = components.every((k) => gains.left[k] === gains.right[k])
      this.#mix(slot, components, gains.left)
      out[2 * i] = this.#level(0)
      if (!isEven) this.#mix(slot, components, gains.right)
      out[2 * i + 1] = this.#level(1)
    })
    return true
  }

  #transform(start: number): void {
    const { windowSize, binCount: F } = this.#shape
    const last = this.#samples.channelCount - 1
    for (let side = 0; side < 2; side++) {
      if (side <= last) this.#samples.read(side, start, windowSize, this.#scratch, 0)
      for (let n = 0; n < windowSize; n++) {
        this.#input[2 * n + side] = this.#scratch[n]! * this.#window[n]!
      }
    }
    const Z = this.#spectrum
    const [left, right] = this.#weights
    this.#fft.forward(this.#input, Z)
    for (let f = 0; f < F; f++) {
      const i = 2 * f
      const j = 2 * ((windowSize - f) % windowSize)
      const weight = f === 0 || f === F - 1 ? 0.25 : 0.5
      left[f] = weight * ((Z[i]! + Z[j]!) ** 2 + (Z[i + 1]! - Z[j + 1]!) ** 2)
      right[f] = weight * ((Z[i]! - Z[j]!) ** 2 + (Z[i + 1]! + Z[j + 1]!) ** 2)
    }
  }

  /** A mask is model power over the sum of all model powers. */
  #weighByAll(slot: ModelSlot): void {
    const [left, right] = this.#weights
    this.#sum(slot, this.#ones, this.#all)
    for (let f = 0; f < left.length; f++) {
      const all = this.#all[f]!
      const factor = all < MIN_POWER ? 0 : 1 / (all * all)
      left[f]! *= factor
      right[f]! *= factor
    }
  }

  /**
   * A direct mask is model amplitude over that of the recording, root mean square over both sides.
   */
  #weighByMagnitude(): void {
    const [left, right] = this.#weights
    for (let f = 0; f < left.length; f++) {
      const weight = f === 0 || f === left.length - 1 ? 1 : 2
      const power = (left[f]! + right[f]!) / (2 * weight)
      const factor = power === 0 ? 0 : 1 / power
      left[f]! *= factor
      right[f]! *= factor
    }
  }

  #sum({ spectra }: ModelSlot, gains: Float32Array, out: Float64Array): void {
    const { componentCount, binCount: F } = this.#shape
    mixPower({ componentCount, binCount: F, spectra }, this.#row, 0, gains, out, 0, F)
  }

  /** What a stem's components add up to. */
  #mix(slot: ModelSlot, components: readonly number[], gains: Float32Array): void {
    const [k] = components
    if (components.length === 1 && k !== undefined) {
      const { binCount: F } = this.#shape
      const gain = gains[k]! * this.#row[k]!
      for (let f = 0; f < F; f++) this.#wanted[f] = gain * slot.spectra[k * F + f]!
      return
    }
    this.#gains.fill(0)
    for (const one of components) this.#gains[one] = gains[one]!
    this.#sum(slot, this.#gains, this.#wanted)
  }

  /** Of a sine of amplitude 1 the windowed power, over all bins, is (windowSize / 2)^2. */
  #level(side: 0 | 1): number {
    const weights = this.#weights[side]
    const wanted = this.#wanted
    let sum = 0
    for (let f = 0; f < weights.length; f++) sum += weights[f]! * (wanted[f]! * wanted[f]!)
    return (2 * Math.sqrt(sum)) / this.#shape.windowSize
  }
}
