/**
 * Smallest and largest sample of each block of 256, found while a recording is decoded, so that it
 * can be drawn without reading all of it again. N = samples.
 */

/** Samples of one block. */
export const PEAK_BLOCK = 256

/** Blocks before memory grows: some three minutes. */
const FIRST_CAPACITY = 2 ** 15

/** Peaks of one channel's whole blocks, [floor(N / 256)] each; final ones in shared memory. */
export interface BlockPeaks {
  readonly minima: Float32Array
  readonly maxima: Float32Array
}

/** Takes in samples as they come. */
export class BlockPeakMeter {
  readonly #minima: Float32Array[]
  readonly #maxima: Float32Array[]
  /** Blocks that are done, the same for all channels. */
  #count = 0

  constructor(channelCount: number) {
    const empty = (): Float32Array => new Float32Array(FIRST_CAPACITY)
    this.#minima = Array.from({ length: channelCount }, empty)
    this.#maxima = Array.from({ length: channelCount }, empty)
  }

  /** Measures the blocks that end at or before sample `to` and were not measured yet. */
  add(channels: readonly Float32Array[], to: number): void {
    const end = Math.floor(to / PEAK_BLOCK)
    if (end <= this.#count) return
    channels.forEach((samples, c) => {
      const { minima, maxima } = this.#room(c, end)
      measure(samples, this.#count, end, minima, maxima)
    })
    this.#count = end
  }

  /**
   * Takes in blocks of one channel that were measured elsewhere; the other channels must get as
   * many.
   */
  note(channel: number, firstBlock: number, blocks: BlockPeaks): void {
    this.#count = firstBlock + blocks.minima.length
    const { minima, maxima } = this.#room(channel, this.#count)
    minima.set(blocks.minima, firstBlock)
    maxima.set(blocks.maxima, firstBlock)
  }

  /** The peaks of each channel, in memory of their own. */
  finish(): BlockPeaks[] {
    const shared = (values: Float32Array): Float32Array => {
      const copy = new Float32Array(new SharedArrayBuffer(4 * this.#count))
      copy.set(values.subarray(0, this.#count))
      return copy
    }
    return this.#minima.map((minima, c) => ({
      minima: shared(minima),
      maxima: shared(this.#maxima[c]!)
    }))
  }

  #room(channel: number, count: number): BlockPeaks {
    const minima = withRoom(this.#minima[channel]!, count)
    const maxima = withRoom(this.#maxima[channel]!, count)
    this.#minima[channel] = minima
    this.#maxima[channel] = maxima
    return { minima, maxima }
  }
}

/** Peaks of complete samples, [N] a channel. */
export function blockPeaks(channels: readonly Float32Array[]): BlockPeaks[] {
  const meter = new BlockPeakMeter(channels.length)
  meter.add(channels, channels[0]?.length ?? 0)
  return meter.finish()
}

function withRoom(values: Float32Array, count: number): Float32Array {
  if (count <= values.length) return values
  const larger = new Float32Array(Math.max(count, 2 * values.length))
  larger.set(values)
  return larger
}

function measure(
  samples: Float32Array,
  from: number,
  to: number,
  minima: Float32Array,
  maxima: Float32Array
): void {
  for (let block = from; block < to; block++) {
    const first = block * PEAK_BLOCK
    let min = Infinity
    let max = -Infinity
    for (let n = first; n < first + PEAK_BLOCK; n++) {
      const value = samples[n]!
      if (value < min) min = value
      if (value > max) max = value
    }
    minima[block] = min
    maxima[block] = max
  }
}
