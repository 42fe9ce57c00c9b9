/**
 * What the threads of one export share, and how they communicate. Numbers lie in shared memory,
 * because a rendering thread reads no messages; messages are for what happens once.
 */
import type { FailureCode, FailureDetails } from '../../../../shared/failure'
import { callOff, putUp, SUPPLY_WORDS } from '../../threads/claim'
import type { StemFileSpec, StemTitle } from '../formats/stem-file'
import { fileCount, type StemPlan } from '../../stems/stem-plan'
import type { StemSource } from '../../stems/stem-renderer'

/** What every thread of an export gets; `thread` counts from 0, the leader. */
export interface StemJob {
  readonly module: WebAssembly.Module
  readonly plan: StemPlan
  readonly memory: WebAssembly.Memory
  readonly source: StemSource
  readonly board: StemBoard
  readonly folder: string
  /** The stems, then Rest and the mix if there are any. */
  readonly files: readonly StemTitle[]
  readonly spec: StemFileSpec
  readonly thread: number
}

/** The board: numbers that all threads read and write. */
export interface StemBoard {
  /**
   * [BoardWord.lists + threads + slots]: ranges each thread has encoded, then what each slot
   * holds, range + 1.
   */
  readonly words: Int32Array
  /** [ranges x 4] the tally of each range: clipped, squares, squaresWithoutRest, restPeak. */
  readonly tallies: Float64Array
  /** [ranges x files x 2] largest absolute sample and clipped samples of each file. */
  readonly fileTallies: Float64Array
}

/** Places on the board. */
export const BoardWord = {
  /** Not 0: all threads must stop. */
  stop: 0,
  /** Counts events that others may wait for; threads that have nothing to do sleep on it. */
  changes: 1,
  /** Frames that were rendered. */
  frames: 2,
  /** The supply of ranges, two words. */
  supply: 3,
  lists: 3 + SUPPLY_WORDS
} as const

/** Seconds of work of one thread. */
export interface StemSeconds {
  readonly separate: number
  readonly write: number
}

/** Helper to leader; after `left` it holds no file any more. */
export type StemReport =
  | { readonly kind: 'written'; readonly seconds: StemSeconds }
  | { readonly kind: 'left' }
  | {
      readonly kind: 'failed'
      readonly code: FailureCode
      readonly message: string
      readonly details: FailureDetails
    }

/** Makes the board of an export. */
export function createBoard({ threads, slots, rangeCount, shape }: StemPlan): StemBoard {
  const wordCount = BoardWord.lists + threads.length + slots.length
  const words = new Int32Array(new SharedArrayBuffer(4 * wordCount))
  putUp(words, BoardWord.supply, rangeCount)
  return {
    words,
    tallies: new Float64Array(new SharedArrayBuffer(8 * 4 * rangeCount)),
    fileTallies: new Float64Array(new SharedArrayBuffer(8 * 2 * fileCount(shape) * rangeCount))
  }
}

/** Tells all threads to stop. */
export function stopAll({ words }: StemBoard): void {
  callOff(words, BoardWord.stop, BoardWord.changes)
}
