/**
 * The arrays of the document: the one place where a separation is looked up by its id. The history
 * and the solutions hold ids alone, and what none of them names is let go.
 */
import type { SeparationId } from './arrangement'
import type { LoadedSeparation } from './loaded-separation'

/** Separations by their ids. */
export class LoadedSeparations {
  readonly #byId = new Map<SeparationId, LoadedSeparation>()

  /** Takes one in, before anything names it. */
  add(separation: LoadedSeparation): void {
    this.#byId.set(separation.result.generation, separation)
  }

  /** The separation of that id; null for none, and for one that was let go. */
  find(id: SeparationId | null): LoadedSeparation | null {
    return (id === null ? undefined : this.#byId.get(id)) ?? null
  }

  /** Lets one go. */
  remove(id: SeparationId): void {
    this.#byId.delete(id)
  }

  /** Lets all go but these. */
  keepOnly(ids: ReadonlySet<SeparationId | null>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.#byId.delete(id)
  }

  /** Lets all go: another document numbers its separations from the beginning. */
  clear(): void {
    this.#byId.clear()
  }
}
