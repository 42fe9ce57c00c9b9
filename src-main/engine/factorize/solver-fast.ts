/**
 * The solver `fast` as a whole: the best of several starts on V averaged in time, its activations
 * fitted to every frame, then accelerated sweeps on the whole V. K = components, F = bins, T =
 * frames.
 */
import type { SeparationSettings } from '../../../shared/settings'
import { chooseFramesPerPool, pooledCount, spreadActivations } from './coarse/coarse'
import { contestSweeps, efforts, plannedSweeps } from './effort'
import { simdBackend } from './sweep/simd-kernels'
import { type SeparationWatch, showNobody, type ShowModel } from './watch'
import type { Kernels } from './sweep/kernels'
import { poolTogether } from './coarse/pool-thread'
import { bestStart } from './start/portfolio'
import { accelerateSafely, fitActivations } from './accelerate'
import { soloTeam, type Team } from '../threads/team'

/** Updates of H alone that fit the activations of averaged frames to every frame. */
const ACTIVATION_UPDATES = 8
/** Stops when five sweeps have lowered the divergence by less than this share. */
const TOLERANCE = 1e-3

/**
 * Fits V that lies in the kernels; the result lies there too.
 * @param hopSeconds time from one frame to the next
 * @param module, team for kernels of the averaged V
 * @param show told whenever kernels hold something better to hear; it must not change them
 * @returns divergence per cell of V: of the state that the sweeps on the whole V start from, then
 *   after each of them; null when the watch said no
 * @throws Failure `engine/out-of-memory`, `engine/crashed`
 */
export function fitFast(
  kernels: Kernels,
  settings: SeparationSettings,
  hopSeconds: number,
  module: WebAssembly.Module,
  watch: SeparationWatch,
  team: Team = soloTeam,
  show: ShowModel = showNobody
): number[] | null {
  const { T, K } = kernels.shape
  const { rounds } = efforts[settings.quality]
  const sweeps = plannedSweeps(settings)
  const framesPerPool = chooseFramesPerPool(T, K, hopSeconds)
  // In sweeps on the whole V; an update of H alone is half of one, measuring the result another
  // half.
  const startWork = contestSweeps(rounds) / framesPerPool
  const activationWork = framesPerPool > 1 ? ACTIVATION_UPDATES / 2 : 0
  const allWork = startWork + activationWork + sweeps + 1
  const report = (work: number, sweep = 0, divergence: number | null = null): boolean =>
    watch({ stage: 'factorize', fraction: Math.min(1, work / allWork), sweep, divergence })

  const tools = { module, team, show }
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
  { module, team, show }: { module: WebAssembly.Module; team: Team; show: ShowModel },
  keepGoing: (work: number) => boolean
): ReturnType<typeof bestStart> {
  const contest = { rounds: efforts[settings.quality].rounds, seed: settings.seed }
  if (framesPerPool === 1) {
    return bestStart(kernels, contest, { module, keepGoing, show: () => show(kernels, 1) })
  }
  const { T, K } = kernels.shape
  const shape = { ...kernels.shape, T: pooledCount(T, framesPerPool) }
  const coarse = simdBackend(module).open(shape, team)
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
