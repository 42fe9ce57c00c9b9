/**
 * Finds the frames of MPEG audio (ISO 11172-3, 13818-3 and the unofficial 2.5), layers I to III.
 * The four bytes of a header occur too often by chance, so a frame counts only when another one
 * follows it.
 */
import { BLOCK_BYTES, type SoundFile } from '../sound-file'

/** What a frame's header says. */
export interface MpegHeader {
  readonly version: 1 | 2 | 2.5
  readonly layer: 1 | 2 | 3
  readonly sampleRate: number
  readonly channelCount: 1 | 2
  readonly hasChecksum: boolean
  /** Bytes of the frame. */
  readonly bytes: number
  /** Samples per channel. */
  readonly samples: number
}

const HEADER_BYTES = 4
/** Bytes that the first frame is searched in. */
const REACH = 2 ** 18
const VERSIONS = [2.5, null, 2, 1] as const
const RATES = [44_100, 48_000, 32_000]
/** kbit/s by [first version or later][layer - 1]. */
const BITRATES = {
  1: [
    [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  ],
  2: [
    [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
  ]
} as const
/** Frames in a row, the first included, that confirm the start of the sound. */
const WITNESSES = 3

/** The header at a position, null when there is none, or of a free bit rate. */
export function readMpegHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  if (at + HEADER_BYTES > bytes.length) return null
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xe0) !== 0xe0) return null
  const version = VERSIONS[(bytes[at + 1]! >> 3) & 3] ?? null
  const layerCode = (bytes[at + 1]! >> 1) & 3
  const bitrateCode = bytes[at + 2]! >> 4
  const rate = RATES[(bytes[at + 2]! >> 2) & 3]
  if (version === null || layerCode === 0 || rate === undefined) return null
  if (bitrateCode === 0 || bitrateCode === 15) return null
  const layer = (4 - layerCode) as MpegHeader['layer']
  const bitrate = BITRATES[version === 1 ? 1 : 2][layer - 1]![bitrateCode - 1]! * 1000
  const sampleRate = rate / { 1: 1, 2: 2, 2.5: 4 }[version]
  const padding = (bytes[at + 2]! >> 1) & 1
  const samples = layer === 1 ? 384 : layer === 3 && version !== 1 ? 576 : 1152
  const slots = Math.floor((samples * bitrate) / sampleRate / 8 / (layer === 1 ? 4 : 1))
  return {
    version,
    layer,
    sampleRate,
    samples,
    channelCount: bytes[at + 3]! >> 6 === 3 ? 1 : 2,
    hasChecksum: (bytes[at + 1]! & 1) === 0,
    bytes: (slots + padding) * (layer === 1 ? 4 : 1)
  }
}

/** A run of consecutive frames. */
export interface FrameRun {
  /** Whole frames; valid until the next run is read. */
  readonly bytes: Uint8Array
  readonly frames: number
}

/** Walks through the frames of one kind in a file. */
export class MpegFrames {
  readonly #file: SoundFile
  readonly first: MpegHeader
  /** Place of the first frame. */
  readonly start: number
  position: number
  /** Number of places with other data between two frames. */
  damagedPlaces = 0
  /** True when the last frame is cut off. */
  isCutOff = false

  private constructor(file: SoundFile, start: number, first: MpegHeader) {
    this.#file = file
    this.start = start
    this.position = start
    this.first = first
  }

  /** Finds the first frame at or soon behind a position; null when there is none. */
  static find(file: SoundFile, from: number): MpegFrames | null {
    const bytes = file.read(from, REACH)
    for (let at = 0; at + HEADER_BYTES <= bytes.length; at++) {
      const header = readMpegHeader(bytes, at)
      if (header && isWitnessed(bytes, at, header, bytes.length + from >= file.size)) {
        return new MpegFrames(file, from + at, header)
      }
    }
    return null
  }

  /** The next frames in a row, at most `most` bytes; null at the end. */
  next(most: number): FrameRun | null {
    const bytes = this.#file.read(this.position, most)
    const isEnd = this.position + bytes.length >= this.#file.size
    let at = 0
    let frames = 0
    for (;;) {
      const header = readMpegHeader(bytes, at)
      if (!header || !this.#fits(header)) break
      if (at + header.bytes > bytes.length) {
        if (isEnd) this.isCutOff = true
        break
      }
      at += header.bytes
      frames++
    }
    if (frames > 0) {
      this.position += at
      return { bytes: bytes.subarray(0, at), frames }
    }
    if (bytes.length < HEADER_BYTES || this.isCutOff) return null
    return this.#seek(most)
  }

  /** Continues after data that is not a frame; at the end of the file that is a tag, not damage. */
  #seek(most: number): FrameRun | null {
    this.position++
    for (;;) {
      const bytes = this.#file.read(this.position, BLOCK_BYTES)
      const isEnd = this.position + bytes.length >= this.#file.size
      for (let at = 0; at + HEADER_BYTES <= bytes.length; at++) {
        const header = readMpegHeader(bytes, at)
        if (!header || !this.#fits(header) || !isWitnessed(bytes, at, header, isEnd)) continue
        this.position += at
        this.damagedPlaces++
        return this.next(most)
      }
      if (isEnd) return null
      this.position += Math.max(1, bytes.length - MOST_FRAME_BYTES * WITNESSES)
    }
  }

  #fits({ version, layer, sampleRate }: MpegHeader): boolean {
    const { first } = this
    return version === first.version && layer === first.layer && sampleRate === first.sampleRate
  }
}

/** Longest frame of a known bit rate: layer II, 384 kbit/s at 32 kHz. */
const MOST_FRAME_BYTES = 1729

/** Whether frames of the same kind follow, or the file ends before they could. */
function isWitnessed(
  bytes: Uint8Array,
  at: number,
  { bytes: size, version, layer, sampleRate }: MpegHeader,
  isEnd: boolean
): boolean {
  let next = at + size
  for (let count = 1; count < WITNESSES; count++) {
    if (next >= bytes.length) return isEnd && (next === bytes.length || count > 1)
    const header = readMpegHeader(bytes, next)
    if (header?.version !== version || header.layer !== layer || header.sampleRate !== sampleRate) {
      return false
    }
    next += header.bytes
  }
  return true
}
