/**
 * A contest of starts: several are refined a little, those with the lowest divergence go on, one is
 * left. The divergence after a few sweeps tells good minima from bad ones well enough. A start that
 * takes the lead gets its components in the order of the former leader, so that one can listen from
 * the beginning.
 */
import type { KeepGoing } from '../../../../shared/failure'
import { alignModel } from './align'
import type { Round } from '../effort'
import { FIRST_HEARD } from '../watch'
import type { Kernels, Model } from '../sweep/kernels'
import { randomStart } from './random-start'
import { nndsvdStart } from './nndsvd'
import { accelerate } from '../accelerate'

/** Stops a start that lowers the divergence by less than this share in five sweeps. */
const TOLERANCE = 2e-3
/** Keeps the seeds of the starts of one contest apart from those of the next. */
const SEED_STEP = 0x9e3779b1

interface Contestant {
  readonly model: Model
  readonly divergence: number
}

/** How many starts there are, and which. */
export interface Contest {
  readonly rounds: readonly Round[]
  readonly seed: number
  /** Components that may change places from start to start, in ascending order; all by default. */
  readonly free?: readonly number[]
}

/** What a contest needs. */
export interface ContestTools {
  /** The compiled kernels, for the first of several starts. */
  readonly module: WebAssembly.Module
  /** Called with the sweeps that are done, of `contestSweeps`. */
  readonly keepGoing: KeepGoing
  /** Called whenever the kernels hold another best so far; component k stays the same. */
  readonly show?: () => void
}

/**
 * Finds a start for V in the kernels.
 * @returns W and H, refined; null when keepGoing said no
 */
export function bestStart(
  kernels: Kernels,
  contest: Contest,
  { module, keepGoing, show = () => undefined }: ContestTools
): Model | null {
  const { rounds } = contest
  const count = rounds[0]?.starts ?? 1
  let done = 0
  // Each start is made in its turn, so that the first can be heard before the others exist.
  let models = Array.from(
    { length: count },
    (_, i) => () => makeStart(kernels, i, contest, module, () => keepGoing(done))
  )
  let leader: Contestant | null = null
  for (const { starts, sweeps } of rounds) {
    const refined: Contestant[] = []
    for (const getModel of models.slice(0, starts)) {
      const model = getModel()
      if (model === null) return null
      kernels.setModel(model)
      // The leader of the last round goes first.
      const isLeading: boolean = refined.length === 0
      const history = accelerate(
        kernels,
        { sweeps, tolerance: TOLERANCE },
        ({ work, sweep, divergence }) => {
          const isWorthHearing = done > 0 || sweep + 1 >= FIRST_HEARD
          if (isLeading && divergence !== null && isWorthHearing) show()
          return keepGoing(done + work)
        }
      )
      if (history === null) return null
      kernels.readModel(model)
      const contestant: Contestant = { model, divergence: history.at(-1) ?? Infinity }
      refined.push(contestant)
      done += sweeps
      if (isLeading || !leader) {
        leader = contestant
        show()
      } else if (contestant.divergence < leader.divergence) {
        alignModel(model, leader.model, kernels.shape, contest.free)
        kernels.setModel(model)
        show()
        leader = contestant
      }
    }
    models = refined
      .sort((one, other) => one.divergence - other.divergence)
      .map((one) => () => one.model)
  }
  return leader?.model ?? null
}

/**
 * The first of several starts is NNDSVDa where that is good, the others are random: every seed has
 * solutions of its own. A single start is random, so that another seed is another solution.
 */
function makeStart(
  kernels: Kernels,
  index: number,
  { rounds, seed }: Contest,
  module: WebAssembly.Module,
  isWanted: () => boolean
): Model | null {
  const { T, F, K, beta } = kernels.shape
  const ownSeed = (seed + index * SEED_STEP) >>> 0
  const isOneOfMany = (rounds[0]?.starts ?? 1) > 1
  const isSvdGood = beta >= 1
  if (index === 0 && isOneOfMany && isSvdGood) {
    return nndsvdStart(kernels, ownSeed, module, isWanted)
  }
  return randomStart(T, F, K, ownSeed)
}
