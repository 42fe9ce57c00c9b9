/**
 * A contest of starts: several are refined a little, those with the lowest divergence go on, one is
 * left. The divergence after few sweeps tells good minima from bad ones well enough.
 */
import type { KeepGoing } from '../../shared/failure'
import type { Round } from './effort'
import type { Kernels, Model } from './kernels'
import { randomStart } from './nmf-init'
import { nndsvdStart } from './nndsvd'
import { accelerate } from './solver-fast'

/** Stops a start that lowers the divergence by less than this share in five sweeps. */
const TOLERANCE = 2e-3
/** Keeps the seeds of a contest's starts apart from those of the next seeds. */
const SEED_STEP = 0x9e3779b1

interface Contestant {
  readonly model: Model
  readonly divergence: number
}

/**
 * Finds a start for V in the kernels.
 * @param keepGoing told the sweeps that are done, of `contestSweeps`
 * @returns W and H, refined; null when keepGoing said no
 */
export function bestStart(
  kernels: Kernels,
  rounds: readonly Round[],
  seed: number,
  keepGoing: KeepGoing
): Model | null {
  const count = rounds[0]?.starts ?? 1
  let contestants: Contestant[] = []
  for (let i = 0; i < count; i++) {
    const model = makeStart(kernels, i, count, seed, () => keepGoing(0))
    if (model === null) return null
    contestants.push({ model, divergence: Infinity })
  }
  let done = 0
  for (const { starts, sweeps } of rounds) {
    const refined: Contestant[] = []
    for (const { model } of contestants.slice(0, starts)) {
      kernels.setModel(model)
      const history = accelerate(kernels, { sweeps, tolerance: TOLERANCE }, ({ work }) =>
        keepGoing(done + work)
      )
      if (history === null) return null
      kernels.readModel(model)
      refined.push({ model, divergence: history.at(-1) ?? Infinity })
      done += sweeps
    }
    contestants = refined.sort((one, other) => one.divergence - other.divergence)
  }
  return contestants[0]!.model
}

/**
 * The first of several starts is NNDSVDa where that is good, the others are random: every seed has
 * solutions of its own. A single start is random, so that another seed is another solution.
 */
function makeStart(
  kernels: Kernels,
  index: number,
  count: number,
  seed: number,
  isWanted: () => boolean
): Model | null {
  const { T, F, K, beta } = kernels.shape
  const ownSeed = (seed + index * SEED_STEP) >>> 0
  const isSvdGood = beta >= 1
  if (index === 0 && count > 1 && isSvdGood) return nndsvdStart(kernels, ownSeed, isWanted)
  return randomStart(T, F, K, ownSeed)
}
