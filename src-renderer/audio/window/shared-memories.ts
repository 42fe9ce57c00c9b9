/**
 * Shared memory that is used again. The audio thread, which allocates nothing, does not collect its
 * garbage either: what it was once given stays for good, so it is given the same again.
 */

/** Memory that nobody uses any more, for who needs some. */
export class SharedMemories {
  readonly #free = new Set<SharedArrayBuffer>()

  /**
   * Memory of at least so many bytes, with whatever was last written to it. What is new is a power
   * of two, so that all there is stays below four times the most that is used at a time; the system
   * hands pages out only once they are written.
   */
  take(bytes: number): SharedArrayBuffer {
    let best: SharedArrayBuffer | null = null
    for (const buffer of this.#free) {
      const isLess = best === null || buffer.byteLength < best.byteLength
      if (buffer.byteLength >= bytes && isLess) best = buffer
    }
    if (best === null) return new SharedArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(1, bytes))))
    this.#free.delete(best)
    return best
  }

  /** Takes memory back that nobody reads or writes any more; twice is harmless. */
  give(buffer: SharedArrayBuffer): void {
    this.#free.add(buffer)
  }
}
