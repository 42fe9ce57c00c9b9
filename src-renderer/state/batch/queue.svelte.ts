/** Recordings that wait to be opened, one at a time, and the results of earlier ones. */
import type { Sentence } from '../../words/failure-text'
import type { ListedAudio } from '../../../shared/contract'

/** What happens, or happened, to a recording of the queue. */
export type QueueState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open' }
  | { readonly kind: 'separating' }
  | { readonly kind: 'writing' }
  /** Its stems are written, to `folder`. */
  | { readonly kind: 'done'; readonly text: string; readonly folder: string | null }
  | { readonly kind: 'failed'; readonly text: string; readonly hint: string }

/** A recording of the queue. */
export interface QueueItem extends ListedAudio {
  readonly id: number
  readonly state: QueueState
}

/** The queue, in the order in which recordings came. */
export class Queue {
  items = $state.raw<readonly QueueItem[]>([])
  shown = $state(false)
  #nextId = 1

  /** Recordings that are not opened yet. */
  readonly waiting = $derived(this.items.filter(({ state }) => state.kind === 'waiting'))

  /**
   * Adds recordings at the end and shows the queue; those that already wait are not added again.
   */
  add(files: readonly ListedAudio[]): void {
    const waiting = new Set(this.waiting.map(({ path }) => path))
    const added = files
      .filter(({ path }) => !waiting.has(path))
      .map(({ path, name }) => ({
        path,
        name,
        id: this.#nextId++,
        state: { kind: 'waiting' } as const
      }))
    this.items = [...this.items, ...added]
    this.shown = this.items.length > 0
  }

  /** Sets what happens to a recording. */
  set(id: number, state: QueueState): void {
    this.items = this.items.map((item) => (item.id === id ? { ...item, state } : item))
  }

  /** Takes one out. */
  remove(id: number): void {
    this.items = this.items.filter((item) => item.id !== id)
    if (this.items.length === 0) this.shown = false
  }

  /** Takes all of them out. */
  clear(): void {
    this.items = []
    this.shown = false
  }

  /** A recording of the queue could not be opened, so that the next one is next. */
  noteFailed(path: string, { title, text }: Sentence): void {
    const match = this.items.find(
      ({ path: own, state }) => own === path && state.kind === 'waiting'
    )
    if (match) this.set(match.id, { kind: 'failed', text: title, hint: text })
  }

  /** A recording was opened: it is open now, and the previous one no longer is. */
  noteOpened(path: string): void {
    const match = this.items.find(
      (item) => item.path === path && ['waiting', 'opening'].includes(item.state.kind)
    )
    this.items = this.items.map((item) => {
      if (item === match) return { ...item, state: { kind: 'open' } }
      if (item.state.kind !== 'open') return item
      return { ...item, state: { kind: 'done', text: 'opened before', folder: null } }
    })
  }
}
