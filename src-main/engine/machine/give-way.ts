/** Gives computing threads a lower priority than those that play and draw. */
import { setPriority } from 'node:os'

/**
 * Where both want a processor, a thread gets a third of the time of a thread of normal priority.
 */
const NICENESS = 5

/**
 * Lowers the priority of the calling thread. Only Linux has one for each thread: elsewhere it would
 * be that of the whole program, so nothing is done. All threads of a team must do it, or the leader
 * waits for the slower ones.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, NICENESS)
  } catch {
    // Not allowed here: the thread keeps its normal priority.
  }
}
