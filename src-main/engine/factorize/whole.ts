/** Factorizing V that is held whole. T = frames, F = bins, K = components. */
import type { SeparationSettings } from '../../../shared/settings'
import type { Frames } from '../matrix/frames'
import { sharedFloats } from '../threads/shared-arrays'
import type { Fit, SolverTools } from './solver'
import type { Kernels } from './sweep/kernels'
import type { ShowModel } from './watch'

/** About what a cell of the whole V costs in each channel. */
export const SPECTRUM_NANOSECONDS = 40

/** What is available once V is there. */
export interface WholeTools extends Omit<SolverTools, 'listen'> {
  /** Called whenever kernels hold something better to hear. */
  readonly show: ShowModel
}

/**
 * Fills kernels with V, fits them by `solve`, and returns the result.
 * @param solve fits V in the kernels; returns divergences, or null when the watch said no
 * @returns null when the watch said no
 * @throws Failure `engine/out-of-memory`, `engine/crashed`
 */
export function fitWhole(
  frames: Frames,
  settings: SeparationSettings,
  { listen, ...tools }: SolverTools,
  solve: (kernels: Kernels, tools: WholeTools) => readonly number[] | null
): Fit | null {
  const { T, F } = frames.shape
  const { components: K, beta } = settings
  const { backend, team, watch } = tools
  const kernels = backend.open({ T, F, K, beta }, team)
  try {
    const { V, rowStride } = kernels
    const levels = sharedFloats(T)
    const scale = frames.fill({ V, rowStride, levels }, (fraction) =>
      watch({ stage: 'spectrum', fraction, sweep: 0, divergence: null })
    )
    if (scale === null) return null
    const divergence = solve(kernels, { ...tools, show: listen(scale, levels) })
    if (divergence === null) return null
    const model = { W: sharedFloats(K * F), H: sharedFloats(T * K) }
    kernels.readModel(model)
    return { ...model, scale, divergence }
  } finally {
    kernels.close()
  }
}
