/**
 * Peaks of a waveform: the smallest and largest sample of each part of a range.
 * N = samples. Long ranges are read from a table of the peaks of blocks of 256 samples, with the
 * samples at their ragged ends, so that any range is exact. One level of blocks is enough: the
 * longest channel that can be opened has two million of them.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Samples of one block of the table. */
export const blockSize = 256

/** Blocks measured before the event loop gets its turn: about a million samples, 2 ms. */
const blocksAtOnce = 4096

/** The blocks of one channel. */
export class PeakTable {
  readonly samples: Float32Array
  readonly #minima: Float32Array
  readonly #maxima: Float32Array
  #readyBlocks = 0

  /** @param samples [N]; only whole blocks are tabled */
  constructor(samples: Float32Array) {
    this.samples = samples
    const blocks = Math.floor(samples.length / blockSize)
    this.#minima = new Float32Array(blocks)
    this.#maxima = new Float32Array(blocks)
  }

  /** Fills the table, in turns of 2 ms; false when the signal ended that. */
  async build(signal: AbortSignal): Promise<boolean> {
    while (this.#readyBlocks < this.#minima.length) {
      const to = Math.min(this.#minima.length, this.#readyBlocks + blocksAtOnce)
      for (let block = this.#readyBlocks; block < to; block++) this.#measure(block)
      this.#readyBlocks = to
      await nextTurn()
      if (signal.aborted) return false
    }
    return true
  }

  /**
   * Peaks of parts [firstPart, lastPart) of `count` equal parts of samples [from, to), to > from.
   * Part i begins at sample from + floor(i (to - from) / count) and holds at least one sample.
   * Right at any time; slow for long ranges until the table is built.
   * @returns new pairs min, max, [2 * (lastPart - firstPart)]
   */
  read(from: number, to: number, count: number, firstPart = 0, lastPart = count): Float32Array {
    const pairs = new Float32Array(2 * (lastPart - firstPart))
    const length = to - from
    for (let part = firstPart; part < lastPart; part++) {
      const start = from + Math.floor((part * length) / count)
      const end = from + Math.floor(((part + 1) * length) / count)
      this.#readPart(start, Math.max(start + 1, end), pairs, 2 * (part - firstPart))
    }
    return pairs
  }

  #measure(block: number): void {
    const { samples } = this
    const from = block * blockSize
    let min = samples[from]!
    let max = min
    for (let n = from + 1; n < from + blockSize; n++) {
      const sample = samples[n]!
      if (sample < min) min = sample
      if (sample > max) max = sample
    }
    this.#minima[block] = min
    this.#maxima[block] = max
  }

  #readPart(start: number, end: number, pairs: Float32Array, at: number): void {
    const { samples } = this
    const firstBlock = Math.ceil(start / blockSize)
    const lastBlock = Math.min(this.#readyBlocks, Math.floor(end / blockSize))
    const hasBlocks = lastBlock > firstBlock
    const headEnd = hasBlocks ? firstBlock * blockSize : end
    const tailStart = hasBlocks ? lastBlock * blockSize : end
    let min = Infinity
    let max = -Infinity
    for (let n = start; n < headEnd; n++) {
      const sample = samples[n]!
      if (sample < min) min = sample
      if (sample > max) max = sample
    }
    for (let block = firstBlock; block < lastBlock; block++) {
      if (this.#minima[block]! < min) min = this.#minima[block]!
      if (this.#maxima[block]! > max) max = this.#maxima[block]!
    }
    for (let n = tailStart; n < end; n++) {
      const sample = samples[n]!
      if (sample < min) min = sample
      if (sample > max) max = sample
    }
    pairs[at] = min
    pairs[at + 1] = max
  }
}
