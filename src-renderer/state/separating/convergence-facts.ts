/** How a separation converged, or how it is converging while it runs. */
import type { ConvergencePoint } from '../../draw/factorization/convergence'
import { countText, secondsText } from '../../words/words'
import type { LoadedSeparation } from '../document/loaded-separation'
import { secondsOfSweeps, type Separating } from './separating.svelte'

/** What is shown of a convergence. */
export interface ConvergenceFacts {
  readonly points: readonly ConvergencePoint[]
  /** Sweeps at the right edge of the curve, where they are not those of its last point. */
  readonly sweeps: number | null
  /** "40 sweeps in 6.5 s", "12 of 200 sweeps". */
  readonly text: string
  /** The latest divergence, "–" while there is none. */
  readonly divergence: string
  /** When each sweep was done; null where that is not known. */
  readonly seconds: readonly number[] | null
}

/** Facts of the separation that is shown: of the running job while it is a preview of that. */
export function convergenceFacts(
  { factorization, result, isPreview }: LoadedSeparation,
  separating: Pick<Separating, 'points' | 'progress' | 'timesOf'>
): ConvergenceFacts {
  if (isPreview) {
    const { points, progress } = separating
    const last = points.at(-1)
    const done = last?.[0] ?? 0
    return {
      points,
      sweeps: progress?.sweeps ?? null,
      text:
        progress === null
          ? countText(done, 'sweep')
          : `${done} of ${countText(progress.sweeps, 'sweep')}`,
      divergence: last?.[1].toPrecision(4) ?? '–',
      seconds: null
    }
  }
  const { divergence } = factorization
  const sweeps = Math.max(0, divergence.length - 1)
  return {
    points: divergence.map((value, sweep) => [sweep, value] as const),
    sweeps: null,
    text: `${countText(sweeps, 'sweep')}${secondsText(result.seconds)}`,
    divergence: divergence.at(-1)?.toPrecision(4) ?? '–',
    seconds: secondsOfSweeps(separating.timesOf(divergence), sweeps)
  }
}
