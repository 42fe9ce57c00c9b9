/** Decodes frames of one stream of FLAC, in memory that grows with the frames that really come. */
import { decodeFrame, flacBlocks, type FlacBlock, type FrameResult } from './flac-frame'
import { readFrameHeader, type FlacFrameHeader } from './frame-header'
import type { FlacStreamInfo } from './flac-stream'

/** Bytes of a frame besides its samples: heads, predictors, parameters, checksums. */
const EXTRA_BYTES = 2 ** 10

/** What STREAMINFO says of every frame. */
export type FlacKind = Pick<FlacStreamInfo, 'channelCount' | 'sampleRate' | 'bits'>

/** A decoder of the frames of one stream. */
export class FrameDecoder {
  readonly #kind: FlacKind
  #block: FlacBlock[] = []
  #scaled: Float32Array[] = []

  constructor(kind: FlacKind) {
    this.#kind = kind
  }

  /** The header of a frame of this stream at a position, null when there is none. */
  headerAt(bytes: Uint8Array, at: number): FlacFrameHeader | null {
    const header = readFrameHeader(bytes, at)
    if (!header) return null
    const { channelCount, sampleRate, bits } = this.#kind
    const fits =
      header.channelCount === channelCount &&
      (header.sampleRate === 0 || header.sampleRate === sampleRate) &&
      (header.bits === 0 || header.bits === bits)
    return fits ? header : null
  }

  /**
   * Most bytes of a frame, except in codings that nobody uses because samples as they are would
   * be shorter.
   */
  mostBytes({ blockSize }: FlacFrameHeader): number {
    const { channelCount, bits } = this.#kind
    return Math.ceil((blockSize * channelCount * (bits + 1)) / 8) + EXTRA_BYTES
  }

  /** Decodes the frame with that header at a position; `samples` then holds what is in it. */
  decode(bytes: Uint8Array, at: number, header: FlacFrameHeader): FrameResult {
    const { channelCount, bits } = this.#kind
    const { blockSize } = header
    if (blockSize > (this.#block[0]?.length ?? 0)) {
      this.#block = flacBlocks(channelCount, blockSize, bits)
      this.#scaled = this.#block.map(() => new Float32Array(blockSize))
    }
    const result = decodeFrame(bytes, at, header, bits, this.#block)
    if (result.end === null) return result
    const scale = 2 ** (1 - bits)
    this.#scaled.forEach((scaled, c) => {
      const block = this.#block[c]!
      for (let n = 0; n < blockSize; n++) scaled[n] = block[n]! * scale
    })
    return result
  }

  /**
   * Samples of the frame that was decoded last, full scale 1: C arrays of at least its block size,
   * valid until the next one.
   */
  get samples(): readonly Float32Array[] {
    return this.#scaled
  }
}
