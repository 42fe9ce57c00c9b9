/**
 * Separates and exports everything that waits in the queue, one recording after another, with the
 * settings as they are at the start. A recording that fails does not stop the others.
 */
import type { ExportResult, OpenedAudio } from '../../../shared/contract'
import { nearestWindowSize, type SeparationSettings } from '../../../shared/settings'
import { failureText } from '../../words/failure-text'
import type { Queue, QueueItem } from './queue.svelte'
import { countText, decibelText } from '../../words/words'
import { batchSecondsLeft } from './batch-time'

/** The window's actions that a batch uses; each throws what went wrong. */
export interface BatchSteps {
  /** Opens a recording; null when something else was opened instead. */
  readonly open: (path: string) => Promise<OpenedAudio | null>
  /** Throws what would keep the open recording's stems from being written. */
  readonly check: (opened: OpenedAudio) => void
  /** Separates the open recording; false when that was cancelled. */
  readonly separate: (settings: SeparationSettings) => Promise<boolean>
  /** Writes all stems; null when that was cancelled. */
  readonly write: () => Promise<ExportResult | null>
  /** Cancels the present work. */
  readonly cancel: () => Promise<unknown>
}

/** The settings for all recordings of a batch. */
export interface BatchSettings {
  readonly settings: SeparationSettings
  /** The sample rate that the settings were made for. */
  readonly sampleRate: number
}

/** Settings for another sample rate: the window is as long in seconds, all else is the same. */
export function settingsForRate(
  { settings, sampleRate }: BatchSettings,
  rate: number
): SeparationSettings {
  const { windowSize, hopSize } = settings
  const size = rate === sampleRate ? windowSize : nearestWindowSize(rate, windowSize / sampleRate)
  // A range belongs to one recording.
  return { ...settings, range: null, windowSize: size, hopSize: (hopSize / windowSize) * size }
}

/** Milliseconds between two looks at the clock. */
const LOOK_EVERY_MS = 250

/** The batch. */
export class Batch {
  readonly #queue: Queue
  readonly #steps: BatchSteps
  readonly #now: () => number
  #runningId = $state<number | null>(null)
  #isStopping = $state(false)
  #secondsLeft = $state<number | null>(null)
  /** Seconds that recordings of the running batch took, from opening to the last file. */
  #took: readonly number[] = []
  #startedAt = 0
  /** Recordings of the running batch that are done. */
  finished = $state(0)
  /** Recordings of the running batch: done, in progress, waiting. */
  readonly count = $derived.by(
    () => this.finished + (this.running ? 1 : 0) + this.#queue.waiting.length
  )

  /**
   * @param queue that it works through
   * @param steps that it takes with each recording
   * @param now the clock in milliseconds
   */
  constructor(queue: Queue, steps: BatchSteps, now: () => number = () => performance.now()) {
    this.#queue = queue
    this.#steps = steps
    this.#now = now
  }

  /** Seconds left for everything that waits; null until one recording shows how long they take. */
  get secondsLeft(): number | null {
    return this.#secondsLeft
  }

  /** Whether it runs. */
  get running(): boolean {
    return this.#runningId !== null
  }

  /** Whether it was told to stop and has not yet. */
  get stopping(): boolean {
    return this.#isStopping
  }

  /** Works through what waits. Never fails: the queue shows what went wrong. */
  async run(wanted: BatchSettings): Promise<void> {
    const [first] = this.#queue.waiting
    if (this.running || first === undefined) return
    this.#isStopping = false
    this.#runningId = first.id
    this.#took = []
    this.finished = 0
    const looking = setInterval(() => this.look(), LOOK_EVERY_MS)
    try {
      for (let item = this.#next(); item; item = this.#next()) {
        this.#runningId = item.id
        this.#startedAt = this.#now()
        const isDone = await this.#process(item, wanted)
        if (isDone) this.#took = [...this.#took, this.#elapsed()]
        this.finished++
      }
    } finally {
      clearInterval(looking)
      this.#secondsLeft = null
      this.#runningId = null
      this.#isStopping = false
    }
  }

  /** Looks at the clock; called regularly while it runs. */
  look(): void {
    this.#secondsLeft = batchSecondsLeft(this.#took, this.#elapsed(), this.#queue.waiting.length)
  }

  #elapsed(): number {
    return (this.#now() - this.#startedAt) / 1000
  }

  /** Stops; the recording in progress waits again. */
  async stop(): Promise<void> {
    if (!this.running) return
    this.#isStopping = true
    await this.#steps.cancel()
  }

  #next(): QueueItem | undefined {
    return this.stopping ? undefined : this.#queue.waiting[0]
  }

  /** @returns whether its stems are written */
  async #process({ id, path }: QueueItem, wanted: BatchSettings): Promise<boolean> {
    const queue = this.#queue
    const { open, check, separate, write } = this.#steps
    const mustStop = (): boolean => this.#isStopping
    const giveUp = (): boolean => {
      // After a cancel neither that recording nor the following ones are begun.
      this.#isStopping = true
      queue.set(id, { kind: 'waiting' })
      return false
    }
    try {
      queue.set(id, { kind: 'opening' })
      const opened = await open(path)
      if (opened === null || mustStop()) return giveUp()
      check(opened)
      queue.set(id, { kind: 'separating' })
      const settings = settingsForRate(wanted, opened.summary.sampleRate)
      if (!(await separate(settings)) || mustStop()) return giveUp()
      queue.set(id, { kind: 'writing' })
      const result = await write()
      if (result === null) return giveUp()
      queue.set(id, { kind: 'done', text: resultText(result), folder: result.folder })
      return true
    } catch (thrown) {
      const { title, text } = failureText(thrown)
      queue.set(id, { kind: 'failed', text: title, hint: text })
      return false
    }
  }
}

function resultText({ written, residualDb }: ExportResult): string {
  const sum = residualDb === null ? '' : `, residual ${decibelText(residualDb)}FS`
  const stems = written.filter(({ kind }) => kind === 'stem').length
  const rest = written.some(({ kind }) => kind === 'rest') ? ' and Rest' : ''
  return `${countText(stems, 'stem')}${rest}${sum}`
}
