/**
 * A separation as the window holds it: what main said of it, its arrays, and how they are drawn.
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
   * The separation is running, and this is how far it is: names, residual and seconds are still to
   * come.
   */
  readonly isPreview?: true
}

/** Bytes of W and H. */
export function bytesOf({ factorization: { W, H } }: LoadedSeparation): number {
  return W.byteLength + H.byteLength
}
