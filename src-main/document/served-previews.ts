/** The previews of a running separation, as long as the window may fetch them: the last two. */
import type { SeparationPreview } from '../../shared/contract'
import type { Factorization } from '../../shared/factorization'
import { askForPreview, createPreviewWord, type Preview } from '../engine/factorize/preview'

interface Served {
  readonly generation: number
  readonly factorization: Factorization
}

/** Previews of one separation. Each is made when the window is done with the previous one. */
export class ServedPreviews {
  /** The word by which the engine is asked for previews. */
  readonly word = createPreviewWord()
  #served: readonly Served[] = []

  /** Serves a preview; returns what the window is told of it. */
  add(
    { factorization, energies }: Preview,
    generation: number
  ): Omit<SeparationPreview, 'document'> {
    // The engine writes to two sets of arrays in turn, so previews before these two no longer
    // exist.
    this.#served = [...this.#served.slice(-1), { generation, factorization }]
    const { W: _W, H: _H, ...rest } = factorization
    return { generation, factorization: rest, energies }
  }

  /** W and H of that number; null when they are gone. */
  find(generation: number): Factorization | null {
    return this.#served.find((one) => one.generation === generation)?.factorization ?? null
  }

  /** The window is done with a preview; asks for the next if this was the last. */
  taken(generation: number): void {
    if (this.#served.at(-1)?.generation === generation) askForPreview(this.word)
  }
}
