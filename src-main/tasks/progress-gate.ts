/**
 * Lets a busy stream of progress through at a bearable rate. What is held back is not lost: the
 * next one that passes is merged with it, and `flush` sends the last.
 */
import type { SeparationProgress } from '../../shared/contract'

/** Milliseconds from one progress event that the window gets to the next, at least. */
const usualMs = 1000 / 15

interface GateOptions<P> {
  readonly send: (progress: P) => void
  /** Combines what was held back with what came after it; the later one alone when left out. */
  readonly merge?: (held: P, next: P) => P
  /** Milliseconds from one to the next at least; a fifteenth of a second when left out. */
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

/** Progress of a separation after some that was held back: none of the divergence curve is lost. */
export function joinProgress(
  held: SeparationProgress,
  next: SeparationProgress
): SeparationProgress {
  return { ...next, divergence: [...held.divergence, ...next.divergence] }
}
