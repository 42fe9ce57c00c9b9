/** What the window has to say: failures stay until dismissed, the rest goes by itself. */
import { failureText } from '../failure-text'

/** One notice. */
export interface Notice {
  readonly id: number
  readonly kind: 'failure' | 'remark'
  readonly title: string
  readonly text: string
}

const REMARK_MS = 12_000

/** The notices in sight, newest last. */
export class Notices {
  list = $state.raw<readonly Notice[]>([])
  #nextId = 1

  /** Shows a failure until it is dismissed. The same failure again replaces the old one. */
  fail(thrown: unknown): void {
    const { title, text } = failureText(thrown)
    this.list = this.list.filter((notice) => notice.title !== title || notice.text !== text)
    this.#show('failure', title, text)
  }

  /** Shows a remark for a while. */
  remark(title: string, text: string): void {
    const id = this.#show('remark', title, text)
    setTimeout(() => this.dismiss(id), REMARK_MS)
  }

  /** Takes a notice away. */
  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id)
  }

  /** Takes away the failures of what has succeeded since. */
  clearFailures(): void {
    this.list = this.list.filter(({ kind }) => kind !== 'failure')
  }

  #show(kind: Notice['kind'], title: string, text: string): number {
    const id = this.#nextId++
    this.list = [...this.list, { id, kind, title, text }]
    return id
  }
}
