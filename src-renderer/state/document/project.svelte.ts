/** The open recording and its separation. */
import {
  media,
  type OpenedAudio,
  type SeparationPreview,
  type SeparationResult
} from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import { fetchFloats } from '../../bridge'
import { factorizationView } from '../../draw/factorization/factorization-view'
import { emptyArrangement, type Arrangement, type SeparationId } from './arrangement'
import { History } from './history.svelte'
import { bytesOf, type LoadedSeparation } from './loaded-separation'
import { LoadedSeparations } from './loaded-separations'

/** Separations that undo can go back to, at most. */
const MOST_SEPARATIONS = 8
/** Bytes of their arrays, at most; the present one is kept whatever its size. */
const MOST_BYTES = 2 ** 29

/** What is open: the recording, and the document that is made of it with its past. */
export class Project {
  audio = $state.raw<OpenedAudio | null>(null)
  readonly history = new History<Arrangement>(emptyArrangement)
  /** Those that the document names. */
  readonly separations = new LoadedSeparations()

  /** The separation that is shown. */
  get separation(): LoadedSeparation | null {
    return this.separations.find(this.history.present.separation)
  }

  /** Gives up the past beyond what its separations may take of memory. */
  forgetOldSeparations(): void {
    const { past, present } = this.history
    const kept = new Set([present.separation])
    let bytes = 0
    const steps = past.findIndex(({ separation: id }) => {
      const separation = this.separations.find(id)
      if (separation === null || kept.has(id)) return false
      bytes += bytesOf(separation)
      kept.add(id)
      return kept.size > MOST_SEPARATIONS || bytes > MOST_BYTES
    })
    if (steps >= 0) this.history.keepPast(steps)
  }

  /**
   * Lets go of the separations that no step of the history names. Not while one is running: a
   * cancel brings back a past that is not there meanwhile.
   * @param alsoNamed those that somebody else may come back to
   */
  letGo(alsoNamed: readonly SeparationId[] = []): void {
    const named = this.history.values.map(({ separation }) => separation)
    this.separations.keepOnly(new Set([...named, ...alsoNamed]))
  }

  /** Fetches the arrays of a separation. @throws Error when it is gone meanwhile */
  async fetchSeparation(result: SeparationResult, sampleRate: number): Promise<LoadedSeparation> {
    const { document, generation } = result
    const [W, H] = await Promise.all([
      fetchFloats(media.W(document, generation)),
      fetchFloats(media.H(document, generation))
    ])
    const factorization = { ...result.factorization, W, H }
    return { result, factorization, view: factorizationView(factorization, sampleRate) }
  }

  /**
   * Fetches the arrays of a preview.
   * @param before the preview before it, whose names are kept; null for the first, whose components
   *   are named in the order of their energy
   * @throws Error when it is gone meanwhile
   */
  async fetchPreview(
    { energies, ...rest }: SeparationPreview,
    before: LoadedSeparation | null,
    sampleRate: number
  ): Promise<LoadedSeparation> {
    const names = new Map(before?.result.components.map(({ id, name }) => [id, name]))
    const components = energies
      .map((energy, id) => ({ id, energy }))
      .sort((a, b) => b.energy - a.energy || a.id - b.id)
      .map(({ id, energy }, i) => unmeasured(id, names.get(id) ?? `Component ${i + 1}`, energy))
    const result = { ...rest, components, seconds: NaN, residualDb: NaN }
    return { ...(await this.fetchSeparation(result, sampleRate)), isPreview: true }
  }
}

/** A component of which no more than its energy is known. */
function unmeasured(id: number, name: string, energy: number): ComponentFacts {
  const unknown = { pitchHz: null, noisiness: 0, percussive: false, position: 0, onsets: 0 }
  return { id, name, energy, ...unknown }
}
