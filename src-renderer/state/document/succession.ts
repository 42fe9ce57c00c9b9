/**
 * Which components of a separation go on in the next one, and whether a name may go with them: only
 * where most of the energy, seen from both sides, is the same sound. K = components.
 */
import type { LoadedSeparation } from './loaded-separation'
import { matchComponents, sharesWithin, type Stretch } from './matching'

/** Above this share of the energy on both sides it is the same sound. */
const MOST = 0.5

/** The components of a separation and those of the next. */
export interface Succession {
  /** For each new component [K] the previous one that it continues, each once; -1 for none. */
  readonly previous: Int32Array
  /**
   * Energy of each previous and of each new component, in the time that both separations are about.
   */
  readonly before: ArrayLike<number>
  readonly after: ArrayLike<number>
}

/** Finds out what goes on, by what it sounds like and when. */
export function succession(before: LoadedSeparation, after: LoadedSeparation): Succession {
  const stretch = commonStretch(before, after)
  return {
    previous: matchComponents(before.view, after.view, stretch),
    before: energiesWithin(before, stretch),
    after: energiesWithin(after, stretch)
  }
}

/** New components that continue some previous ones, in the order of those. */
export function successorsOf(
  { previous }: Succession,
  components: readonly number[]
): readonly number[] {
  return components.map((component) => previous.indexOf(component)).filter((k) => k >= 0)
}

/** Whether most of the energy of previous components is that of new ones, and the reverse. */
export function isMostlySame(
  { previous, before, after }: Succession,
  old: readonly number[],
  now: readonly number[]
): boolean {
  const sum = (energies: ArrayLike<number>, components: readonly number[]): number =>
    components.reduce((so, k) => so + (energies[k] ?? 0), 0)
  const common = now.reduce((so, k) => {
    const continued = previous[k] ?? -1
    return old.includes(continued) ? so + Math.min(before[continued] ?? 0, after[k] ?? 0) : so
  }, 0)
  return common > MOST * sum(before, old) && common > MOST * sum(after, now)
}

/** The part of the recording that both separations are about; empty where there is none. */
function commonStretch(...separations: readonly LoadedSeparation[]): Stretch {
  const stretches = separations.map(({ factorization: { settings, frameCount } }): Stretch => {
    const { range, hopSize } = settings
    if (range === null) return { from: 0, to: 1 }
    const samples = frameCount * hopSize
    return { from: range.fromSample / samples, to: Math.min(1, range.toSample / samples) }
  })
  const from = Math.max(...stretches.map((stretch) => stretch.from))
  return { from, to: Math.max(from, Math.min(...stretches.map((stretch) => stretch.to))) }
}

/** Energies of the components within a stretch [K]; they add up to 1. */
function energiesWithin({ result, view }: LoadedSeparation, stretch: Stretch): Float64Array {
  const energies = sharesWithin(view, stretch)
  const own = new Map(result.components.map(({ id, energy }) => [id, energy]))
  const inside = energies.map((share, k) => share * (own.get(k) ?? 0))
  const sum = inside.reduce((so, energy) => so + energy, 0)
  return sum > 0 ? inside.map((energy) => energy / sum) : inside
}
