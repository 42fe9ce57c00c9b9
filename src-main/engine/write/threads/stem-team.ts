/**
 * The threads of one export from the leader's side: starts helpers, does its own part, watches
 * them, and waits until none has an open file. A helper that dies fails the export.
 */
import { setImmediate } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Failure, type KeepGoing } from '../../../../shared/failure'
import type { WriteFs } from '../files/new-file'
import { StemThread, wholeFileTallies, wholeTally } from './stem-thread'
import type { SumTally } from '../../stems/integer-sum'
import { isCalledOff, LEADER_NAP } from '../../threads/claim'
import { heapLimit } from '../../threads/heap-limit'
import {
  BoardWord,
  stopAll,
  type StemJob,
  type StemReport,
  type StemSeconds
} from './stem-team-protocol'

/** Share of rendering in the progress; the rest is encoding. */
const RENDER_SHARE = 0.8
/** Milliseconds that helpers have to close their files before they are terminated. */
const TIME_TO_LEAVE = 1000

/** The result of a team. */
export interface TeamResult {
  readonly tally: SumTally
  /**
   * [files x 2] the largest absolute sample of each file, and how many of its samples were clipped.
   */
  readonly fileTallies: Float64Array
  /** Seconds of all threads together. */
  readonly seconds: StemSeconds
}

/** Runs an export on several threads. Call `run`; then `end` in any case. */
export class StemTeam {
  readonly #job: StemJob
  readonly #fs: WriteFs | undefined
  readonly #helperUrl: URL | null
  readonly #frameCount: number
  #own: StemThread | null = null
  #helpers: readonly Helper[] = []

  /** @param helperUrl the built `stem.worker.js`; without it the plan has one thread */
  constructor(job: StemJob, helperUrl: URL | null, fs?: WriteFs) {
    const { plan } = job
    if (helperUrl === null && plan.threads.length > 1) throw new Error('helpers have no program')
    this.#job = job
    this.#helperUrl = helperUrl
    this.#fs = fs
    this.#frameCount = plan.hopCount + plan.rangeCount * (plan.overlap - 1)
  }

  /**
   * Renders and writes everything.
   * @returns null when cancelled
   * @throws Failure of the disk, `engine/crashed` when a helper died
   */
  async run(keepGoing: KeepGoing): Promise<TeamResult | null> {
    const { board, plan } = this.#job
    const mayGoOn = (): boolean => keepGoing(this.#fraction())
    this.#helpers = plan.threads.slice(1).map((_, i) => {
      return new Helper(this.#helperUrl!, { ...this.#job, thread: i + 1 })
    })
    const own = await StemThread.start(this.#job, mayGoOn, this.#fs)
    this.#own = own
    for (let isDone = false; !isDone;) {
      // Between two steps messages arrive, and the exit of a helper is noticed.
      await setImmediate()
      this.#checkHelpers()
      if (!mayGoOn()) return null
      const outcome = own.step()
      if (outcome === 'stopped') {
        if (isCalledOff(board.words, BoardWord.stop)) await this.#hearWhy()
        return null
      }
      if (outcome === 'waiting') own.wait(LEADER_NAP)
      isDone = outcome === 'done'
    }
    own.finish()
    while (this.#helpers.some(({ seconds }) => seconds === null)) {
      await setImmediate()
      this.#checkHelpers()
      if (!mayGoOn()) return null
      own.wait(LEADER_NAP)
    }
    const all = [own.seconds, ...this.#helpers.map(({ seconds }) => seconds!)]
    return {
      tally: wholeTally(board.tallies),
      fileTallies: wholeFileTallies(board.fileTallies, this.#job.files.length),
      seconds: {
        separate: all.reduce((sum, { separate }) => sum + separate, 0),
        write: all.reduce((sum, { write }) => sum + write, 0)
      }
    }
  }

  /** Ends all threads; then no file is open, finished or not. */
  async end(): Promise<void> {
    stopAll(this.#job.board)
    this.#own?.abort()
    await Promise.all(this.#helpers.map((helper) => helper.left(TIME_TO_LEAVE)))
  }

  #fraction(): number {
    const { words } = this.#job.board
    const { threads, rangeCount } = this.#job.plan
    const frames = Atomics.load(words, BoardWord.frames)
    const encoded = threads.reduce((sum, _, i) => sum + Atomics.load(words, BoardWord.lists + i), 0)
    const part = encoded / (threads.length * rangeCount)
    return Math.min(1, RENDER_SHARE * (frames / this.#frameCount) + (1 - RENDER_SHARE) * part)
  }

  #checkHelpers(): void {
    for (const { failure } of this.#helpers) if (failure) throw failure
  }

  /** A failing thread first stops the others and then tells the leader. */
  async #hearWhy(): Promise<void> {
    const deadline = performance.now() + TIME_TO_LEAVE
    while (this.#helpers.some(({ isGone }) => !isGone) && performance.now() < deadline) {
      await setImmediate()
      this.#checkHelpers()
      this.#own!.wait(LEADER_NAP)
    }
  }
}

/** A helper's thread as the leader sees it. */
class Helper {
  /** Set when all of its files are written. */
  seconds: StemSeconds | null = null
  /** The failure with which it ended early. */
  failure: Failure | null = null
  isGone = false
  readonly #worker: Worker
  /** Settled when the thread has closed its files or is gone. */
  readonly #left: Promise<void>
  #leave = (): void => undefined
  #error: unknown = null

  constructor(url: URL, job: StemJob) {
    this.#worker = new Worker(url, {
      workerData: job,
      name: 'partwise-stems',
      resourceLimits: heapLimit
    })
    this.#worker.on('message', (report: StemReport) => this.#hear(report))
    this.#worker.on('error', (error) => (this.#error = error))
    this.#left = new Promise((resolve) => (this.#leave = resolve))
    this.#worker.once('exit', () => {
      this.isGone = true
      if (this.seconds === null) {
        const reason =
          this.#error instanceof Error ? (this.#error.stack ?? this.#error.message) : 'it ended'
        this.failure ??= new Failure('engine/crashed', `a helper of writeStems: ${reason}`, {
          call: 'writeStems'
        })
      }
      this.#leave()
    })
  }

  /** Waits until the thread has closed its files, and terminates it if that takes too long. */
  async left(patience: number): Promise<void> {
    const timers = [
      setTimeout(() => void this.#worker.terminate(), patience),
      // A thread that cannot even be terminated is abandoned.
      setTimeout(() => this.#leave(), 2 * patience)
    ]
    await this.#left
    for (const timer of timers) clearTimeout(timer)
  }

  #hear(report: StemReport): void {
    switch (report.kind) {
      case 'written':
        this.seconds = report.seconds
        break
      case 'failed':
        this.failure ??= new Failure(report.code, report.message, report.details)
        break
      case 'left':
        this.#leave()
        break
    }
  }
}
