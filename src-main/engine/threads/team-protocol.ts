/**
 * What the threads of a team say to one another. A team is the thread that leads a separation and
 * threads that lend it a hand: the leader opens a shift of numbered units, every thread claims one
 * unit after the other (claim.ts), and the leader goes on when the last is done. All of it goes
 * through the words of one Int32Array; only what a shift is about comes by message.
 */
import type { MessagePort } from 'node:worker_threads'
import { claim } from './claim'

/** Words of the array that a team shares. */
export const TeamWord = {
  /** Not 0: the threads are free to go. */
  stop: 0,
  /** Raised for every shift; threads that have nothing to do sleep on it. */
  turn: 1,
  /** The supply of the shift's units, two words. */
  supply: 2,
  /** Units of the shift that are not done; the leader sleeps on it. */
  pending: 4,
  /** Not 0: whoever works on a unit drops it. */
  abort: 5,
  /** Panels of the shift that are done. */
  panels: 6,
  /** Which task the shift is part of, and which of its operations. */
  task: 7,
  operation: 8,
  /** Messages that the leader has sent to every thread. */
  messages: 9,
  /** Not 0: a thread has ended with a unit in its hands, which nobody will do. */
  lost: 10
} as const

/** Threads beside the leader at most. */
export const MOST_HANDS = 63
/** Words before those of the single threads: busy with a shift, and ever done a unit. */
const FIRST_BUSY = 16
const FIRST_USED = FIRST_BUSY + MOST_HANDS
const WORD_COUNT = FIRST_USED + MOST_HANDS

/** Not 0 while thread `hand` (0, 1, ...) may hold a unit. */
export const busyWord = (hand: number): number => FIRST_BUSY + hand
/** 1 once thread `hand` has done a unit. */
export const usedWord = (hand: number): number => FIRST_USED + hand

/** The words of a new team. */
export function createWords(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(WORD_COUNT * Int32Array.BYTES_PER_ELEMENT))
}

/** Work that is done in shifts; everything in it is shared memory or small. */
export interface TeamTask {
  /** By which a thread knows what to do; see team.worker.ts. */
  readonly kind: string
}

/**
 * Does one unit of an operation. `goesOn` is asked after each panel of frames; once it says no, the
 * unit is left as it is.
 */
export type UnitWork = (operation: number, unit: number, goesOn: () => boolean) => void

/** Leader to threads: a task they will meet, or one they will not meet again. */
export type TeamNews =
  | { readonly kind: 'open'; readonly id: number; readonly task: TeamTask }
  | { readonly kind: 'close'; readonly id: number }

/** What a leader is given to lead a team with. */
export interface TeamPlace {
  readonly words: Int32Array
  /** One for each thread beside the leader; they are transferred. */
  readonly ports: readonly MessagePort[]
}

/** Crew to thread: the team it joins, and its number there. */
export interface TeamCall {
  readonly words: Int32Array
  readonly port: MessagePort
  readonly hand: number
}

/** What a thread of a crew is started with. */
export interface TeamWorkerData {
  readonly module: WebAssembly.Module
  /** Whether it gives way to other programs and threads. */
  readonly isBackground: boolean
}

/**
 * Takes a unit of the shift; -1 when there is none left. The shift cannot end while the unit is not
 * done, so its words hold still.
 */
export function claimUnit(words: Int32Array): number {
  return claim(words, TeamWord.supply)
}

/** Says that a claimed unit is done, or dropped after an abort; wakes the leader after the last. */
export function finishUnit(words: Int32Array): void {
  if (Atomics.sub(words, TeamWord.pending, 1) === 1) Atomics.notify(words, TeamWord.pending)
}
