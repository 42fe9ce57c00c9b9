/**
 * The arrays of the document: the one place where a separation is looked up by its id. The history
 * and the solutions hold only ids, and separations that none of them names are released.
 */
import type { SeparationId } from './arrangement'
import type { LoadedSeparation } from './loaded-separation'

/** Separations by their ids. */
export class LoadedSeparations {
  readonly #byId = new Map<SeparationId, LoadedSeparation>()

  /** Adds one, before anything names it. */
  add(separation: LoadedSeparation): void {
    this.#byId.set(separation.result.generation, separation)
  }

  /** The separation of that id; null for none, and for a released one. */
  find(id: SeparationId | null): LoadedSeparation | null {
    return (id === null ? undefined : this.#byId.get(id)) ?? null
  }

  /** Releases one. */
  remove(id: SeparationId): void {
    this.#byId.delete(id)
  }

  /** Releases all but these. */
  keepOnly(ids: ReadonlySet<SeparationId | null>): void {
    for (const id of this.#byId.keys()) if (!ids.has(id)) this.#byId.delete(id)
  }

  /** Releases all: another document numbers its separations from the start again. */
  clear(): void {
    this.#byId.clear()
  }
}
