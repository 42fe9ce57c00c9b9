/**
 * Limits the rate of a busy stream of progress. What is held back is not lost: it is merged into
 * the next one that passes, and `flush` sends the last.
 */
import type { SeparationProgress } from '../../shared/contract'

/** Least milliseconds between two progress events that the window gets. */
const usualMs = 1000 / 15

interface GateOptions<P> {
  readonly send: (progress: P) => void
  /** Combines what was held back with what came after it; by default the later one replaces it. */
  readonly merge?: (held: P, next: P) => P
  /** Least milliseconds between two; by default a fifteenth of a second. */
  readonly everyMs?: number
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number
}

/** One gate for one task. */
export class ProgressGate<P> {
  readonly #options: GateOptions<P>
  readonly #now: () => number
  readonly #everyMs: number
  #lastSentAt = -Infinity
  #held: P | null = null

  constructor(options: GateOptions<P>) {
    this.#options = options
    this.#everyMs = options.everyMs ?? usualMs
    this.#now = options.now ?? (() => performance.now())
  }

  /** Sends progress, or holds it back when the last one was sent a moment ago. */
  push(progress: P): void {
    const { merge } = this.#options
    this.#held = this.#held !== null && merge ? merge(this.#held, progress) : progress
    if (this.#now() - this.#lastSentAt >= this.#everyMs) this.flush()
  }

  /** Sends what is held back, if anything is. */
  flush(): void {
    if (this.#held === null) return
    const progress = this.#held
    this.#held = null
    this.#lastSentAt = this.#now()
    this.#options.send(progress)
  }
}

/**
 * Merges progress of a separation into progress held back, so that no point of the curve is lost.
 */
export function joinProgress(
  held: SeparationProgress,
  next: SeparationProgress
): SeparationProgress {
  return { ...next, divergence: [...held.divergence, ...next.divergence] }
}
