/** The search for recordings in what came in, once it takes so long that people wonder. */

/** Milliseconds that are too short to be noticed. */
const UNNOTICED_MS = 400

/** Whether a search is noticeably under way. */
export class Looking {
  isShown = $state(false)
  #latest = 0

  /** Follows a search to its end; the latest one counts. */
  async watch<T>(search: Promise<T>): Promise<T> {
    const number = ++this.#latest
    const soon = setTimeout(() => {
      if (number === this.#latest) this.isShown = true
    }, UNNOTICED_MS)
    try {
      return await search
    } finally {
      clearTimeout(soon)
      if (number === this.#latest) this.isShown = false
    }
  }
}
