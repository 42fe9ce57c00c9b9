/**
 * Original and remix at equal level: the root mean square of both over the last seconds, and the
 * gain that brings the remix to the level of the recording. Runs on the audio thread; allocates
 * nothing.
 */

/** Time constant of the measurement in seconds: older sound counts less and less. */
const MEMORY_SECONDS = 3

/** Time constant in seconds with which the gain follows the measurement. */
const SETTLE_SECONDS = 0.3

/** Limits of the gain: a soloed whisper is not raised to the level of a band. */
const MIN_GAIN = 10 ** (-24 / 20)
const MAX_GAIN = 10 ** (12 / 20)

/**
 * If the remix is quieter than the recording by this power ratio, there is no level to match: the
 * gain stays.
 */
const SILENT_SHARE = 1e-6

/** Measures and levels one remix. */
export class LevelMatch {
  readonly #sampleRate: number
  #original = 0
  #remix = 0
  #gain = 1
  /** Gain at the first sample of this piece, and its increase with each sample. */
  #from = 1
  #slope = 0

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /** Linear gain that is applied now. */
  get gain(): number {
    return this.#gain
  }

  /** Gain of sample n of the piece that was begun. */
  gainAfter(n: number): number {
    return this.#from + this.#slope * n
  }

  /** Moves the gain on, before each piece of `count` samples; toward 1 while it is not wanted. */
  begin(count: number, isWanted: boolean): void {
    const seconds = count / this.#sampleRate
    const target = isWanted ? this.#target() : 1
    const share = -Math.expm1(-seconds / SETTLE_SECONDS)
    this.#from = this.#gain
    this.#gain += (target - this.#gain) * share
    // A difference that is only rounding is removed, so that a plain remix stays exact.
    if (Math.abs(this.#gain - target) < 1e-6) this.#gain = target
    this.#slope = (this.#gain - this.#from) / count
    const keep = Math.exp(-seconds / MEMORY_SECONDS)
    this.#original *= keep
    this.#remix *= keep
  }

  /** Measures a piece of both, for one side. */
  measure(original: Float32Array, at: number, remix: Float32Array, count: number): void {
    for (let n = 0; n < count; n++) {
      this.#original += original[at + n]! ** 2
      this.#remix += remix[n]! ** 2
    }
  }

  #target(): number {
    if (!(this.#remix > SILENT_SHARE * this.#original)) return this.#gain
    const gain = Math.sqrt(this.#original / this.#remix)
    // With all gains at 1 both are the same up to rounding, and the gain is exactly 1.
    if (Math.abs(gain - 1) < 1e-5) return 1
    return Math.min(MAX_GAIN, Math.max(MIN_GAIN, gain))
  }
}
