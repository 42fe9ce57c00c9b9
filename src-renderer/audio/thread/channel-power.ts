/**
 * The magnitude of a frame over all channels of a recording, more of them than are heard: what
 * `direct` masks divide by, in listening as in export. In steps, as the frame itself; channels go
 * through one complex transform in pairs. C = channels, F = bins.
 */
import type { SampleReader } from '../between/pcm-cache'
import type { SlicedFft } from './sliced-fft'

/** Measures one frame at a time. Only the constructor allocates. */
export class ChannelPower {
  /** [F] root mean square over the channels, after the last step. */
  readonly magnitude: Float64Array
  readonly pairCount: number
  readonly #samples: SampleReader
  readonly #window: Float64Array
  readonly #fft: SlicedFft
  readonly #scratch: Float32Array
  readonly #input: Float64Array
  readonly #spectrum: Float64Array

  constructor(samples: SampleReader, window: Float64Array, fft: SlicedFft) {
    const size = window.length
    this.pairCount = Math.ceil(samples.channelCount / 2)
    this.#samples = samples
    this.#window = window
    this.#fft = fft
    this.magnitude = new Float64Array(size / 2 + 1)
    this.#scratch = new Float32Array(size)
    this.#input = new Float64Array(2 * size)
    this.#spectrum = new Float64Array(2 * size)
  }

  /** For each pair its samples, its transform, its power; then the roots. */
  get stepCount(): number {
    return this.pairCount * (this.#fft.stepCount + 2) + 1
  }

  /** Runs one step of the frame that begins at a sample; in order, 0 .. stepCount - 1. */
  run(step: number, start: number): void {
    const perPair = this.#fft.stepCount + 2
    const pair = Math.floor(step / perPair)
    const within = step - pair * perPair
    if (pair === this.pairCount) this.#finish()
    else if (within === 0) this.#gather(pair, start)
    else if (within <= this.#fft.stepCount) {
      this.#fft.forward(within - 1, this.#input, this.#spectrum)
    } else this.#add(pair)
  }

  #gather(pair: number, start: number): void {
    const scratch = this.#scratch
    for (let side = 0; side < 2; side++) {
      const c = 2 * pair + side
      if (c < this.#samples.channelCount) this.#samples.read(c, start, scratch.length, scratch, 0)
      else scratch.fill(0)
      for (let n = 0; n < scratch.length; n++) {
        this.#input[2 * n + side] = scratch[n]! * this.#window[n]!
      }
    }
  }

  /** |Z(f)|^2 + |Z(-f)|^2 is twice the sum of the powers of both. */
  #add(pair: number): void {
    const Z = this.#spectrum
    const size = this.#window.length
    for (let f = 0; f < this.magnitude.length; f++) {
      const mirror = 2 * ((size - f) % size)
      const power = Z[2 * f]! ** 2 + Z[2 * f + 1]! ** 2 + Z[mirror]! ** 2 + Z[mirror + 1]! ** 2
      this.magnitude[f] = pair === 0 ? power : this.magnitude[f]! + power
    }
  }

  #finish(): void {
    const scale = 0.5 / this.#samples.channelCount
    for (let f = 0; f < this.magnitude.length; f++) {
      this.magnitude[f] = Math.sqrt(scale * this.magnitude[f]!)
    }
  }
}
