/**
 * Reads bits from bytes, the highest bit of each byte first. Past the end it reads zeros and sets
 * `isOverrun`.
 */

/** A place in a row of bits. */
export class BitReader {
  readonly #bytes: Uint8Array
  #next: number
  /** Bits that are loaded, left-aligned, and how many. */
  #word = 0
  #count = 0

  /** Starts at a byte. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#next = at
  }

  /** True once more bits were read than there are. */
  get isOverrun(): boolean {
    return this.position > this.#bytes.length
  }

  /** The byte that is read next; behind one that is partly read. */
  get position(): number {
    return this.#next - (this.#count >> 3)
  }

  /** Skips the rest of a partly read byte. @returns the position of the next byte */
  align(): number {
    const { position } = this
    this.#next = position
    this.#word = 0
    this.#count = 0
    return position
  }

  /** An unsigned number of 0 to 32 bits. */
  unsigned(bits: number): number {
    if (bits <= 24) return this.#take(bits)
    const high = this.#take(bits - 16)
    return high * 65536 + this.#take(16)
  }

  /** A two's complement number of 1 to 33 bits. */
  signed(bits: number): number {
    const low = Math.min(bits, 32)
    const top = bits > 32 ? this.#take(1) : 0
    const value = this.unsigned(low) + top * 2 ** 32
    const half = 2 ** (bits - 1)
    return value >= half ? value - 2 * half : value
  }

  /** The number of zeros before the next one bit, which is read, too. */
  unary(): number {
    let zeros = 0
    for (;;) {
      this.#fill()
      const run = Math.clz32(this.#word)
      if (run < this.#count) {
        this.#drop(run + 1)
        return zeros + run
      }
      zeros += this.#count
      this.#word = 0
      this.#count = 0
      if (this.#next > this.#bytes.length + 8) return zeros
    }
  }

  /** Rice codes with parameter `k` (0 to 30) into out[from, to): zigzag, quotient first. */
  rice(k: number, out: Int32Array, from: number, to: number): void {
    // Nearly all the time of decoding is spent here, so the common case works on local variables.
    const bytes = this.#bytes
    let next = this.#next
    let word = this.#word
    let count = this.#count
    for (let i = from; i < to; i++) {
      while (count <= 24) {
        word |= (next < bytes.length ? bytes[next]! : 0) << (24 - count)
        next++
        count += 8
      }
      const run = Math.clz32(word)
      const bits = run + 1 + k
      let folded: number
      if (bits <= count && bits < 32) {
        word <<= run + 1
        folded = k === 0 ? run : (run << k) | (word >>> (32 - k))
        word <<= k
        count -= bits
      } else {
        this.#next = next
        this.#word = word
        this.#count = count
        const quotient = this.unary()
        folded = quotient * 2 ** k + this.unsigned(k)
        if (this.isOverrun) {
          out.fill(0, i, to)
          return
        }
        next = this.#next
        word = this.#word
        count = this.#count
      }
      out[i] = (folded >>> 1) ^ -(folded & 1)
    }
    this.#next = next
    this.#word = word
    this.#count = count
  }

  /** 0 to 24 bits. */
  #take(bits: number): number {
    if (bits === 0) return 0
    if (this.#count < bits) this.#fill()
    const value = this.#word >>> (32 - bits)
    this.#drop(bits)
    return value
  }

  #drop(bits: number): void {
    // A shift by 32 would shift by 0.
    this.#word = bits === 32 ? 0 : this.#word << bits
    this.#count -= bits
  }

  /** Loads until at least 25 bits are there. */
  #fill(): void {
    while (this.#count <= 24) {
      this.#word |= (this.#bytes[this.#next++] ?? 0) << (24 - this.#count)
      this.#count += 8
    }
  }
}
