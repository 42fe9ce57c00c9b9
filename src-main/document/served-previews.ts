/** The previews of a running separation, as long as the window may fetch them: the last two. */
import type { SeparationPreview } from '../../shared/contract'
import type { Factorization } from '../../shared/factorization'
import { askForPreview, createPreviewWord, type Preview } from '../engine/factorize/preview'

interface Served {
  readonly generation: number
  readonly factorization: Factorization
}

/** Previews of one separation. Each is made when the window is done with the one before. */
export class ServedPreviews {
  /** For the engine. */
  readonly word = createPreviewWord()
  #served: readonly Served[] = []

  /** Serves one; says what the window is told of it. */
  add(
    { factorization, energies }: Preview,
    generation: number
  ): Omit<SeparationPreview, 'document'> {
    // The engine writes to two sets of arrays in turn, so what came before these two is no more.
    this.#served = [...this.#served.slice(-1), { generation, factorization }]
    const { W: _W, H: _H, ...rest } = factorization
    return { generation, factorization: rest, energies }
  }

  /** W and H of that number; null when they are gone. */
  find(generation: number): Factorization | null {
    return this.#served.find((one) => one.generation === generation)?.factorization ?? null
  }

  /** The window is done with one; asks for the next when it was the last. */
  taken(generation: number): void {
    if (this.#served.at(-1)?.generation === generation) askForPreview(this.word)
  }
}
