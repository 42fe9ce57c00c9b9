/**
 * How loud each stem is at a moment, measured: one transform of the recording there, masked by W, H
 * and the gains as it is heard, and its power summed. Nothing is rendered. Runs on the window's
 * thread.
 * K = components, A = atoms, F = bins, T = frames.
 */
import { atomTable } from '../../../shared/dsp/atoms'
import { createFft } from '../../../shared/dsp/fft'
import { mixPower } from '../../../shared/dsp/mask'
import {
  leastSum,
  mixWork,
  sharedParts,
  weighAtoms,
  type MixTerms
} from '../../../shared/dsp/mixture-model'
import { applyMatrices, ENTRIES, mixMatrices } from '../../../shared/dsp/stereo-filter'
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
   * Weight of the square of a model's power, left and right, [F] each: the recording's power over
   * the square of what the masks divide by; doubled where a bin has a mirror.
   */
  readonly #weights: readonly [Float64Array, Float64Array]
  readonly #all: Float64Array
  readonly #wanted: Float64Array
  readonly #row: Float32Array
  readonly #gains: Float32Array
  readonly #terms: Omit<MixTerms, 'spectra'>
  /** For a model with directions: sums of matrices, and a stem's spectrum. */
  readonly #matrices: readonly [all: Float64Array, left: Float64Array, right: Float64Array] | null
  readonly #product: Float64Array
  /** [F] mean power over the channels, for direct masks where more are recorded than heard. */
  readonly #channelPower: Float64Array | null

  constructor(shape: ModelShape, samples: SampleReader) {
    const { windowSize, binCount: F, componentCount: K, law, sharing } = shape
    const atoms = atomTable({ componentCount: K, ...(sharing ? { sharing } : {}) })
    const work = mixWork(law, atoms.atomCount, F)
    this.#terms = { law, binCount: F, atoms, ...sharedParts(law, sharing), work }
    const isMatrix = this.#terms.filter !== null && samples.channelCount === 2
    const sums = (): Float64Array => new Float64Array(ENTRIES * F)
    this.#matrices = isMatrix ? [sums(), sums(), sums()] : null
    this.#product = new Float64Array(isMatrix ? 2 * windowSize : 0)
    const isDirect = law === 'direct' && samples.mixdown !== null
    this.#channelPower = isDirect ? new Float64Array(F) : null
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
    this.#row = new Float32Array(atoms.atomCount)
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
    const { windowSize, hopSize, frameCount, law } = this.#shape
    // The frame whose middle is nearest.
    const nearest = Math.round((sample + windowSize / 2 - hopSize) / hopSize)
    const t = Math.min(frameCount - 1, Math.max(0, nearest))
    const start = frameStart(t, { windowSize, hopSize })
    if (t < 0 || !this.#samples.has(start, start + windowSize)) return false
    this.#transform(start)
    const terms: MixTerms = { ...this.#terms, spectra: slot.spectra }
    const [power, factor] = [slot.raising[0]!, slot.raising[1]!]
    weighAtoms(terms.atoms, slot.activations, t, power, factor, this.#row)
    if (this.#matrices) {
      mixMatrices(terms, t, this.#row, null, this.#matrices[0], 0, terms.binCount)
      groups.forEach((components, i) => {
        this.#filter(terms, t, components, gains)
        out[2 * i] = this.#level(0)
        out[2 * i + 1] = this.#level(1)
      })
      return true
    }
    if (law === 'direct') this.#weighByMagnitude()
    else this.#weighByAll(terms, t)
    groups.forEach((components, i) => {
      const isEven = components.every((k) => gains.left[k] === gains.right[k])
      this.#mix(terms, t, components, gains.left)
      out[2 * i] = this.#level(0)
      if (!isEven) this.#mix(terms, t, components, gains.right)
      out[2 * i + 1] = this.#level(1)
    })
    return true
  }

  #transform(start: number): void {
    const { windowSize } = this.#shape
    const scratch = this.#scratch
    if (this.#channelPower) this.#measureChannels(start, this.#channelPower)
    this.#transformPair((side) => this.#samples.readSide(side, start, windowSize, scratch, 0))
    this.#measure(this.#spectrum)
  }

  /** Z = L + iR, of what `read` puts into the scratch. */
  #transformPair(read: (side: 0 | 1) => void): void {
    for (const side of [0, 1] as const) {
      read(side)
      for (let n = 0; n < this.#scratch.length; n++) {
        this.#input[2 * n + side] = this.#scratch[n]! * this.#window[n]!
      }
    }
    this.#fft.forward(this.#input, this.#spectrum)
  }

  /** Mean power of the channels, two at a time. */
  #measureChannels(start: number, power: Float64Array): void {
    const { channelCount: C } = this.#samples
    const Z = this.#spectrum
    const size = this.#scratch.length
    power.fill(0)
    for (let c = 0; c < C; c += 2) {
      this.#transformPair((side) => {
        if (c + side < C) this.#samples.read(c + side, start, size, this.#scratch, 0)
        else this.#scratch.fill(0)
      })
      for (let f = 0; f < power.length; f++) {
        const i = 2 * f
        const j = 2 * ((size - f) % size)
        power[f]! += (Z[i]! ** 2 + Z[i + 1]! ** 2 + Z[j]! ** 2 + Z[j + 1]! ** 2) / (2 * C)
      }
    }
  }

  /** Power of left and right in Z = L + iR, to the weights. */
  #measure(Z: Float64Array): void {
    const { windowSize, binCount: F } = this.#shape
    const [left, right] = this.#weights
    for (let f = 0; f < F; f++) {
      const i = 2 * f
      const j = 2 * ((windowSize - f) % windowSize)
      const weight = f === 0 || f === F - 1 ? 0.25 : 0.5
      left[f] = weight * ((Z[i]! + Z[j]!) ** 2 + (Z[i + 1]! - Z[j + 1]!) ** 2)
      right[f] = weight * ((Z[i]! - Z[j]!) ** 2 + (Z[i + 1]! + Z[j + 1]!) ** 2)
    }
  }

  /** A mask is model power over the sum of all model powers. */
  #weighByAll(terms: MixTerms, t: number): void {
    const [left, right] = this.#weights
    const least = leastSum(terms.law)
    mixPower(terms, t, this.#row, null, this.#all, 0, terms.binCount)
    for (let f = 0; f < left.length; f++) {
      const all = this.#all[f]!
      const factor = all < least ? 0 : 1 / (all * all)
      left[f]! *= factor
      right[f]! *= factor
    }
  }

  /**
   * A direct mask is model amplitude over that of the recording, root mean square over its
   * channels.
   */
  #weighByMagnitude(): void {
    const [left, right] = this.#weights
    for (let f = 0; f < left.length; f++) {
      const weight = f === 0 || f === left.length - 1 ? 1 : 2
      const power = this.#channelPower?.[f] ?? (left[f]! + right[f]!) / (2 * weight)
      const factor = power === 0 ? 0 : 1 / power
      left[f]! *= factor
      right[f]! *= factor
    }
  }

  /** The sum of a stem's components. */
  #mix(terms: MixTerms, t: number, components: readonly number[], gains: Float32Array): void {
    const { law, binCount: F, atoms, spectra } = terms
    const [k] = components
    if (law !== 'amplitude' && components.length === 1 && atoms.atomCount === gains.length) {
      const gain = gains[k!]! * this.#row[k!]!
      for (let f = 0; f < F; f++) this.#wanted[f] = gain * spectra[k! * F + f]!
      return
    }
    mixPower(terms, t, this.#row, this.#only(components, gains), this.#wanted, 0, F)
  }

  /** A stem as the stereo filter gives it, as weights of a model that is 1. */
  #filter(terms: MixTerms, t: number, components: readonly number[], gains: ComponentGains): void {
    const { binCount: F } = terms
    const [all, left, right] = this.#matrices!
    mixMatrices(terms, t, this.#row, this.#only(components, gains.left), left, 0, F)
    mixMatrices(terms, t, this.#row, this.#only(components, gains.right), right, 0, F)
    applyMatrices(this.#spectrum, all, left, right, 0, this.#product, 0, F)
    this.#measure(this.#product)
    this.#wanted.fill(1)
  }

  /** The gains of these components, 0 for all others. */
  #only(components: readonly number[], gains: Float32Array): Float32Array {
    this.#gains.fill(0)
    for (const one of components) this.#gains[one] = gains[one]!
    return this.#gains
  }

  /** The windowed power of a sine of amplitude 1, over all bins, is (windowSize / 2)^2. */
  #level(side: 0 | 1): number {
    const weights = this.#weights[side]
    const wanted = this.#wanted
    let sum = 0
    for (let f = 0; f < weights.length; f++) sum += weights[f]! * (wanted[f]! * wanted[f]!)
    return (2 * Math.sqrt(sum)) / this.#shape.windowSize
  }
}
