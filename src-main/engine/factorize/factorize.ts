/**
 * Non-negative matrix factorization, V ~ H W, by the solver that is asked for. The arithmetic is in
 * the kernels; see reference/plain-kernels.ts for the formulas.
 */
import type { Factorization } from '../../../shared/factorization'
import type { SeparationSettings } from '../../../shared/settings'
import type { Frames } from '../matrix/frames'
import type { Solver, SolverTools } from './solver'
import { fastSolver } from './solver-fast'
import { longSolver } from './solver-long'
import { mmSolver } from './solver-mm'

/** All solvers, by name. */
export const solvers: Readonly<Record<Solver['name'], Solver>> = {
  mm: mmSolver,
  fast: fastSolver,
  long: longSolver
}

/** The solver for these frames. `mm` always holds them all: it is there to be compared with. */
export function chooseSolver(
  { solver }: Pick<SeparationSettings, 'solver'>,
  { isLong }: Pick<Frames, 'isLong'>
): Solver {
  return solvers[solver === 'fast' && isLong ? 'long' : solver]
}

/**
 * Factorizes frames. The same frames, settings and machine give the same bits.
 * @returns W and H over shared memory, or null when the watch said no
 * @throws Failure `engine/out-of-memory` when V and what goes with it do not fit; `engine/crashed`
 *   when a thread of the team died
 */
export function factorizeFrames(
  frames: Frames,
  settings: SeparationSettings,
  tools: SolverTools
): Factorization | null {
  const fit = chooseSolver(settings, frames).fit(frames, settings, tools)
  if (fit === null) return null
  const { W, H, scale, divergence } = fit
  return {
    settings,
    frameCount: frames.shape.T,
    binCount: frames.shape.F,
    componentCount: settings.components,
    W,
    H,
    meanV: scale.meanV,
    peak: scale.peak,
    divergence
  }
}
