/**
 * How the threads of a team communicate. A team is the thread that leads a separation and the
 * threads that help it: the leader opens a shift of numbered units, every thread claims one unit
 * after another (claim.ts), and the leader goes on when the last is done. All of it goes through
 * the words of one Int32Array; only the tasks come by message.
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
  /** Not 0: every thread drops its unit. */
  abort: 5,
  /** Panels of the shift that are done. */
  panels: 6,
  /** Which task the shift is part of, and which of its operations. */
  task: 7,
  operation: 8,
  /** Messages that the leader has sent to every thread. */
  messages: 9,
  /** Not 0: a thread has ended while it held a unit, which will never be done. */
  lost: 10
} as const

/** Most threads besides the leader. */
export const MOST_HANDS = 63
/**
 * Where the words of the threads begin: whether each is busy, and whether it has ever done a unit.
 */
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
  /** Tells a thread what to do; see team.worker.ts. */
  readonly kind: string
}

/**
 * Does one unit of an operation. `goesOn` is asked after each panel of frames; once it says no, the
 * unit stays unfinished.
 */
export type UnitWork = (operation: number, unit: number, goesOn: () => boolean) => void

/** Leader to threads: a task is opened, or closed. */
export type TeamNews =
  | { readonly kind: 'open'; readonly id: number; readonly task: TeamTask }
  | { readonly kind: 'close'; readonly id: number }

/** What a leader needs to lead a team. */
export interface TeamPlace {
  readonly words: Int32Array
  /** One for each thread besides the leader; they are transferred. */
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
 * Takes a unit of the shift; -1 when there is none left. The shift cannot end before the unit is
 * done, so its words do not change.
 */
export function claimUnit(words: Int32Array): number {
  return claim(words, TeamWord.supply)
}

/** Marks a claimed unit as done, or dropped after an abort; wakes the leader after the last. */
export function finishUnit(words: Int32Array): void {
  if (Atomics.sub(words, TeamWord.pending, 1) === 1) Atomics.notify(words, TeamWord.pending)
}
