/**
 * Calls into decoders that other people wrote, compiled to WebAssembly. Bad bytes may make them
 * trap, and they tell what they think of it on the console: in a worker nobody reads that, and one
 * of them would tell it without end.
 */

/** Complaints within one call after which it is broken off. */
const MOST_COMPLAINTS = 1000

/**
 * Thrown by `callLibrary` when the library gave up: what was decoded until then is all there is.
 */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream'
}

/** What a call gave and how often the library complained meanwhile. */
export interface LibraryCall<T> {
  readonly value: T
  readonly complaints: number
}

/**
 * Runs library code with its voice turned down.
 * @throws BrokenStream when it trapped or would not stop complaining
 */
export function callLibrary<T>(call: () => T): LibraryCall<T> {
  const { error } = console
  let complaints = 0
  console.error = () => {
    if (++complaints > MOST_COMPLAINTS) throw new Error('no end of complaints')
  }
  try {
    return { value: call(), complaints }
  } catch (cause) {
    throw new BrokenStream('the decoder gave up', { cause })
  } finally {
    console.error = error
  }
}
