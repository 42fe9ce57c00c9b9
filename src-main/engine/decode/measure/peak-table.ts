/**
 * Peaks of a waveform: the smallest and largest sample of each part of a range.
 * N = samples. Long ranges are read from a table of the peaks of blocks of 256 samples, with the
 * samples at their ragged ends, so that any range is exact. One level of blocks is enough: the
 * longest channel that can be opened has two million blocks.
 */
import { peakOverview } from '../../../../shared/peak-overview'
import { PEAK_BLOCK, type BlockPeaks } from './block-peaks'

/** One channel's samples and the peaks of their blocks. */
export class PeakTable {
  readonly samples: Float32Array
  readonly #blocks: BlockPeaks

  /** @param samples [N]; `blocks` are those of its whole blocks */
  constructor(samples: Float32Array, blocks: BlockPeaks) {
    this.samples = samples
    this.#blocks = blocks
  }

  /**
   * Peaks of parts [firstPart, lastPart) of `count` equal parts of samples [from, to), to > from.
   * Part i begins at sample from + floor(i (to - from) / count) and holds at least one sample.
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

  /** New pairs of the channel's `peakOverview`, in memory that can be sent to another process. */
  overview(): Float32Array {
    const { length } = this.samples
    return this.read(0, length, peakOverview(length).count)
  }

  #readPart(start: number, end: number, pairs: Float32Array, at: number): void {
    const { samples } = this
    const { minima, maxima } = this.#blocks
    const firstBlock = Math.ceil(start / PEAK_BLOCK)
    const lastBlock = Math.floor(end / PEAK_BLOCK)
    const hasBlocks = lastBlock > firstBlock
    const headEnd = hasBlocks ? firstBlock * PEAK_BLOCK : end
    const tailStart = hasBlocks ? lastBlock * PEAK_BLOCK : end
    let min = Infinity
    let max = -Infinity
    for (let n = start; n < headEnd; n++) {
      const sample = samples[n]!
      if (sample < min) min = sample
      if (sample > max) max = sample
    }
    for (let block = firstBlock; block < lastBlock; block++) {
      if (minima[block]! < min) min = minima[block]!
      if (maxima[block]! > max) max = maxima[block]!
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
