/** Types of separations in calls between main and window: progress, preview, result. */
import type { ComponentFacts, Factorization } from '../factorization'
import type { SeparationSettings } from '../settings'

/** A finished separation: a Factorization without its arrays, which are fetched by URL. */
export interface SeparationResult {
  readonly document: number
  /** Raised with every separation of a document; part of the URLs of W and H. */
  readonly generation: number
  readonly factorization: Omit<Factorization, 'W' | 'H'>
  /** In energy order. */
  readonly components: readonly ComponentFacts[]
  readonly seconds: number
  /** Sum of all components, without Rest, against the recording (where it is loudest), dBFS. */
  readonly residualDb: number
}

/** Progress of a separation. */
export interface SeparationProgress {
  readonly document: number
  readonly stage: 'spectrum' | 'factorize' | 'measure'
  /** 0 to 1 of the whole task. */
  readonly fraction: number
  readonly sweep: number
  readonly sweeps: number
  readonly secondsLeft: number | null
  /**
   * Points of the divergence curve that are new since the last event: [sweep, divergence per cell].
   */
  readonly divergence: readonly (readonly [number, number])[]
}

/** A preview of a running separation. */
export interface SeparationPreview {
  readonly document: number
  /**
   * Part of the URLs of W and H, which are served until two more have come or the separation ends.
   */
  readonly generation: number
  readonly factorization: Omit<Factorization, 'W' | 'H'>
  /**
   * [K] power of each component relative to all; they add up to 1. Component k is the same in all
   * previews and in the end.
   */
  readonly energies: readonly number[]
}

/** A separation that the window does not know the end of. */
export interface SeparationUnderWay {
  readonly settings: SeparationSettings
  /** How far it was last, with all points of the curve so far; null before the first. */
  readonly progress: SeparationProgress | null
  /** The last preview, to be asked about with `previewTaken`; null before the first. */
  readonly preview: SeparationPreview | null
}
