/**
 * The caller's side of the engine: a pool of worker threads behind one function. It knows threads,
 * not Electron, so the app, the command line and tests all use it.
 */
import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { Failure } from '../../shared/failure'
import { Crew, type Hire } from './threads/crew'
import { heapLimit } from './threads/heap-limit'
import { crashed, isCancelled, type Job, type Outcome, settle } from './engine-job'
import type {
  EngineCall,
  EngineCommand,
  EngineInput,
  EngineOutput,
  EngineProgress,
  EngineReply,
  EngineWorkerData
} from './engine-protocol'

/** What a client is made with. */
export interface EngineClientOptions {
  /** The built `engine.worker.js`. */
  readonly workerUrl: URL
  /** Compiled once, shared by all workers. */
  readonly module: WebAssembly.Module
  /** Most workers at a time; by default one less than there are cores, but at least two. */
  readonly size?: number
  /**
   * The built `team.worker.js`: threads that help a separation. Without it separations run on one
   * thread.
   */
  readonly teamUrl?: URL
  /** Most threads of a separation, its worker included; by default as many as cores, up to 8. */
  readonly threads?: number
  /** Whether all threads give way to other work on the machine; only possible on Linux. */
  readonly isBackground?: boolean
  /**
   * Folder that lists what is being written (write/files/staging-list.ts), so that the next start
   * finds what a killed program left; absolute, made when it is needed. By default nothing is
   * listed.
   */
  readonly stagingList?: string
}

/** How the caller of one call follows and cancels it. */
export interface EngineCallOptions<N extends EngineCall> {
  readonly onProgress?: (progress: EngineProgress<N>) => void
  /** Aborting it cancels the call. */
  readonly signal?: AbortSignal
}

/** The pool. */
export interface EngineClient {
  /**
   * Runs a call on a worker of its own, waiting for one when all are busy.
   * @returns the output, null when cancelled (within 200 ms; what writes files may take longer to
   *   tidy up)
   * @throws Failure of the work; `engine/crashed` or `engine/out-of-memory` when its worker died
   */
  call<N extends EngineCall>(
    name: N,
    input: EngineInput<N>,
    options?: EngineCallOptions<N>
  ): Promise<EngineOutput<N> | null>
  /** Starts workers before the first calls need them, until there are this many; one by default. */
  warmUp(count?: number): void
  /** Ends all workers; calls that still run count as cancelled. Safe to call twice. */
  dispose(): Promise<void>
}

/** Milliseconds after which a worker that ignores a cancel is terminated. */
const PATIENCE = {
  decode: 200,
  spectrogram: 200,
  separate: 200,
  findNotes: 200,
  writeStems: 3000,
  writeExport: 3000,
  settleLeftovers: 3000
} as const satisfies Record<EngineCall, number>
/**
 * Milliseconds between the last work of a thread and its end: V8 may still be compiling code it
 * ran, and waits for the thread, which no longer answers while it ends (nodejs/node#54918).
 */
const REST = 100
/** With more threads than this a separation is bound by memory, not by arithmetic. */
const MOST_THREADS = 8
/** Calls that may take minutes; they leave one worker free for the short ones. */
const LONG_CALLS: readonly EngineCall[] = ['separate', 'writeStems', 'writeExport']

/** One thread of the pool. */
interface Seat {
  readonly worker: Worker
  job: Job | null
  /** Threads that help with the job. */
  hire: Hire | null
  /** What the worker threw before it ended. */
  error: unknown
  patience: NodeJS.Timeout | undefined
}

/** Makes a client; workers start when they are first needed. */
export function createEngineClient(options: EngineClientOptions): EngineClient {
  return new Pool(options)
}

class Pool implements EngineClient {
  readonly #options: EngineClientOptions
  readonly #size: number
  readonly #seats = new Set<Seat>()
  readonly #crew: Crew | null
  #waiting: Job[] = []
  #lastId = 0
  #isDisposed = false
  /** When a call was last settled. */
  #restsSince = -Infinity

  constructor(options: EngineClientOptions) {
    this.#options = options
    this.#size = options.size ?? Math.max(2, availableParallelism() - 1)
    this.#crew = options.teamUrl ? crewOf(options, options.teamUrl) : null
  }

