/**
 * Makes main release memory that it shares with the engine's threads: samples, pictures, W and H
 * are freed when the last thread has collected its handle, and a handle weighs too little for main
 * to collect by itself.
 */
import { collectGarbage } from '../engine/machine/collect-garbage'

/** Milliseconds until released memory is collected: by then whatever used it has ended. */
const LATER_MS = 2000

/**
 * Makes a function that collects main's garbage a few seconds after a call. A call made while one
 * is waiting gets a collection of its own.
 * @param collect collects garbage, in about ten milliseconds
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
