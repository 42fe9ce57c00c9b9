/**
 * Counts render calls that end after the device's buffer ran out. The device is thought of as a vessel
 * that holds so many seconds of sound, loses them as the clock goes and gets a quantum with every call;
 * a call that ends when it is empty is late. Runs on the audio thread; allocates nothing.
 */

/** Of the calls so far. */
export class LateCounter {
  readonly #capacitySeconds: number
  #held: number
  #lastMs = NaN
  #late = 0
  #calls = 0
  #busyMs = 0

  /** @param capacitySeconds what the device holds when it is full */
  constructor(capacitySeconds: number) {
    this.#capacitySeconds = capacitySeconds
    this.#held = capacitySeconds
  }

  /** Calls that ended too late. */
  get late(): number {
    return this.#late
  }

  /** Calls that were counted. */
  get calls(): number {
    return this.#calls
  }

  /** Milliseconds spent in them; right on average even by a clock of whole milliseconds. */
  get busyMs(): number {
    return this.#busyMs
  }

  /** Nothing is wanted at the moment: the next call finds the device full. */
  rest(): void {
    this.#lastMs = NaN
    this.#held = this.#capacitySeconds
  }

  /**
   * After a render call.
   * @param startMs when it began, by any steady clock
   * @param endMs when it ended
   * @param seconds of sound that it rendered
   */
  end(startMs: number, endMs: number, seconds: number): void {
    this.#calls++
    this.#busyMs += endMs - startMs
    if (!Number.isNaN(this.#lastMs)) this.#held -= (endMs - this.#lastMs) / 1000
    this.#lastMs = endMs
    if (this.#held < 0) {
      this.#late++
      this.#held = 0
    }
    this.#held = Math.min(this.#capacitySeconds, this.#held + seconds)
  }
}