  call<N extends EngineCall>(
    name: N,
    input: EngineInput<N>,
    { onProgress, signal }: EngineCallOptions<N> = {}
  ): Promise<EngineOutput<N> | null> {
    if (this.#isDisposed || signal?.aborted) return Promise.resolve(null)
    const cancel = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
    const id = ++this.#lastId
    return new Promise((resolve, reject) => {
      const abort = (): void => this.#cancel(id)
      signal?.addEventListener('abort', abort, { once: true })
      this.#waiting.push({
        // A union of commands cannot be built from a name that is still a type variable.
        command: { id, call: name, input, cancel, team: null } as unknown as EngineCommand,
        onProgress: onProgress as Job['onProgress'],
        resolve: resolve as Job['resolve'],
        reject,
        unlisten: () => signal?.removeEventListener('abort', abort)
      })
      this.#startWaiting()
    })
  }

  warmUp(count = 1): void {
    if (this.#isDisposed) return
    try {
      while (this.#seats.size < Math.min(count, this.#size)) this.#open()
    } catch {
      // The system refused a thread: the first call that needs it tries again and reports the
      // failure.
    }
  }

  async dispose(): Promise<void> {
    this.#isDisposed = true
    for (const job of this.#waiting.splice(0)) settle(job, { value: null })
    const seats = [...this.#seats]
    await sleep(Math.max(0, this.#restsSince + REST - performance.now()))
    for (const seat of seats) this.#free(seat, { value: null })
    await Promise.all([...seats.map(({ worker }) => worker.terminate()), this.#crew?.dispose()])
  }

  #startWaiting(): void {
    this.#waiting = this.#waiting.filter((job) => !this.#start(job))
  }

  /** False when the job has to wait. */
  #start(job: Job): boolean {
    const isLong = LONG_CALLS.includes(job.command.call)
    const busy = [...this.#seats].filter((seat) => seat.job !== null)
    const longBusy = busy.filter((seat) => LONG_CALLS.includes(seat.job!.command.call))
    if (isLong && longBusy.length >= Math.max(1, this.#size - 1)) return false
    if (busy.length >= this.#size) return false
    const seat = this.#seatFor(job)
    if (seat === null) return false
    if (seat instanceof Failure) {
      settle(job, { failure: seat })
      return true
    }
    seat.job = job
    if (job.command.call === 'separate')
      seat.hire = this.#crew?.hire(threadsOf(this.#options) - 1) ?? null
    const team = seat.hire?.place ?? null
    seat.worker.postMessage({ ...job.command, team }, [...(team?.ports ?? [])])
    return true
  }

  /**
   * A free seat, or a new one. If the system refuses a thread: null while other seats work, since
   * one of them will become free, and a failure if there are none.
   */
  #seatFor(job: Job): Seat | Failure | null {
    const free = [...this.#seats].find((each) => each.job === null)
    if (free) return free
    try {
      return this.#open()
    } catch (cause) {
      return this.#seats.size > 0 ? null : crashed(job, cause)
    }
  }

  /** Throws what the system says when it refuses a thread. */
  #open(): Seat {
    const { module, isBackground = false, stagingList } = this.#options
    const workerData: EngineWorkerData = {
      module,
      isBackground,
      ...(stagingList !== undefined && { stagingList })
    }
    const worker = new Worker(this.#options.workerUrl, {
      workerData,
      name: 'partwise-engine',
      resourceLimits: heapLimit
    })
    const seat: Seat = { worker, job: null, hire: null, error: null, patience: undefined }
    this.#seats.add(seat)
    worker.on('message', (reply: EngineReply) => this.#receive(seat, reply))
    worker.on('error', (error) => (seat.error = error))
    worker.on('messageerror', (error) => this.#abandon(seat, { failure: crashed(seat.job, error) }))
    worker.on('exit', (code) => {
      this.#seats.delete(seat)
      this.#free(seat, { failure: crashed(seat.job, seat.error ?? `exit code ${code}`) })
    })
    return seat
  }

  #receive(seat: Seat, reply: EngineReply): void {
    const { job } = seat
    if (job?.command.id !== reply.id) return
    switch (reply.kind) {
      case 'progress':
        if (!isCancelled(job)) job.onProgress?.(reply.progress)
        break
      case 'done':
        this.#free(seat, { value: reply.value })
        this.#expectSeparation(job)
        break
      case 'failed':
        this.#free(seat, { failure: new Failure(reply.code, reply.message, reply.details) })
        break
    }
  }

  /** A recording that was drawn will probably be separated; until then the machine is idle. */
  #expectSeparation(job: Job): void {
    if (job.command.call !== 'spectrogram' || isCancelled(job) || this.#isDisposed) return
    this.#crew?.warmUp()
  }

  #cancel(id: number): void {
    const waiting = this.#waiting.find((job) => job.command.id === id)
    if (waiting) {
      this.#waiting = this.#waiting.filter((job) => job !== waiting)
      settle(waiting, { value: null })
      return
    }
    const seat = [...this.#seats].find((each) => each.job?.command.id === id)
    if (!seat?.job) return
    Atomics.store(seat.job.command.cancel, 0, 1)
    seat.patience = setTimeout(
      () => this.#abandon(seat, { value: null }),
      PATIENCE[seat.job.command.call]
    )
  }

  /** Ends a worker; the next call that needs one starts another. */
  #abandon(seat: Seat, outcome: Outcome): void {
    this.#seats.delete(seat)
    void seat.worker.terminate()
    this.#free(seat, outcome)
  }

  /** Settles the job of a seat and gives the seat to the next job that waits. */
  #free(seat: Seat, outcome: Outcome): void {
    clearTimeout(seat.patience)
    const { job } = seat
    if (job) this.#restsSince = performance.now()
    seat.job = null
    seat.hire?.release()
    seat.hire = null
    if (job) settle(job, isCancelled(job) ? { value: null } : outcome)
    if (!this.#isDisposed) this.#startWaiting()
  }
}

/** Most threads of a separation. */
function threadsOf({ threads }: EngineClientOptions): number {
  return threads ?? Math.min(MOST_THREADS, availableParallelism())
}

function crewOf(options: EngineClientOptions, workerUrl: URL): Crew {
  const { module, isBackground = false } = options
  return new Crew({ workerUrl, module, size: threadsOf(options) - 1, isBackground })
}
