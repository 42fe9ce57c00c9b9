/**
 * Seconds left of a task, from how far it got. The figure is for people: it says nothing in the
 * first second, is smoothed, and may only grow by as much as it has shrunk before, so it never
 * exceeds its first value.
 */

const silentSeconds = 1
const smoothingSeconds = 3
/** Longer than anyone plans ahead; it also keeps the sums finite. */
const mostSeconds = 86_400

/** Estimates the time left of one task. */
export class TimeLeft {
  readonly #now: () => number
  readonly #start: number
  #smoothed: number | null = null
  #shown: number | null = null
  #lastAt: number
  /** Seconds by which the figure may grow again. */
  #credit = 0

  /** @param now milliseconds of a clock that never goes back */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
    this.#start = now()
    this.#lastAt = this.#start
  }

  /**
   * The seconds left, now that `fraction` (0 to 1) of the task is done.
   * @returns null while it cannot be told
   */
  at(fraction: number): number | null {
    const now = this.#now()
    const elapsed = (now - this.#start) / 1000
    if (elapsed < silentSeconds || !(fraction > 0)) return this.#shown
    const raw = Math.min(mostSeconds, (elapsed * (1 - Math.min(1, fraction))) / fraction)
    const passed = (now - this.#lastAt) / 1000
    this.#lastAt = now
    // The time left shrinks anyway as time passes; only the rest of the change is smoothed.
    const expected = this.#smoothed === null ? raw : Math.max(0, this.#smoothed - passed)
    const weight = 1 - Math.exp(-passed / smoothingSeconds)
    this.#smoothed = fraction >= 1 ? 0 : expected + weight * (raw - expected)
    this.#shown = this.#show(this.#smoothed)
    return this.#shown
  }

  #show(wanted: number): number {
    if (this.#shown === null) return wanted
    const change = Math.min(wanted - this.#shown, this.#credit)
    this.#credit -= change
    return this.#shown + change
  }
}
