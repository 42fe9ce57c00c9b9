/**
 * Calls into third-party decoders compiled to WebAssembly. Bad bytes may make them trap, and they
 * complain on the console, which nobody reads in a worker; one of them would complain without end.
 */

/** Complaints within one call after which it is aborted. */
const MOST_COMPLAINTS = 1000

/** Thrown by `callLibrary` when the library gave up: no more will be decoded. */
export class BrokenStream extends Error {
  override readonly name = 'BrokenStream'
}

/** The result of a call, and how often the library complained meanwhile. */
export interface LibraryCall<T> {
  readonly value: T
  readonly complaints: number
}

/**
 * Runs library code with its console output suppressed.
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
