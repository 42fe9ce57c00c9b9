/** Fits the activations of a block of frames to a fixed dictionary. T = frames of the block. */
import type { KeepGoing } from '../../../../shared/failure'
import { effectiveBeta, updateExponent } from '../divergence'
import type { KernelShape, Model } from '../sweep/kernels'
import type { Frames, Scale } from '../../matrix/frames'
import { runPass } from '../sweep/passes'
import { relaxedExponent } from '../accelerate'
import type { SolverTools } from '../solver'

/** Share of the work that goes into transforms. */
const TRANSFORMED = 0.2

/** Blocks of T frames, one after the other in the same memory. */
export interface BlockFit {
  /**
   * Fits H of the frames from `from` on.
   * @param model H is where it starts, and is changed in place; W stays
   * @returns divergence, summed over the block's cells, before the first update and after each, the
   *   last not above the first; null when keepGoing said no
   */
  fit(from: number, model: Model, keepGoing: KeepGoing): number[] | null
  /** Releases the memory. */
  close(): void
}

/** How each block is fitted. */
export interface BlockPlan {
  /** T is the frames of a block. */
  readonly shape: KernelShape
  /** Updates of H alone. */
  readonly updates: number
}

/**
 * Prepares for blocks of `shape.T` frames.
 * @throws Failure `engine/out-of-memory`
 */
export function openBlockFit(
  frames: Frames,
  scale: Scale,
  { shape, updates }: BlockPlan,
  { backend, team }: Pick<SolverTools, 'backend' | 'team'>
): BlockFit {
  const kernels = backend.open(shape, team)
  const { V, rowStride } = kernels
  const blocks = frames.blocks(scale, { V, rowStride }, shape.T)
  const unused = new Float32Array(shape.K * shape.F)

  /** Updates with one exponent; the divergence before each, and of the result. */
  const update = (exponent: number, keepGoing: KeepGoing): number[] | null => {
    kernels.setExponent(exponent)
    const sums: number[] = []
    for (let i = 0; i <= updates; i++) {
      const isLast = i === updates
      if (!isLast) kernels.beginSweep()
      const sum = runPass(kernels, isLast ? 'measure' : 'activations', (share) =>
        keepGoing((i + share) / (updates + 1))
      )
      if (sum === null) return null
      sums.push(sum)
    }
    return sums
  }

  return {
    fit(from, model, keepGoing) {
      const transforming: KeepGoing = (share) => keepGoing(TRANSFORMED * share)
      const updating: KeepGoing = (share) => keepGoing(TRANSFORMED + (1 - TRANSFORMED) * share)
      if (!blocks.take(from, from + shape.T, transforming)) return null
      kernels.setModel(model)
      let sums = update(relaxedExponent(shape.beta), updating)
      // Relaxed steps are only known to go down; written so that NaN counts as a rise.
      if (sums !== null && !(sums.at(-1)! <= sums[0]!)) {
        kernels.setModel(model)
        sums = update(updateExponent(effectiveBeta(shape.beta)), updating)
      }
      if (sums !== null) kernels.readModel({ W: unused, H: model.H })
      return sums
    },
    close() {
      blocks.close()
      kernels.close()
    }
  }
}
