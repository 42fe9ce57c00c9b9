/**
 * Counts render calls that end after the device's buffer ran out. The device is thought of as a
 * vessel that holds so many seconds of sound, loses them as the clock goes and gets a quantum with
 * every call; a call that ends when it is empty is late. Runs on the audio thread; allocates
 * nothing.
 *
 * What a device says it holds may be too little: where the rate of the file is not its own, the
 * sound passes through a converter that asks for more at a time than the device does. So a vessel
 * holds at least two of the bursts in which calls come.
 *
 * A device's clock is not this one: it may run slower, and a device without a clock of its own
 * leaves out what it was too late to ask for. Either would empty the vessel for good, though the
 * device holds as much as ever. So where it was not full for a while and nothing was late, a little
 * is added: more than clocks go astray, and less than a processor that cannot keep up loses.
 */

/**
 * Milliseconds without a call after which the next one begins a burst; a clock of whole ones may be
 * off by 1.
 */
const PAUSE_MS = 2

/** Seconds of sound in which a device that goes on is full at least once. */
const REFILL_SECONDS = 0.25
/**
 * What is added at most after these, as a share of them; clocks differ by less than a thousandth.
 */
const MOST_ASTRAY = 0.01

/** Told of a late call: its number, from 0 on, and when. */
export type OnLate = (index: number, endMs: number, gapMs: number, tookMs: number) => void

/** Of the calls so far. */
export class LateCounter {
  readonly #capacitySeconds: number
  readonly #onLate: OnLate | null
  #held: number
  /**
   * Seconds of the burst that goes on, and of the two before; after a delay a device asks for more
   * than usual.
   */
  #burst = 0
  #burstBefore = Infinity
  #burstBeforeThat = Infinity
  /** The most that was held since the last look, and seconds of sound since then. */
  #highest = 0
  #sinceLook = 0
  #lastMs = NaN
  #late = 0
  #calls = 0
  #busyMs = 0

  /**
   * @param capacitySeconds what the device says it holds when it is full
   * @param onLate told of every late call; allocates nothing either
   */
  constructor(capacitySeconds: number, onLate: OnLate | null = null) {
    this.#capacitySeconds = capacitySeconds
    this.#onLate = onLate
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
    this.#look()
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
    const gapMs = startMs - this.#lastMs
    if (!Number.isNaN(gapMs)) {
      this.#held -= (endMs - this.#lastMs) / 1000
      if (gapMs >= PAUSE_MS) this.#beginBurst()
    }
    this.#lastMs = endMs
    this.#burst += seconds
    if (this.#held < 0) {
      this.#onLate?.(this.#late, endMs, gapMs, endMs - startMs)
      this.#late++
      this.#held = 0
      this.#look()
    }
    const usual = Math.min(this.#burstBefore, this.#burstBeforeThat)
    const bursts = 2 * (usual === Infinity ? this.#burst : usual)
    const capacity = Math.max(this.#capacitySeconds, bursts)
    this.#held = Math.min(capacity, this.#held + seconds)
    this.#highest = Math.max(this.#highest, this.#held)
    this.#sinceLook += seconds
    if (this.#sinceLook >= REFILL_SECONDS) {
      const missing = Math.max(0, capacity - this.#highest)
      this.#held += Math.min(missing, MOST_ASTRAY * this.#sinceLook)
      this.#look()
    }
  }

  #look(): void {
    this.#highest = 0
    this.#sinceLook = 0
  }

  #beginBurst(): void {
    this.#burstBeforeThat = this.#burstBefore
    this.#burstBefore = this.#burst
    this.#burst = 0
  }
}
