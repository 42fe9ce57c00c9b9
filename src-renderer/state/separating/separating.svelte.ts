/** Progress of the running separation, and when its sweeps were done. */
import type { Payload } from '../../../shared/contract'
import type { SeparationSettings } from '../../../shared/settings'
import type { ConvergencePoint } from '../../draw/factorization/convergence'
import { Stall } from '../shell/stall.svelte'

/** When a sweep was reported, since the start. */
export type SweepTime = readonly [sweep: number, seconds: number]

/** Progress of a separation; `running` is false when there is none. */
export class Separating {
  running = $state(false)
  /** Whether Cancel was pressed and is being carried out. */
  cancelling = $state(false)
  /** The settings of the running separation; after its end, of the last one. */
  asked = $state.raw<SeparationSettings | null>(null)
  progress = $state.raw<Payload<'separationProgress'> | null>(null)
  /** Whether nothing has been heard of it for long. */
  readonly stall = new Stall()
  /** The divergence so far: [sweep, divergence per cell]. Kept after the end. */
  points = $state.raw<readonly ConvergencePoint[]>([])
  /** When sweeps of the running separation were reported. */
  #times: SweepTime[] = []
  /** The same for finished separations, by their curve. */
  readonly #timesOf = new WeakMap<readonly number[], readonly SweepTime[]>()
  #startedAt = 0

  /** Begins. */
  begin(settings: SeparationSettings): void {
    this.running = true
    this.asked = settings
    this.cancelling = false
    this.progress = null
    this.points = []
    this.#times = []
    this.#startedAt = performance.now()
    this.stall.note()
  }

  /** Takes in main's progress. */
  apply(progress: Payload<'separationProgress'>): void {
    if (!this.running) return
    this.progress = progress
    this.stall.note()
    const last = progress.divergence.at(-1)
    if (last === undefined) return
    this.points = [...this.points, ...progress.divergence]
    this.#times.push([last[0], (performance.now() - this.#startedAt) / 1000])
  }

  /** Ends, with the whole curve if it was finished. */
  end(divergence: readonly number[] | null): void {
    // A cancelled run ends with the curve of the separation that stays, whose times are known
    // already.
    if (this.running && divergence !== null && !this.#timesOf.has(divergence)) {
      this.#timesOf.set(divergence, this.#times)
    }
    this.running = false
    this.cancelling = false
    this.progress = null
    this.stall.end()
    this.points = divergence?.map((value, sweep) => [sweep, value] as const) ?? []
  }

  /** When the sweeps of a separation made in this window were reported; empty for any other. */
  timesOf(divergence: readonly number[]): readonly SweepTime[] {
    return this.#timesOf.get(divergence) ?? []
  }
}

/**
 * Seconds at which each sweep from 0 to `sweeps` was done: interpolated between reports,
 * extrapolated beyond them at the rate of the nearest two; null where fewer than two were reported.
 */
export function secondsOfSweeps(
  times: readonly SweepTime[],
  sweeps: number
): readonly number[] | null {
  const [first] = times
  const last = times.at(-1)
  if (first === undefined || last === undefined || last[0] <= first[0]) return null
  let i = 0
  return Array.from({ length: sweeps + 1 }, (_, sweep) => {
    while (i < times.length - 2 && times[i + 1]![0] <= sweep) i++
    const [from, start] = times[i]!
    const [to, end] = times[i + 1]!
    const rate = to > from ? (end - start) / (to - from) : 0
    return Math.max(0, start + (sweep - from) * rate)
  })
}
