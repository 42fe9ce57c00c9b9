/** The separation that is running. */
import type { Payload } from '../../shared/contract'
import type { ConvergencePoint } from '../draw/convergence'

/** Progress of a separation; `running` is false when there is none. */
export class Separating {
  running = $state(false)
  /** Cancel was pressed and is on its way. */
  cancelling = $state(false)
  progress = $state.raw<Payload<'separationProgress'> | null>(null)
  /** The divergence so far: [sweep, divergence per cell]. Kept after the end. */
  points = $state.raw<readonly ConvergencePoint[]>([])

  /** Begins. */
  begin(): void {
    this.running = true
    this.cancelling = false
    this.progress = null
    this.points = []
  }

  /** Takes in what main tells. */
  apply(progress: Payload<'separationProgress'>): void {
    if (!this.running) return
    this.progress = progress
    if (progress.divergence.length > 0) this.points = [...this.points, ...progress.divergence]
  }

  /** Ends, with the whole curve when it was finished. */
  end(divergence: readonly number[] | null): void {
    this.running = false
    this.cancelling = false
    this.progress = null
    this.points = divergence?.map((value, sweep) => [sweep, value] as const) ?? []
  }
}
