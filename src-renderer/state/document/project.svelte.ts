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

/** Most separations that undo can go back to. */
const MOST_SEPARATIONS = 8
/** Most bytes of their arrays; the present one is kept whatever its size. */
const MOST_BYTES = 2 ** 29

/** What is open: the recording, and its document with its history. */
export class Project {
  audio = $state.raw<OpenedAudio | null>(null)
  readonly history = new History<Arrangement>(emptyArrangement)
  /** The separations that the document names. */
  readonly separations = new LoadedSeparations()

  /** The separation that is shown. */
  get separation(): LoadedSeparation | null {
    return this.separations.find(this.history.present.separation)
  }

  /** Drops the past whose separations would take too much memory. */
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
   * Releases the separations that no step of the history names. Not while one is running: a cancel
   * restores a past that the history does not hold meanwhile.
   * @param alsoNamed others that may still be needed
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
   * @param named components that have names already; others are named in the order of their energy
   * @throws Error when it is gone meanwhile
   */
  async fetchPreview(
    { energies, ...rest }: SeparationPreview,
    named: readonly Pick<ComponentFacts, 'id' | 'name'>[],
    sampleRate: number
  ): Promise<LoadedSeparation> {
    const names = new Map(named.map(({ id, name }) => [id, name]))
    const components = energies
      .map((energy, id) => ({ id, energy }))
      .sort((a, b) => b.energy - a.energy || a.id - b.id)
      .map(({ id, energy }, i) => unmeasured(id, names.get(id) ?? `Component ${i + 1}`, energy))
    const result = { ...rest, components, seconds: NaN, residualDb: NaN }
    return { ...(await this.fetchSeparation(result, sampleRate)), isPreview: true }
  }
}

/** Facts of a component of which only the energy is known, 0 to 1 of all. */
export function unmeasured(id: number, name: string, energy: number): ComponentFacts {
  const unknown = { pitchHz: null, noisiness: 0, percussive: false, position: 0, onsets: NaN }
  return { id, name, energy, ...unknown }
}
