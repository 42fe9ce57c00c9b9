/** What each quality of the fast solver spends. */
import type { Quality, SeparationSettings } from '../../../shared/settings'

/** A round of the contest of starts: so many go on, each for so many sweeps on the coarse V. */
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

/** Few sweeps tell a start that will lose; the winner gets most. */
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

/** Sweeps that follow on a contest, at most. */
export function sweepsAfterContest({ quality, iterations }: SeparationSettings): number {
  return Math.min(iterations, efforts[quality].fineSweeps)
}
