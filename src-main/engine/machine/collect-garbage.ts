/**
 * Makes this thread release shared memory. Memory that threads share is freed when the last of them
 * has collected its handle, and a thread that has nothing to do collects nothing.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

let collect: (() => void) | null = null

/** Collects the calling thread's garbage, in about ten milliseconds. */
export function collectGarbage(): void {
  if (collect === null) {
    // The function exists in contexts that are made while the switch is on. The switch is that of
    // all threads, so it stays on: another may be about to make a context.
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('globalThis.gc ?? (() => undefined)') as () => void
  }
  collect()
}
