/**
 * The kernels that read and measure samples (kernels/sound.ts), with memory of their own: samples
 * go through it a few thousand at a time. N = samples, C = channels.
 */
import { PEAK_BLOCK } from './block-peaks'
import { weightingFilters } from './loudness'
import { allocate, createLayout } from '../../wasm/memory'

/**
 * Most samples of a channel at a time: whole blocks of peaks, and few enough to stay in the cache.
 */
export const SOUND_BLOCK = 8192

/** Kernels read and write whole vectors, up to this many bytes beyond their data. */
const MARGIN = 64
const MOST_SAMPLE_BYTES = 3
const FILTER_VALUES = 10
/**
 * Of two channels: two filters with two memories each for either, then the energies of both.
 */
const STATE_VALUES = 10
const ENERGY_AT = 8

type At = number

type Spread = (integers: At, channels: number, out: At, outStep: number, count: number) => void

interface SoundExports {
  readonly spread16: Spread
  readonly spread24: Spread
  readonly silenceOdd: (samples: At, count: number) => number
  readonly blockExtremes: (
    ...args: [samples: At, blocks: number, length: number, minima: At, maxima: At]
  ) => void
  readonly weightedEnergy: (
    ...args: [left: At, right: At, count: number, filters: At, state: At]
  ) => void
}

/** Integer formats that `spread` can read. */
export type SpreadCoding = 'int16' | 'int24'

/** Reads and measures the samples of one recording. */
export class SoundKernels {
  readonly #exports: SoundExports
  readonly #channelCount: number
  readonly #channelStep: number
  readonly #samples: readonly Float32Array[]
  readonly #bytes: Uint8Array
  readonly #minima: Float32Array
  readonly #maxima: Float32Array
  readonly #filters: Float64Array
  /** Of each pair of channels. */
  readonly #states: readonly Float64Array[]
  readonly #energies: Float64Array

  /**
   * @param module the compiled kernels
   * @param channelCount C
   * @param sampleRate Hz
   * @throws Failure `engine/out-of-memory`
   */
  constructor(module: WebAssembly.Module, channelCount: number, sampleRate: number) {
    const blocks = SOUND_BLOCK / PEAK_BLOCK
    this.#channelCount = channelCount
    this.#channelStep = 4 * SOUND_BLOCK + MARGIN
    const { take, end } = createLayout()
    const samples = Array.from({ length: channelCount }, () => take(this.#channelStep))
    const bytes = take(MARGIN + SOUND_BLOCK * channelCount * MOST_SAMPLE_BYTES + MARGIN) + MARGIN
    const [minima, maxima] = [take(4 * blocks), take(4 * blocks)]
    const filters = take(8 * FILTER_VALUES)
    const pairs = Math.ceil(channelCount / 2)
    const states = Array.from({ length: pairs }, () => take(8 * STATE_VALUES))
    const memory = allocate(end())
    const { buffer } = memory
    this.#samples = samples.map((at) => new Float32Array(buffer, at, SOUND_BLOCK))
    this.#bytes = new Uint8Array(buffer, bytes, SOUND_BLOCK * channelCount * MOST_SAMPLE_BYTES)
    this.#minima = new Float32Array(buffer, minima, blocks)
    this.#maxima = new Float32Array(buffer, maxima, blocks)
    this.#filters = new Float64Array(buffer, filters, FILTER_VALUES)
    this.#states = states.map((at) => new Float64Array(buffer, at, STATE_VALUES))
    this.#energies = new Float64Array(channelCount)
    this.#filters.set(
      weightingFilters(sampleRate).flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1, b2, a1, a2])
    )
    this.#exports = new WebAssembly.Instance(module, { env: { memory } })
      .exports as unknown as SoundExports
  }

  /**
   * Spreads interleaved little-endian integers over the channels, as `readSamples` says.
   * @param count samples per channel that the bytes hold
   * @param channels C arrays, written from sample `from` on
   */
  spread(
    bytes: Uint8Array,
    coding: SpreadCoding,
    count: number,
    channels: readonly Float32Array[],
    from: number
  ): void {
    const sampleBytes = this.#channelCount * (coding === 'int16' ? 2 : 3)
    const spread = coding === 'int16' ? this.#exports.spread16 : this.#exports.spread24
    const out = this.#samples[0]!.byteOffset
    for (let done = 0; done < count; done += SOUND_BLOCK) {
      const part = Math.min(SOUND_BLOCK, count - done)
      this.#bytes.set(bytes.subarray(done * sampleBytes, (done + part) * sampleBytes))
      spread(this.#bytes.byteOffset, this.#channelCount, out, this.#channelStep, part)
      channels.forEach((samples, c) => {
        samples.set(this.#samples[c]!.subarray(0, part), from + done)
      })
    }
  }

  /**
   * Takes in samples [from, to) of every channel, at most SOUND_BLOCK; the other calls measure
   * these.
   */
  load(channels: readonly Float32Array[], from: number, to: number): void {
    channels.forEach((samples, c) => this.#samples[c]!.set(samples.subarray(from, to)))
  }

  /** The first `count` samples of a channel in this memory. */
  samples(channel: number, count: number): Float32Array {
    return this.#samples[channel]!.subarray(0, count)
  }

  /**
   * Replaces non-finite values among the first `count` samples of a channel by 0. @returns how many
   * there were
   */
  silenceOdd(channel: number, count: number): number {
    return this.#exports.silenceOdd(this.#samples[channel]!.byteOffset, count)
  }

  /** Smallest and largest sample of the first blocks of a channel; valid until the next call. */
  extremes(channel: number, blocks: number): { minima: Float32Array; maxima: Float32Array } {
    const [minima, maxima] = [this.#minima, this.#maxima]
    const { byteOffset: at } = this.#samples[channel]!
    this.#exports.blockExtremes(at, blocks, PEAK_BLOCK, minima.byteOffset, maxima.byteOffset)
    return { minima: minima.subarray(0, blocks), maxima: maxima.subarray(0, blocks) }
  }

  /**
   * Energy [C] of samples [from, to) of each channel in this memory behind the filters of
   * loudness.ts; each call must continue where the last one ended. Valid until the next call.
   */
  energies(from: number, to: number): Float64Array {
    const at = this.#samples.map(({ byteOffset }) => byteOffset + 4 * from)
    this.#states.forEach((state, pair) => {
      const first = 2 * pair
      const second = Math.min(first + 1, this.#channelCount - 1)
      const { byteOffset: filters } = this.#filters
      this.#exports.weightedEnergy(at[first]!, at[second]!, to - from, filters, state.byteOffset)
      this.#energies[first] = state[ENERGY_AT]!
      if (second > first) this.#energies[second] = state[ENERGY_AT + 1]!
    })
    return this.#energies
  }
}
