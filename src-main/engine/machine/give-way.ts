/** Lets the threads that compute stand back behind those that play and draw. */
import { setPriority } from 'node:os'

/** A third of the share of a thread that does not stand back, where both want a processor. */
const NICENESS = 5

/**
 * Lowers the priority of the calling thread. Only Linux has one for each thread: elsewhere it would
 * be that of the whole program, so nothing is done. All threads of a team must do it, or the one
 * that leads waits for those that are held up.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(0, NICENESS)
  } catch {
    // Not allowed here: then it works as any other thread.
  }
}
