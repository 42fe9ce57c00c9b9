/** Gain of a fade-in at x of the way, 0 to 1: smooth in slope at both ends. */
export function fadeCurve(x: number): number {
  return x * x * (3 - 2 * x)
}

/** A fade in samples: counts in whole steps, so that open and shut are reached exactly. */
export class Fade {
  readonly length: number
  #at = 0

  /** Shut at first. @param length samples from shut to open */
  constructor(length: number) {
    this.length = length
  }

  /** Fully open, whether it moves or not. */
  get isOpen(): boolean {
    return this.#at === this.length
  }

  /** Value 0. */
  get isShut(): boolean {
    return this.#at === 0
  }

  /** Samples until it is shut, when it goes down. */
  get samplesToShut(): number {
    return this.#at
  }

  /** At once, without a fade. */
  set(open: boolean): void {
    this.#at = open ? this.length : 0
  }

  /** Value n samples from now, smooth in slope at both ends. @param direction 1 up, -1 down */
  valueAfter(n: number, direction: 1 | -1): number {
    return fadeCurve(Math.min(1, Math.max(0, (this.#at + direction * n) / this.length)))
  }

  /**
   * Fades `count` samples in place, from its present value; `move` advances it.
   * @param way 1 up, -1 down
   * @returns the largest absolute sample afterwards
   */
  apply(samples: Float32Array, at: number, count: number, way: 1 | -1): number {
    let peak = 0
    for (let n = at; n < at + count; n++) {
      if (!this.isOpen || way < 0) samples[n]! *= this.valueAfter(n - at, way)
      peak = Math.max(peak, Math.abs(samples[n]!))
    }
    return peak
  }

  /** Advances by n samples. */
  move(n: number, direction: 1 | -1): void {
    this.#at = Math.min(this.length, Math.max(0, this.#at + direction * n))
  }
}
