/**
 * Counts render calls that end after the device's buffer ran out. The device is thought of as a vessel
 * that holds so many seconds of sound, loses them as the clock goes and gets a quantum with every call;
 * a call that ends when it is empty is late. Runs on the audio thread; allocates nothing.
 *
 * What a device says it holds may be too little: where the rate of the file is not its own, the sound passes
 * through a converter that asks for more at a time than the device does. So a vessel holds at least two of
 * the bursts in which calls come.
 */

/** Milliseconds without a call after which the next one begins a burst; a clock of whole ones may be off by 1. */
const PAUSE_MS = 2

/** Of the calls so far. */
export class LateCounter {
  readonly #capacitySeconds: number
  #held: number
  /** Seconds of the burst that goes on, and of the two before; after a delay a device asks for more than usual. */
  #burst = 0
  #burstBefore = Infinity
  #burstBeforeThat = Infinity
  #lastMs = NaN
  #late = 0
  #calls = 0
  #busyMs = 0

  /** @param capacitySeconds what the device says it holds when it is full */
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
    if (!Number.isNaN(this.#lastMs)) {
      this.#held -= (endMs - this.#lastMs) / 1000
      if (startMs - this.#lastMs >= PAUSE_MS) this.#beginBurst()
    }
    this.#lastMs = endMs
    this.#burst += seconds
    if (this.#held < 0) {
      this.#late++
      this.#held = 0
    }
    const usual = Math.min(this.#burstBefore, this.#burstBeforeThat)
    const bursts = 2 * (usual === Infinity ? this.#burst : usual)
    this.#held = Math.min(Math.max(this.#capacitySeconds, bursts), this.#held + seconds)
  }

  #beginBurst(): void {
    this.#burstBeforeThat = this.#burstBefore
    this.#burstBefore = this.#burst
    this.#burst = 0
  }
}
