/** Passes over all frames of a factorization, block by block, so that they can be watched and stopped. */
import type { KeepGoing } from '../../shared/failure'
import type { Kernels } from './kernels'

/**
 * Where a separation stands. `divergence` (per cell) is that of the state after `sweep` sweeps and
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

/** Sees every block of frames and every sweep; false stops the work. */
export type SeparationWatch = (state: SeparationState) => boolean

/** F K beyond which a block of frames is a quarter as long. */
const LARGE_MODEL = 2 ** 18

/**
 * Frames from one look at the watch to the next: some 10 ms of work. It follows from the model's size
 * alone, since sums taken in other blocks are other bits.
 */
function framesPerBlock(F: number, K: number): number {
  return F * K > LARGE_MODEL ? 16 : 64
}

/**
 * What a pass over all frames does: `sweep` updates H and gathers the sums for W (between `beginSweep`
 * and `endSweep`), `activations` updates H alone, `measure` changes nothing.
 */
export type Pass = 'sweep' | 'activations' | 'measure'

/**
 * Carries out a pass over all frames.
 * @param keepGoing asked after each block, with the share of the frames that is done
 * @returns the divergence before it, summed over all cells; null when keepGoing said no
 */
export function runPass(kernels: Kernels, pass: Pass, keepGoing: KeepGoing): number | null {
  const { T, F, K } = kernels.shape
  const step = framesPerBlock(F, K)
  const visit = {
    sweep: kernels.updateFrames,
    activations: kernels.updateActivations,
    measure: kernels.measureFrames
  }[pass]
  let sum = 0
  for (let from = 0; from < T; from += step) {
    const to = Math.min(T, from + step)
    sum += visit(from, to)
    if (!keepGoing(to / T)) return null
  }
  return sum
}

/** Cells of V, at least 1: what a divergence is divided by. */
export function cellCount({ T, F }: Kernels['shape']): number {
  return Math.max(1, T * F)
}
