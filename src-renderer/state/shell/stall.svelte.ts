/** Notices when work that runs elsewhere has said nothing for a long time: it may hang. */

/** Milliseconds of silence after which people are told; work reports many times a second. */
export const SILENCE_MS = 30_000

/** The silence of one kind of work. */
export class Stall {
  /** Whether the work runs, but has not been heard of for `SILENCE_MS`. */
  isSilent = $state(false)
  #timer: ReturnType<typeof setTimeout> | null = null

  /** The work begins or has said something. */
  note(): void {
    this.end()
    this.#timer = setTimeout(() => (this.isSilent = true), SILENCE_MS)
  }

  /** The work is over. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.isSilent = false
  }
}
