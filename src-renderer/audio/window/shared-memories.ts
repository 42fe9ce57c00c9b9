/**
 * Shared memory that is reused. The audio thread allocates nothing, so it never collects garbage
 * either: memory it was once given is never freed, so it gets the same memory again.
 */

/** A pool of memory that nobody uses any more. */
export class SharedMemories {
  readonly #free = new Set<SharedArrayBuffer>()

  /**
   * Memory of at least so many bytes, with whatever was last written to it. New memory is a power
   * of two in size, so that all of it together stays below four times the most that is used at a
   * time; the system provides pages only once they are written.
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

  /** Takes back memory that nobody reads or writes any more; safe to call twice. */
  give(buffer: SharedArrayBuffer): void {
    this.#free.add(buffer)
  }
}
