/** How long a refusal stays in sight. */
const SHOWN_MS = 7000

/** What is typed into a field before it takes effect, and why it did not. */
export class Entry {
  /** The text of the field while it differs from the value. */
  typed = $state<string | null>(null)
  /** Why what was typed has not been taken as it is; null while there is nothing to say. */
  refusal = $state<string | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined

  /** Takes in a keystroke. */
  type(text: string): void {
    this.typed = text
    this.#say(null)
  }

  /** Goes back to the value. */
  drop(): void {
    this.typed = null
    this.#say(null)
  }

  /** Goes back to the value, or to what has become of it, and says why. */
  refuse(reason: string): void {
    this.typed = null
    this.#say(reason)
  }

  #say(reason: string | null): void {
    clearTimeout(this.#timer)
    this.refusal = reason
    if (reason !== null) this.#timer = setTimeout(() => (this.refusal = null), SHOWN_MS)
  }
}
