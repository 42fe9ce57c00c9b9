/** Watching a factorization while it goes on, and showing what it has found so far. */
import type { Scale } from '../matrix/frames'
import type { Kernels } from './sweep/kernels'

/**
 * Progress of a separation. `divergence` (per cell) is that of the state after `sweep` sweeps and
 * comes once for each; null in between.
 */
export interface SeparationState {
  readonly stage: 'spectrum' | 'factorize'
  /** 0 to 1 of the stage. */
  readonly fraction: number
  /** Sweeps over the whole V that are done and kept; 0 while `fast` compares starts. */
  readonly sweep: number
  readonly divergence: number | null
}

/** Sees every panel of frames and every sweep; false stops the work. */
export type SeparationWatch = (state: SeparationState) => boolean

/**
 * Told that kernels hold W and H worth hearing, of V averaged over a number of frames. Component k
 * is the same from call to call. What it does has no influence on the fit.
 */
export type ShowModel = (kernels: Kernels, framesPerPool: number) => void

/** Nobody listens. */
export const showNobody: ShowModel = () => undefined

/** Sweeps after which a random start is worth hearing. */
export const FIRST_HEARD = 10

/**
 * Makes the function that is shown a fit while it goes on, once V is there.
 * @param levels [T] how loud each frame is; null where V is never there as a whole
 */
export type Listen = (scale: Scale, levels: Float32Array | null) => ShowModel
