/**
 * How threads share numbered units and wait for each other asleep, whatever the units are: those of
 * a separation (team.ts), the ranges of an export, the blocks of a picture. All that threads know
 * of each other lies in one Int32Array over shared memory; `at`, `word` and `abort` are places in
 * it.
 */

/**
 * Milliseconds that a thread sleeps at a time which leads others. Nobody wakes it for a cancel or
 * for the death of a thread: it has to look itself.
 */
export const LEADER_NAP = 20
/**
 * Milliseconds that any other sleeps at a time. It is woken for all that concerns it; this is for a
 * leader that is gone.
 */
export const HELPER_NAP = 1000

/** Words of a supply of units: how many of them nobody has claimed, and how many they are. */
export const SUPPLY_WORDS = 2

/** Puts up units 0 to `count` - 1 at a supply of which nothing is left; now they are claimed. */
export function putUp(words: Int32Array, at: number, count: number): void {
  Atomics.store(words, at + 1, count)
  Atomics.store(words, at, count)
}

/**
 * Takes the next unit, which no other thread gets then.
 * @param kept units at the end that are not to be had yet
 * @returns -1 when there is none
 */
export function claim(words: Int32Array, at: number, kept = 0): number {
  for (;;) {
    const left = Atomics.load(words, at)
    if (left <= kept) return -1
    if (Atomics.compareExchange(words, at, left, left - 1) === left) {
      // Their count is read behind the claim: only now nobody puts up others meanwhile.
      return Atomics.load(words, at + 1) - left
    }
  }
}

/** Takes back the units that nobody has claimed. @returns how many they are */
export function withdraw(words: Int32Array, at: number): number {
  return Atomics.exchange(words, at, 0)
}

/** Changes a word that others sleep on. @param most of them are woken */
export function tell(words: Int32Array, word: number, most = Infinity): void {
  Atomics.add(words, word, 1)
  Atomics.notify(words, word, most)
}

/** Sets an abort word and wakes all who sleep on another. */
export function callOff(words: Int32Array, abort: number, word: number): void {
  Atomics.store(words, abort, 1)
  tell(words, word)
}

/** Whether an abort word is set. */
export function isCalledOff(words: Int32Array, abort: number): boolean {
  return Atomics.load(words, abort) !== 0
}

/**
 * Sleeps while a word is what it was, and an abort word is not set, for so many milliseconds at
 * most.
 * @param seen what the word was when the thread found nothing to do
 */
export function sleepOn(
  words: Int32Array,
  word: number,
  seen: number,
  abort: number,
  milliseconds: number
): 'changed' | 'called off' | 'timed out' {
  if (isCalledOff(words, abort)) return 'called off'
  const woken = Atomics.wait(words, word, seen, milliseconds)
  if (isCalledOff(words, abort)) return 'called off'
  return woken === 'timed-out' ? 'timed out' : 'changed'
}
