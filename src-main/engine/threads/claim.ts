/**
 * How threads share numbered units and sleep while they wait for each other, whatever the units
 * are: those of a separation (team.ts), the ranges of an export, the blocks of a picture. All that
 * threads know of each other lies in one Int32Array over shared memory; `at`, `word` and `abort`
 * are places in it.
 */

/**
 * Longest sleep of a thread that leads others, in milliseconds. Nobody wakes it for a cancel or for
 * the death of a thread: it has to check by itself.
 */
export const LEADER_NAP = 20
/**
 * Longest sleep of any other thread, in milliseconds. It is woken for everything that concerns it;
 * this is for a leader that has died.
 */
export const HELPER_NAP = 1000

/** Words of a supply of units: how many are unclaimed, and how many there are. */
export const SUPPLY_WORDS = 2

/** Offers units 0 to `count` - 1 at an empty supply; from now on they can be claimed. */
export function putUp(words: Int32Array, at: number, count: number): void {
  Atomics.store(words, at + 1, count)
  Atomics.store(words, at, count)
}

/**
 * Takes the next unit, which no other thread then gets.
 * @param kept units at the end that cannot be claimed yet
 * @returns -1 when there is none
 */
export function claim(words: Int32Array, at: number, kept = 0): number {
  for (;;) {
    const left = Atomics.load(words, at)
    if (left <= kept) return -1
    if (Atomics.compareExchange(words, at, left, left - 1) === left) {
      // The count is read after the claim: only then can nobody offer other units meanwhile.
      return Atomics.load(words, at + 1) - left
    }
  }
}

/** Takes back the unclaimed units. @returns how many there were */
export function withdraw(words: Int32Array, at: number): number {
  return Atomics.exchange(words, at, 0)
}

/** Changes a word that others sleep on. @param most sleepers to wake */
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
 * Sleeps while a word is unchanged and an abort word is not set, for a number of milliseconds at
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
