/** Facts of samples, measured while they are read. C = channels. */
import type { AudioRemark } from '../../../../shared/audio'
import { amplitudeToDb } from '../../../../shared/dsp/decibels'

/** Recordings shorter than this get a remark: no window fits into them. */
const SHORT_SAMPLES = 2048

/** Peak, constancy, and the number of invalid values, over all that was added. */
export class SampleFacts {
  peak = 0
  #notFinite = 0
  readonly #min: Float64Array
  readonly #max: Float64Array

  constructor(channelCount: number) {
    this.#min = new Float64Array(channelCount).fill(Infinity)
    this.#max = new Float64Array(channelCount).fill(-Infinity)
  }

  /** Takes in samples [from, to) of every channel; replaces NaN and infinities by 0, in place. */
  add(channels: readonly Float32Array[], from: number, to: number): void {
    for (let c = 0; c < channels.length; c++) {
      this.noteOdd(silenceWhatIsNoNumber(channels[c]!, from, to))
      this.#widen(c, channels[c]!, from, to)
    }
  }

  /** Takes in samples of one channel that are all finite, or just their extremes. */
  note(channel: number, samples: Float32Array): void {
    this.#widen(channel, samples, 0, samples.length)
  }

  /** Counts samples that were not finite and became 0. */
  noteOdd(count: number): void {
    this.#notFinite += count
  }

  /** Remarks on these `length` samples. */
  remarks(length: number): AudioRemark[] {
    const isConstant = this.#min.every((min, c) => min === this.#max[c])
    const remarks: AudioRemark[] = []
    if (this.#notFinite > 0) remarks.push({ kind: 'not-finite', samples: this.#notFinite })
    if (this.peak === 0) remarks.push({ kind: 'silent' })
    else if (isConstant && length > 1) remarks.push({ kind: 'constant' })
    if (length < SHORT_SAMPLES) remarks.push({ kind: 'very-short' })
    if (this.peak > 1) remarks.push({ kind: 'over-full-scale', peakDb: amplitudeToDb(this.peak) })
    return remarks
  }

  #widen(channel: number, samples: Float32Array, from: number, to: number): void {
    if (from >= to) return
    widen(this.#min, this.#max, channel, samples, from, to)
    this.peak = Math.max(this.peak, this.#max[channel]!, -this.#min[channel]!)
  }
}

// Separate loops over local numbers: every sample of an hour goes through them while someone waits.

/** Replaces NaN and infinities by 0. @returns how many there were */
function silenceWhatIsNoNumber(samples: Float32Array, from: number, to: number): number {
  let count = 0
  for (let n = from; n < to; n++) {
    // Only these minus themselves are not 0.
    const value = samples[n]!
    if (value - value !== 0) {
      samples[n] = 0
      count++
    }
  }
  return count
}

/**
 * Updates the extremes of a channel with samples. Typed arrays in and out keep V8 from boxing every
 * number.
 */
function widen(
  minima: Float64Array,
  maxima: Float64Array,
  channel: number,
  samples: Float32Array,
  from: number,
  to: number
): void {
  let min = minima[channel]!
  let max = maxima[channel]!
  for (let n = from; n < to; n++) {
    const value = samples[n]!
    if (value < min) min = value
    if (value > max) max = value
  }
  minima[channel] = min
  maxima[channel] = max
}
