/**
 * Canvases wait here for the next frame. What does not fit into one frame is painted in the next
 * ones, so that many lanes that change at once, as with every preview of a running separation, do
 * not hold up the window.
 */

/** Milliseconds of a frame after which nothing more is begun. */
const MOST_MS = 12

/** When frames come and what time it is; the browser's own unless a test gives others. */
export interface PaintClock {
  readonly requestFrame: (callback: () => void) => void
  readonly now: () => number
}

const browserClock: PaintClock = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  now: () => performance.now()
}

/** Paints what was asked for, one of each owner, those first that were painted longest ago. */
export class PaintQueue {
  readonly #clock: PaintClock
  readonly #waiting = new Map<object, () => void>()
  /** The number of the last painting of each owner. */
  readonly #painted = new WeakMap<object, number>()
  #count = 0
  #isRequested = false

  constructor(clock: PaintClock = browserClock) {
    this.#clock = clock
  }

  /**
   * Paints in the next frame or one soon after, in place of what this owner asked for before.
   * @returns takes it back
   */
  request(owner: object, paint: () => void): () => void {
    this.#waiting.set(owner, paint)
    this.#requestFrame()
    return () => {
      if (this.#waiting.get(owner) === paint) this.#waiting.delete(owner)
    }
  }

  #requestFrame(): void {
    if (this.#isRequested) return
    this.#isRequested = true
    this.#clock.requestFrame(() => this.#frame())
  }

  #frame(): void {
    this.#isRequested = false
    const began = this.#clock.now()
    const last = (owner: object): number => this.#painted.get(owner) ?? 0
    const owners = [...this.#waiting.keys()].sort((a, b) => last(a) - last(b))
    try {
      for (const owner of owners) {
        const paint = this.#waiting.get(owner)
        this.#waiting.delete(owner)
        this.#painted.set(owner, ++this.#count)
        paint?.()
        if (this.#clock.now() - began >= MOST_MS) break
      }
    } finally {
      if (this.#waiting.size > 0) this.#requestFrame()
    }
  }
}
