/**
 * The separations of a document that undo and redo may come back to, bounded in number and bytes.
 */
import type { Separation } from '../engine/unmix'

/** A separation and the number it has in its document. */
export interface KeptSeparation extends Separation {
  readonly generation: number
  /** How long it took. */
  readonly seconds: number
}

interface Limits {
  readonly count: number
  /** Of W and H; the newest is kept whatever its size. */
  readonly bytes: number
}

/** Separations, the oldest dropped first. */
export class KeptSeparations {
  readonly #limits: Limits
  #kept: readonly KeptSeparation[] = []
  #lastGeneration = 0

  constructor(limits: Limits = { count: 8, bytes: 2 ** 29 }) {
    this.#limits = limits
  }

  /** A number that no separation will get: previews share the numbering. */
  takeNumber(): number {
    return ++this.#lastGeneration
  }

  /** All of them, the oldest first. */
  get list(): readonly KeptSeparation[] {
    return this.#kept
  }

  /** Keeps a separation, which took that many seconds, under the next number. */
  add(separation: Separation, seconds: number): KeptSeparation {
    const added = { ...separation, seconds, generation: this.takeNumber() }
    this.#kept = [...this.#kept, added]
    while (this.#kept.length > 1 && this.#isTooMuch()) this.#kept = this.#kept.slice(1)
    return added
  }

  /** The separation of that number; null when it was dropped. */
  find(generation: number): KeptSeparation | null {
    return this.#kept.find((one) => one.generation === generation) ?? null
  }

  #isTooMuch(): boolean {
    const bytes = this.#kept.reduce(
      (sum, { factorization: { W, H } }) => sum + W.byteLength + H.byteLength,
      0
    )
    return this.#kept.length > this.#limits.count || bytes > this.#limits.bytes
  }
}
