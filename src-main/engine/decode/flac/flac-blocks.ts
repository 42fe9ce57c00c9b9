/**
 * Decodes frames of FLAC into a store, each at its own place: frames say where they belong, so a
 * damaged one leaves silence of its length and nothing after it moves.
 */
import {
  decodeFrame,
  flacBlocks,
  readFrameHeader,
  type FlacBlock,
  type FlacFrameHeader
} from './flac-frame'
import type { FlacStreamInfo } from './flac-stream'
import type { SampleStore } from '../sample-store'

/** Decodes the frames of one stream. */
export class FlacBlocks {
  readonly #info: FlacStreamInfo
  readonly #block: FlacBlock[]
  readonly #scaled: Float32Array[]
  /**
   * Place of the first sample of the first frame; not 0 in a stream that was cut out of another.
   */
  #origin: number | null = null
  #begin = 0

  constructor(info: FlacStreamInfo) {
    this.#info = info
    const size = Math.max(info.maxBlockSize, 16)
    this.#block = flacBlocks(info.channelCount, size, info.bits)
    this.#scaled = Array.from({ length: info.channelCount }, () => new Float32Array(size))
  }

  /** Most bytes of a frame, except in a coding that nobody uses because it would not compress. */
  get mostBytes(): number {
    const { maxFrameBytes, maxBlockSize, channelCount, bits } = this.#info
    return Math.max(maxFrameBytes, Math.ceil((maxBlockSize * channelCount * (bits + 1)) / 8) + 256)
  }

  /** Whether a frame of this stream may begin there. */
  mayBegin(bytes: Uint8Array, at: number): boolean {
    return this.#headerAt(bytes, at) !== null
  }

  /**
   * Decodes the frame at a position of `bytes`.
   * @returns the position after it, null when there is no frame or it is damaged
   */
  decode(bytes: Uint8Array, at: number, store: SampleStore): number | null {
    const header = this.#headerAt(bytes, at)
    if (!header) return null
    const info = this.#info
    const end = decodeFrame(bytes, at, header, info.bits, this.#block)
    if (end === null) return null
    this.#fillGap(header, store)
    const scale = 2 ** (1 - info.bits)
    const { blockSize } = header
    this.#scaled.forEach((scaled, c) => {
      const block = this.#block[c]!
      for (let n = 0; n < blockSize; n++) scaled[n] = block[n]! * scale
    })
    const room =
      info.sampleCount === null ? blockSize : this.#begin + info.sampleCount - store.length
    store.append(this.#scaled, 0, Math.max(0, Math.min(blockSize, room)))
    return end
  }

  /** Starts a stream that follows another one in the same store. */
  beginAt(length: number): void {
    this.#begin = length
  }

  #headerAt(bytes: Uint8Array, at: number): FlacFrameHeader | null {
    const header = readFrameHeader(bytes, at)
    if (!header) return null
    const { maxBlockSize, channelCount, sampleRate, bits } = this.#info
    const fits =
      header.blockSize <= Math.max(maxBlockSize, 16) &&
      header.channelCount === channelCount &&
      (header.sampleRate === 0 || header.sampleRate === sampleRate) &&
      (header.bits === 0 || header.bits === bits)
    return fits ? header : null
  }

  #fillGap({ number, isVariable, blockSize }: FlacFrameHeader, store: SampleStore): void {
    const { maxBlockSize, sampleCount } = this.#info
    // Only the last frame of a stream with a fixed block size is shorter than the others.
    const place = isVariable ? number : number * Math.max(maxBlockSize, blockSize)
    this.#origin ??= place
    const gap = this.#begin + place - this.#origin - store.length
    const isPlausible = sampleCount !== null && place - this.#origin <= sampleCount
    if (gap > 0 && isPlausible) store.appendSilence(gap)
  }
}
