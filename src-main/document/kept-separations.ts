/**
 * The separations of a document that undo and redo may come back to, bounded in number and bytes.
 */
import type { Separation } from '../engine/unmix'

/** A separation and the number it has in its document. */
export interface KeptSeparation extends Separation {
  readonly generation: number
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

  /** Keeps a separation under the next number. */
  add(separation: Separation): KeptSeparation {
    const added = { ...separation, generation: this.takeNumber() }
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
