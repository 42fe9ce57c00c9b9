/** The part of a file that is being decoded, for decoders that walk through it byte by byte. */
import { BLOCK_BYTES, type SoundFile } from './sound-file'

/** A window that moves through a file; `at` is the next byte in `bytes`. */
export class FileWindow {
  readonly #file: SoundFile
  #start: number
  #buffer = new Uint8Array(BLOCK_BYTES)
  /** What is loaded. */
  bytes: Uint8Array = new Uint8Array()
  at = 0

  /** @param start byte at which to begin */
  constructor(file: SoundFile, start: number) {
    this.#file = file
    this.#start = start
  }

  /** Place in the file. */
  get position(): number {
    return this.#start + this.at
  }

  /** Loads `count` bytes from `at` on, if the file has them. @returns how many there are */
  need(count: number): number {
    const there = this.bytes.length - this.at
    if (there >= count || this.#start + this.bytes.length >= this.#file.size) return there
    // More than asked for: otherwise small steps would load nearly the same bytes each time.
    const wanted = Math.max(BLOCK_BYTES, 2 * count)
    const larger = wanted > this.#buffer.length ? new Uint8Array(wanted) : this.#buffer
    larger.set(this.bytes.subarray(this.at))
    this.#buffer = larger
    this.#start = this.position
    this.at = 0
    let filled = there
    while (filled < wanted) {
      const more = this.#file.read(this.#start + filled, wanted - filled)
      if (more.length === 0) break
      larger.set(more, filled)
      filled += more.length
    }
    this.bytes = larger.subarray(0, filled)
    return filled
  }
}
