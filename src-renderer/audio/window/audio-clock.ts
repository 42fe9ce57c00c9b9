/**
 * A smooth clock for the playhead. An AudioContext's time, seen from the window, rises in steps of
 * a device buffer; this follows it with the window's steady clock and never runs backwards except
 * for a jump.
 */

/** Time constant, in seconds, with which a deviation is corrected. */
const SETTLE_SECONDS = 0.2

/** A deviation beyond this is a jump (the context slept), not jitter. */
const JUMP_SECONDS = 0.1

/** Reads a stepped clock smoothly. */
export class AudioClock {
  /** Stepped minus steady clock. */
  #offset = 0
  #lastSteady = -Infinity
  #lastResult = -Infinity

  /**
   * @param stepped seconds, of the context
   * @param steady seconds at the same instant, of `performance.now()`
   * @returns an estimate of the stepped clock, free of its steps
   */
  read(stepped: number, steady: number): number {
    const deviation = stepped - steady - this.#offset
    const share = -Math.expm1((this.#lastSteady - steady) / SETTLE_SECONDS)
    this.#lastSteady = steady
    if (!(Math.abs(deviation) < JUMP_SECONDS)) {
      this.#offset = stepped - steady
      this.#lastResult = stepped
      return stepped
    }
    this.#offset += deviation * share
    this.#lastResult = Math.max(this.#lastResult, steady + this.#offset)
    return this.#lastResult
  }
}
