/**
 * A separation as the window holds it: its facts from main, its arrays, and their views for
 * drawing.
 */
import type { SeparationResult } from '../../../shared/contract'
import type { Factorization } from '../../../shared/factorization'
import type { FactorizationView } from '../../draw/factorization/factorization-view'

/** A separation with its arrays. */
export interface LoadedSeparation {
  readonly result: SeparationResult
  readonly factorization: Factorization
  readonly view: FactorizationView
  /**
   * The separation is still running, and this is its latest state: names, residual and seconds
   * follow later.
   */
  readonly isPreview?: true
}

/** Bytes of W and H. */
export function bytesOf({ factorization: { W, H } }: LoadedSeparation): number {
  return W.byteLength + H.byteLength
}
