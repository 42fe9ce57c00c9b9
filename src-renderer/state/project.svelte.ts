/** The open recording and its separation. */
import { media, type OpenedAudio, type SeparationResult } from '../../shared/contract'
import type { Factorization } from '../../shared/factorization'
import { fetchFloats } from '../bridge'
import { factorizationView, type FactorizationView } from '../draw/factorization-view'

/** A separation with its arrays. */
export interface LoadedSeparation {
  readonly result: SeparationResult
  readonly factorization: Factorization
  readonly view: FactorizationView
}

/** What is open. */
export class Project {
  audio = $state.raw<OpenedAudio | null>(null)
  separation = $state.raw<LoadedSeparation | null>(null)

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
}
