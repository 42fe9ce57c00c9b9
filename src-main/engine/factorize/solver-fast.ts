/**
 * The solver `fast` as a whole: the best of several starts on V averaged in time, its activations
 * fitted to every frame, then accelerated sweeps on the whole V. K = components, F = bins, T =
 * frames.
 */
import type { SeparationSettings } from '../../../shared/settings'
import { accelerateSafely, fitActivations } from './accelerate'
import { chooseFramesPerPool, pooledCount, spreadActivations } from './coarse/coarse'
import { poolTogether } from './coarse/pool-thread'
import { contestSweeps, efforts, sweepsAfterContest } from './effort'
import { type Solver, sweepNanoseconds } from './solver'
import { bestStart } from './start/portfolio'
import type { Kernels, Model } from './sweep/kernels'
import { fitWhole, SPECTRUM_NANOSECONDS, type WholeTools } from './whole'

/** Updates of H alone that fit the activations of averaged frames to every frame. */
const ACTIVATION_UPDATES = 8
/** Stops when five sweeps have lowered the divergence by less than this share. */
const TOLERANCE = 1e-3

/** The solver `fast` for V that is held whole. */
export const fastSolver: Solver = {
  name: 'fast',
  sweeps: sweepsAfterContest,
  stages: (settings) => {
    // The usual coarse V has a quarter of the frames.
    const contest = contestSweeps(efforts[settings.quality].rounds) / 4
    const sweeps = contest + sweepsAfterContest(settings)
    const factorize = sweeps * sweepNanoseconds(settings.components)
    return { spectrum: SPECTRUM_NANOSECONDS, factorize }
  },
  fit: (frames, settings, tools) =>
    fitWhole(frames, settings, tools, (kernels, whole) =>
      fitFast(kernels, settings, frames.longestPool, whole)
    )
}

/**
 * Fits V that lies in the kernels; the result lies there too.
 * @param longestPool as `Frames` say it
 * @returns divergence per cell of V: of the state that the sweeps on the whole V start from, then
 *   after each of them; null when the watch said no
 * @throws Failure `engine/out-of-memory`, `engine/crashed`
 */
export function fitFast(
  kernels: Kernels,
  settings: SeparationSettings,
  longestPool: number,
  tools: WholeTools
): number[] | null {
  const { watch, show } = tools
  const { T, K } = kernels.shape
  const { rounds } = efforts[settings.quality]
  const sweeps = sweepsAfterContest(settings)
  const framesPerPool = chooseFramesPerPool(T, K, longestPool)
  // The work, in sweeps on the whole V; an update of H alone is half of one, measuring the result
  // another half.
  const startWork = contestSweeps(rounds) / framesPerPool
  const activationWork = framesPerPool > 1 ? ACTIVATION_UPDATES / 2 : 0
  const allWork = startWork + activationWork + sweeps + 1
  const report = (work: number, sweep = 0, divergence: number | null = null): boolean =>
    watch({ stage: 'factorize', fraction: Math.min(1, work / allWork), sweep, divergence })

  const start = findStart(kernels, settings, framesPerPool, tools, (work) => report(work))
  if (start === null) return null
  kernels.setModel(start)
  if (framesPerPool > 1) {
    const keepGoing = (updates: number): boolean => report(startWork + updates / 2)
    if (!fitActivations(kernels, ACTIVATION_UPDATES, keepGoing)) return null
    show(kernels, 1)
  }
  return accelerateSafely(kernels, { sweeps, tolerance: TOLERANCE }, (state) => {
    if (state.divergence !== null) show(kernels, 1)
    return report(startWork + activationWork + state.work, state.sweep, state.divergence)
  })
}

/** The best start, for every frame. */
function findStart(
  kernels: Kernels,
  settings: SeparationSettings,
  framesPerPool: number,
  { module, backend, team, show }: WholeTools,
  keepGoing: (work: number) => boolean
): Model | null {
  const contest = { rounds: efforts[settings.quality].rounds, seed: settings.seed }
  if (framesPerPool === 1) {
    return bestStart(kernels, contest, { module, keepGoing, show: () => show(kernels, 1) })
  }
  const { T, K } = kernels.shape
  const shape = { ...kernels.shape, T: pooledCount(T, framesPerPool) }
  const coarse = backend.open(shape, team)
  try {
    if (!poolTogether(kernels, framesPerPool, coarse, team, () => keepGoing(0))) return null
    const best = bestStart(coarse, contest, {
      module,
      keepGoing: (sweeps) => keepGoing(sweeps / framesPerPool),
      show: () => show(coarse, framesPerPool)
    })
    return best && { W: best.W, H: spreadActivations(best.H, T, K, framesPerPool) }
  } finally {
    coarse.close()
  }
}
