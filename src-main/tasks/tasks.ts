/**
 * The long work that is running: one separation and one export for each document at most.
 * Opening a file and drawing its spectrogram are not tasks: nothing is lost when they end early.
 */
import { Failure } from '../../shared/failure'

/** Kinds of tasks. */
export type TaskKind = 'separation' | 'export'

/** What a task passes to its work. */
export interface TaskEnvironment {
  readonly signal: AbortSignal
  /** Reports how far the work is, 0 to 1. */
  readonly report: (fraction: number) => void
}

interface RunningTask {
  readonly document: number
  readonly kind: TaskKind
  readonly abort: AbortController
  readonly ended: Promise<unknown>
  fraction: number
}

/** Starts, watches and cancels tasks. */
export class Tasks {
  readonly #running = new Set<RunningTask>()
  readonly #listeners = new Set<() => void>()

  /** True while anything runs. */
  get isBusy(): boolean {
    return this.#running.size > 0
  }

  /** Kinds of the running tasks, each once. */
  get kinds(): readonly TaskKind[] {
    return [...new Set(Array.from(this.#running, (task) => task.kind))]
  }

  /** Progress of the task with most left to do, 0 to 1; null when nothing runs. */
  get fraction(): number | null {
    if (!this.isBusy) return null
    return Math.min(...Array.from(this.#running, (task) => task.fraction))
  }

  /**
   * Runs a task to its end and returns what its work returns: null when it was cancelled in time.
   * @throws Failure `engine/busy` when the document has such a task already
   */
  async run<T>(
    document: number,
    kind: TaskKind,
    work: (environment: TaskEnvironment) => Promise<T | null>
  ): Promise<T | null> {
    if (this.#of(document, kind).length > 0) {
      throw new Failure('engine/busy', `${kind} of document ${document} is running`, { kind })
    }
    const abort = new AbortController()
    const report = (fraction: number): void => {
      task.fraction = fraction
      this.#changed()
    }
    // Work begins in a later turn, when `task` exists for it to report to.
    const { signal } = abort
    const ended = Promise.resolve().then(() => (signal.aborted ? null : work({ signal, report })))
    const task: RunningTask = { document, kind, abort, ended, fraction: 0 }
    this.#running.add(task)
    this.#changed()
    try {
      return await ended
    } finally {
      this.#running.delete(task)
      this.#changed()
    }
  }

  /** Cancels a document's task of that kind, if any; settles when it has ended. */
  cancel(document: number, kind: TaskKind): Promise<void> {
    return end(this.#of(document, kind))
  }

  /** Cancels whatever runs for a document. */
  cancelDocument(document: number): Promise<void> {
    return end([...this.#running].filter((task) => task.document === document))
  }

  /** Cancels everything. */
  cancelAll(): Promise<void> {
    return end([...this.#running])
  }

  /** Calls `listener` when tasks begin, end or report; the returned function ends that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #of(document: number, kind: TaskKind): RunningTask[] {
    return [...this.#running].filter((task) => task.document === document && task.kind === kind)
  }

  #changed(): void {
    for (const listener of this.#listeners) listener()
  }
}

async function end(tasks: readonly RunningTask[]): Promise<void> {
  for (const { abort } of tasks) abort.abort()
  await Promise.allSettled(tasks.map(({ ended }) => ended))
}
