/** Separations as main and window speak of them: on the way, to be seen meanwhile, done. */
import type { ComponentFacts, Factorization } from '../factorization'

/** A separation that is done: everything of a Factorization but its arrays, which are fetched. */
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

/** Where a separation stands. */
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

/** What can be seen and heard of a separation that is running. */
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
