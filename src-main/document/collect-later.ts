/**
 * Makes main let go of memory that it shares with the engine's threads: samples, pictures, W and H
 * are freed when the last thread has collected its handle, and a handle weighs too little for main
 * to collect by itself.
 */
import { collectGarbage } from '../engine/machine/collect-garbage'

/**
 * Milliseconds until memory that was given up is collected: by then what ends with it has ended.
 */
const LATER_MS = 2000

/**
 * Makes a function that collects main's garbage some seconds after it was called, however often. A
 * call that comes while one is waiting is followed by a collection of its own.
 * @param collect what collects, in some ten milliseconds
 */
export function createCollectLater(collect: () => void = collectGarbage): () => void {
  let waiting: NodeJS.Timeout | null = null
  let isWantedAgain = false
  const wait = (): void => {
    waiting = setTimeout(() => {
      waiting = null
      collect()
      if (isWantedAgain) wait()
      isWantedAgain = false
    }, LATER_MS)
    waiting.unref()
  }
  return () => {
    if (waiting === null) wait()
    else isWantedAgain = true
  }
}
