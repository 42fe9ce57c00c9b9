/**
 * The latest run of some long work for a document, so that a window which did not begin it can
 * follow it and hear of its end.
 */

/** One run at a time; the latest stays until the next, or until its document is another. */
export class LatestRun<T> {
  #document = 0
  #end: Promise<T | null> = Promise.resolve(null)
  #isRunning = false
  /** Whether whoever waited for the end is gone. */
  #isOrphaned = false

  /** Notes a run that begins, unless one is under way; returns its end as it is. */
  follow(document: number, end: Promise<T | null>): Promise<T | null> {
    if (this.#isRunning && this.#document === document) return end
    this.#document = document
    this.#end = end
    this.#isRunning = true
    this.#isOrphaned = false
    const over = (): void => {
      if (this.#end === end) this.#isRunning = false
    }
    end.then(over, over)
    return end
  }

  /** Whoever began the run will not hear of its end. */
  orphan(): void {
    if (this.#isRunning) this.#isOrphaned = true
  }

  /** Whether there is an end that nobody has heard of. */
  isOpen(document: number): boolean {
    return this.#document === document && (this.#isRunning || this.#isOrphaned)
  }

  /** The end of the document's run; null for none. @throws what the run throws */
  async end(document: number): Promise<T | null> {
    if (this.#document !== document) return null
    try {
      return await this.#end
    } finally {
      this.#isOrphaned = false
    }
  }
}
