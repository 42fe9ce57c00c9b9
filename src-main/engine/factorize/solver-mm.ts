/**
 * The reference solver `mm`: multiplicative updates of majorization-minimization, H then W, which
 * never raise the divergence.
 */
import { effectiveBeta, updateExponent } from './divergence'
import { type Solver, sweepNanoseconds } from './solver'
import { randomStart } from './start/random-start'
import type { Kernels } from './sweep/kernels'
import { cellCount, runPass } from './sweep/passes'
import { FIRST_HEARD, type SeparationWatch, showNobody, type ShowModel } from './watch'
import { fitWhole, SPECTRUM_NANOSECONDS } from './whole'

/** The solver `mm`: as many sweeps as the settings say, from a random start. */
export const mmSolver: Solver = {
  name: 'mm',
  sweeps: ({ iterations }) => iterations,
  stages: ({ components, iterations }) => ({
    spectrum: SPECTRUM_NANOSECONDS,
    factorize: iterations * sweepNanoseconds(components)
  }),
  fit: (frames, settings, tools) =>
    fitWhole(frames, settings, tools, (kernels, { watch, show }) => {
      const { T, F, K } = kernels.shape
      kernels.setModel(randomStart(T, F, K, settings.seed))
      return factorize(kernels, settings.iterations, watch, show)
    })
}

/**
 * Runs `iterations` sweeps on V and the start that lie in the kernels; the result lies there too.
 * @param measures `every` sweep, which yields the divergence of the state before it, or the
 *   `result` alone, which saves a tenth to a fifth of the time and changes no bit of it
 * @returns divergence per cell of what was measured: at the start and after each sweep
 *   [iterations + 1], or after the last [1]; null when the watch said no
 */
export function factorize(
  kernels: Kernels,
  iterations: number,
  watch: SeparationWatch,
  show: ShowModel = showNobody,
  measures: 'every' | 'result' = 'every'
): number[] | null {
  const pass = measures === 'every' ? 'sweep' : 'unmeasuredSweep'
  const history: number[] = []
  const report = (sweep: number, share: number, divergence: number | null): boolean =>
    watch({
      stage: 'factorize',
      fraction: Math.min(1, (sweep + share) / (iterations + 1)),
      sweep,
      divergence
    })

  kernels.setExponent(updateExponent(effectiveBeta(kernels.shape.beta)))
  // The sweep that leaves a state yields its divergence; the last state is measured by itself.
  for (let sweep = 0; sweep <= iterations; sweep++) {
    const isLast = sweep === iterations
    if (!isLast) kernels.beginSweep()
    const sum = runPass(kernels, isLast ? 'measure' : pass, (share) => report(sweep, share, null))
    if (sum === null) return null
    if (!isLast) kernels.endSweep()
    const isMeasured = isLast || measures === 'every'
    const divergence = isMeasured ? sum / cellCount(kernels.shape) : null
    if (divergence !== null) history.push(divergence)
    if (sweep >= FIRST_HEARD) show(kernels, 1)
    if (!report(sweep, 1, divergence)) return null
  }
  return history
}
