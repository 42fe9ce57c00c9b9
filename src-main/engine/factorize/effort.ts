/** The work that each quality of the fast solver spends. */
import type { Quality, SeparationSettings } from '../../../shared/settings'

/**
 * A round of the contest of starts: how many starts go on, and for how many sweeps on the coarse V.
 */
export interface Round {
  readonly starts: number
  readonly sweeps: number
}

/** Work for one quality. */
export interface Effort {
  readonly rounds: readonly Round[]
  /** Sweeps on the whole V, at most. */
  readonly fineSweeps: number
}

/** A few sweeps show which start will lose; the winner gets most. */
export const efforts: Readonly<Record<Quality, Effort>> = {
  fast: { rounds: [{ starts: 1, sweeps: 50 }], fineSweeps: 15 },
  balanced: {
    rounds: [
      { starts: 5, sweeps: 10 },
      { starts: 2, sweeps: 20 },
      { starts: 1, sweeps: 30 }
    ],
    fineSweeps: 30
  },
  fine: {
    rounds: [
      { starts: 8, sweeps: 12 },
      { starts: 4, sweeps: 20 },
      { starts: 2, sweeps: 60 }
    ],
    fineSweeps: 100
  }
}

/** Sweeps of a whole contest of starts. */
export function contestSweeps(rounds: readonly Round[]): number {
  return rounds.reduce((sum, { starts, sweeps }) => sum + starts * sweeps, 0)
}

/** Most sweeps after a contest. */
export function sweepsAfterContest({ quality, iterations }: SeparationSettings): number {
  return Math.min(iterations, efforts[quality].fineSweeps)
}
