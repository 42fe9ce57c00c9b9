/**
 * A queue of canvases to paint in the next frame. What does not fit into one frame is painted in
 * later ones, so that many lanes that change at once, as with every preview of a running
 * separation, do not block the window.
 */

/** Milliseconds into a frame after which no further painting is begun. */
const MOST_MS = 12

/** The source of frames and time; the browser's own except in tests. */
export interface PaintClock {
  readonly requestFrame: (callback: () => void) => void
  readonly now: () => number
}

const browserClock: PaintClock = {
  requestFrame: (callback) => requestAnimationFrame(callback),
  now: () => performance.now()
}

/** Paints what was requested, once for each owner, least recently painted first. */
export class PaintQueue {
  readonly #clock: PaintClock
  readonly #waiting = new Map<object, () => void>()
  /** When each owner was last painted, by a count of paintings. */
  readonly #painted = new WeakMap<object, number>()
  #count = 0
  #isRequested = false

  constructor(clock: PaintClock = browserClock) {
    this.#clock = clock
  }

  /**
   * Paints in the next frame or soon after, in place of the owner's previous request.
   * @returns a function that withdraws the request
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
