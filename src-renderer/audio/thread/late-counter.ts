/**
 * Counts render calls that end after the device's buffer ran out. Runs on the audio thread;
 * allocates nothing. The seconds of sound that the device still holds are an estimate: they fall as
 * the clock goes on and rise with what each call renders, up to the capacity; a call is late when
 * it ends with less than 0. Two corrections:
 * - The capacity is at least two bursts of calls (see PAUSE_MS), since a sample rate converter asks
 *   for more sound at a time than the device says it holds.
 * - If the buffer was not full within REFILL_SECONDS without a late call, up to MOST_ASTRAY of that
 *   time is added: the device's clock may be slower, or the device skips what it was too late to
 *   request. That exceeds the error of clocks, and a processor that cannot keep up loses more.
 */

/**
 * A gap of at least this many milliseconds between two calls begins a burst; a clock of whole
 * milliseconds may be off by 1.
 */
const PAUSE_MS = 2

/** Seconds of sound within which a working device's buffer is full at least once. */
const REFILL_SECONDS = 0.25
/** Most that is added after these, as a share of them; clocks differ by less than a thousandth. */
const MOST_ASTRAY = 0.01

/** Called for a late call: its number from 0 on, its end, the gap before it, its length. */
export type OnLate = (index: number, endMs: number, gapMs: number, tookMs: number) => void

/** The count of one audio thread. */
export class LateCounter {
  readonly #capacitySeconds: number
  readonly #onLate: OnLate | null
  #held: number
  /**
   * Seconds of sound in the present burst and in the two before it; the smaller of these two
   * counts, since a device asks for more than usual after a delay.
   */
  #burst = 0
  #burstBefore = Infinity
  #burstBeforeThat = Infinity
  /** The highest estimate since the last check, and seconds of sound since then. */
  #highest = 0
  #sinceCheck = 0
  #lastMs = NaN
  #late = 0
  #calls = 0
  #busyMs = 0

  /**
   * @param capacitySeconds what the device says it holds when it is full
   * @param onLate called for every late call; must not allocate either
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

  /** All calls so far. */
  get calls(): number {
    return this.#calls
  }

  /** Milliseconds spent in them; right on average even by a clock of whole milliseconds. */
  get busyMs(): number {
    return this.#busyMs
  }

  /** Playing pauses: the next call finds the device full. */
  rest(): void {
    this.#lastMs = NaN
    this.#held = this.#capacitySeconds
    this.#startCheck()
  }

  /**
   * Takes in a finished render call.
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
      this.#startCheck()
    }
    const usual = Math.min(this.#burstBefore, this.#burstBeforeThat)
    const bursts = 2 * (usual === Infinity ? this.#burst : usual)
    const capacity = Math.max(this.#capacitySeconds, bursts)
    this.#held = Math.min(capacity, this.#held + seconds)
    this.#highest = Math.max(this.#highest, this.#held)
    this.#sinceCheck += seconds
    if (this.#sinceCheck >= REFILL_SECONDS) {
      const missing = Math.max(0, capacity - this.#highest)
      this.#held += Math.min(missing, MOST_ASTRAY * this.#sinceCheck)
      this.#startCheck()
    }
  }

  #startCheck(): void {
    this.#highest = 0
    this.#sinceCheck = 0
  }

  #beginBurst(): void {
    this.#burstBeforeThat = this.#burstBefore
    this.#burstBefore = this.#burst
    this.#burst = 0
  }
}
