/**
 * One thread of an export. All do the same: a free thread renders the next range into a free slot,
 * and each encodes its own files from the slots, in order, because formats are streams. So neither
 * the bytes nor their order depend on how many threads there are. File f belongs to thread f mod
 * threads.
 */
import type { WriteFs } from '../files/new-file'
import type { StemFile } from '../formats/stem-file'
import type { SumTally } from '../../stems/integer-sum'
import { stemFileOpener } from '../formats/stem-files'
import { createStemRenderer, type StemRenderer } from '../../stems/stem-renderer'
import { claim, isCalledOff, sleepOn, tell } from '../../threads/claim'
import { BoardWord, type StemJob, type StemSeconds } from './stem-team-protocol'

/** The result of a step; after `waiting` there is nothing to do until something changes. */
export type StepOutcome = 'worked' | 'waiting' | 'done' | 'stopped'

/** A thread's part of an export; steps are repeated until `done`, then `finish`. */
export class StemThread {
  readonly #job: StemJob
  readonly #renderer: StemRenderer
  readonly #keepGoing: () => boolean
  /** The files of this thread by their number. */
  readonly #files = new Map<number, StemFile>()
  #seconds: StemSeconds = { separate: 0, write: 0 }
  #seen = 0

  /**
   * Opens the thread's files.
   * @param keepGoing called after every frame and every file; false stops all threads
   * @throws Failure `export/disk-full` or `export/not-writable`; then none is open
   */
  static async start(job: StemJob, keepGoing: () => boolean, fs?: WriteFs): Promise<StemThread> {
    const open = await stemFileOpener(job.spec)
    const thread = new StemThread(job, keepGoing)
    try {
      job.files.forEach((each, file) => {
        if (file % job.plan.threads.length !== job.thread) return
        thread.#files.set(file, open(job.folder, each, fs))
      })
    } catch (thrown) {
      thread.abort()
      throw thrown
    }
    return thread
  }

  private constructor(job: StemJob, keepGoing: () => boolean) {
    const { module, plan, memory, thread, source } = job
    this.#job = job
    this.#renderer = createStemRenderer(module, plan, memory, thread, source)
    this.#keepGoing = keepGoing
  }

  /** Seconds of work so far. */
  get seconds(): StemSeconds {
    return this.#seconds
  }

  /** Encodes a range or renders one. @throws Failure of the disk */
  step(): StepOutcome {
    const { plan, board, thread } = this.#job
    const { words } = board
    this.#seen = Atomics.load(words, BoardWord.changes)
    if (isCalledOff(words, BoardWord.stop)) return 'stopped'
    const mine = Atomics.load(words, BoardWord.lists + thread)
    if (mine === plan.rangeCount) return 'done'
    const slot = mine % plan.slots.length
    if (Atomics.load(words, this.#slotWord(slot)) === mine + 1) {
      if (!this.#encode(mine, slot)) return 'stopped'
      Atomics.store(words, BoardWord.lists + thread, mine + 1)
    } else {
      const range = this.#claim()
      if (range < 0) return 'waiting'
      if (!this.#render(range)) return 'stopped'
    }
    tell(words, BoardWord.changes)
    return 'worked'
  }

  /** Sleeps until something has changed since the last step, for a limited time. */
  wait(milliseconds: number): void {
    const { words } = this.#job.board
    sleepOn(words, BoardWord.changes, this.#seen, BoardWord.stop, milliseconds)
    this.#seen = Atomics.load(words, BoardWord.changes)
  }

  /** Finishes all files. @throws Failure of the disk */
  finish(): void {
    for (const file of this.#files.values()) file.finish()
  }

  /** Closes all files, finished or not; harmless when repeated. */
  abort(): void {
    for (const file of this.#files.values()) file.abort()
  }

  #slotWord(slot: number): number {
    return BoardWord.lists + this.#job.plan.threads.length + slot
  }

  /** The next range, if its slot is free; else -1. */
  #claim(): number {
    const { plan, board } = this.#job
    const { words } = board
    const encoded = plan.threads.map((_, each) => Atomics.load(words, BoardWord.lists + each))
    const free = Math.min(...encoded) + plan.slots.length
    return claim(words, BoardWord.supply, Math.max(0, plan.rangeCount - free))
  }

  #render(range: number): boolean {
    const { plan, board } = this.#job
    const began = performance.now()
    const slot = range % plan.slots.length
    const tally = this.#renderer.render(range, slot, () => {
      Atomics.add(board.words, BoardWord.frames, 1)
      return this.#mayGoOn()
    })
    this.#count({ separate: performance.now() - began, write: 0 })
    if (tally === null) return false
    writeTally(board.tallies, range, tally)
    board.fileTallies.set(tally.files, range * tally.files.length)
    Atomics.store(board.words, this.#slotWord(slot), range + 1)
    return true
  }

  #encode(range: number, slot: number): boolean {
    const began = performance.now()
    const count = this.#renderer.countOf(range)
    for (const [file, each] of this.#files) {
      each.write(this.#renderer.samplesOf(slot, file, range), count)
      if (!this.#mayGoOn()) return false
    }
    this.#count({ separate: 0, write: performance.now() - began })
    return true
  }

  #mayGoOn(): boolean {
    return !isCalledOff(this.#job.board.words, BoardWord.stop) && this.#keepGoing()
  }

  #count({ separate, write }: StemSeconds): void {
    this.#seconds = {
      separate: this.#seconds.separate + separate / 1000,
      write: this.#seconds.write + write / 1000
    }
  }
}

function writeTally(tallies: Float64Array, range: number, tally: SumTally): void {
  const { clipped, squares, squaresWithoutRest, restPeak } = tally
  tallies.set([clipped, squares, squaresWithoutRest, restPeak], 4 * range)
}

/** Peak and clipped samples of each file over all ranges: [files x 2]. */
export function wholeFileTallies(fileTallies: Float64Array, fileCount: number): Float64Array {
  const whole = new Float64Array(2 * fileCount)
  for (let i = 0; i < fileTallies.length; i += 2) {
    const file = i % whole.length
    whole[file] = Math.max(whole[file]!, fileTallies[i]!)
    whole[file + 1]! += fileTallies[i + 1]!
  }
  return whole
}

/** The tally of all ranges, added in their order so that it does not depend on the threads. */
export function wholeTally(tallies: Float64Array): SumTally {
  const whole = { clipped: 0, squares: 0, squaresWithoutRest: 0, restPeak: 0 }
  for (let i = 0; i < tallies.length; i += 4) {
    whole.clipped += tallies[i]!
    whole.squares += tallies[i + 1]!
    whole.squaresWithoutRest += tallies[i + 2]!
    whole.restPeak = Math.max(whole.restPeak, tallies[i + 3]!)
  }
  return whole
}
