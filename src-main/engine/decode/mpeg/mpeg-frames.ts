/**
 * Finds the frames of MPEG audio. The four bytes of a header occur too often by chance, so a frame
 * counts only when another one follows it.
 */
import { ascii, BLOCK_BYTES, type SoundFile } from '../sound-file'
import { ID3V1_BYTES } from '../tags/id3'
import { readLeadingTags } from '../tags/leading-tags'
import { HEADER_BYTES, isSameKind, readMpegHeader, type MpegHeader } from './mpeg-header'

/** Bytes that the first frame is searched in. */
export const REACH = 2 ** 18
/** Frames in a row, the first included, that confirm the start of the sound. */
const WITNESSES = 3
/** Longest frame of a known bit rate: layer II, 384 kbit/s at 32 kHz. */
const MOST_FRAME_BYTES = 1729

/** Consecutive frames of one kind. */
export interface FrameRow {
  /** Header of the first of them. */
  readonly header: MpegHeader
  /** Place of the first of them. */
  readonly start: number
  /** Whole frames; valid until the next row is read. */
  readonly bytes: Uint8Array
  readonly frames: number
  /** How many of them are mono. */
  readonly monoFrames: number
}

/** Walks through all frames in a file, whatever their kinds. */
export class MpegFrames {
  readonly #file: SoundFile
  #position: number
  /** Kind of the frame before the position, null where something else lies there. */
  #kind: MpegHeader | null = null
  /** Number of places with other data between two frames. */
  damagedPlaces = 0
  /** True when the last frame is cut off. */
  isCutOff = false

  /** @param position that of a frame, as `find` gives it */
  constructor(file: SoundFile, position: number) {
    this.#file = file
    this.#position = position
  }

  /** Place of the first frame at or soon behind a position; null when there is none. */
  static find(file: SoundFile, from: number): number | null {
    const bytes = file.read(from, REACH)
    const within = firstFrame(bytes, from + bytes.length >= file.size)
    return within === null ? null : from + within
  }

  /** Place in the file. */
  get position(): number {
    return this.#position
  }

  /** The next frames in a row, at most `most` bytes; null at the end. */
  next(most: number): FrameRow | null {
    for (;;) {
      const row = this.#row(most)
      if (row) return row
      if (this.isCutOff || !this.#goOn()) return null
    }
  }

  /** The frames that begin at the position, null when it is not a frame's. */
  #row(most: number): FrameRow | null {
    const start = this.#position
    const bytes = this.#file.read(start, most)
    const isEnd = start + bytes.length >= this.#file.size
    const header = readMpegHeader(bytes, 0)
    const goesOn = header && this.#kind && isSameKind(this.#kind, header)
    if (!header || (!goesOn && !isWitnessed(bytes, 0, header, isEnd))) return null
    const { length, frames, monoFrames, isCutOff } = rowOf(bytes, header)
    this.isCutOff = isEnd && isCutOff
    if (frames === 0) return null
    this.#position += length
    this.#kind = header
    return { header, start, bytes: bytes.subarray(0, length), frames, monoFrames }
  }

  /** Goes on behind what is not a frame. Tags are no damage, nor is anything behind all frames. */
  #goOn(): boolean {
    this.#kind = null
    const behindTags = tagsEnd(this.#file, this.#position)
    if (behindTags > this.#position) {
      this.#position = behindTags
      return behindTags < this.#file.size
    }
    this.#position++
    for (;;) {
      const bytes = this.#file.read(this.#position, BLOCK_BYTES)
      const isEnd = this.#position + bytes.length >= this.#file.size
      const within = firstFrame(bytes, isEnd)
      if (within !== null) {
        this.#position += within
        this.damagedPlaces++
        return true
      }
      if (isEnd) return false
      this.#position += Math.max(1, bytes.length - MOST_FRAME_BYTES * WITNESSES)
    }
  }
}

/** Where the tags end that a position begins with; the position itself when there are none. */
function tagsEnd(file: SoundFile, position: number): number {
  const { end } = readLeadingTags(file, position)
  const isId3v1 = ascii(file.read(end, 3), 0, 3) === 'TAG'
  return isId3v1 ? Math.min(file.size, end + ID3V1_BYTES) : end
}

/** As many frames of one kind as the bytes begin with. */
function rowOf(
  bytes: Uint8Array,
  first: MpegHeader
): { length: number; frames: number; monoFrames: number; isCutOff: boolean } {
  let at = 0
  let frames = 0
  let monoFrames = 0
  for (;;) {
    const header = readMpegHeader(bytes, at)
    if (!header || !isSameKind(header, first)) break
    if (at + header.bytes > bytes.length) return { length: at, frames, monoFrames, isCutOff: true }
    at += header.bytes
    frames++
    if (header.channelCount === 1) monoFrames++
  }
  return { length: at, frames, monoFrames, isCutOff: false }
}

/** Place of the first frame in some bytes, null when there is none. */
function firstFrame(bytes: Uint8Array, isEnd: boolean): number | null {
  for (let at = 0; at + HEADER_BYTES <= bytes.length; at++) {
    const header = readMpegHeader(bytes, at)
    if (header && isWitnessed(bytes, at, header, isEnd)) return at
  }
  return null
}

/** Whether frames of the same kind follow, or the file ends before they could. */
function isWitnessed(bytes: Uint8Array, at: number, first: MpegHeader, isEnd: boolean): boolean {
  let next = at + first.bytes
  for (let count = 1; count < WITNESSES; count++) {
    if (next >= bytes.length) return isEnd && (next === bytes.length || count > 1)
    const header = readMpegHeader(bytes, next)
    if (!header || !isSameKind(header, first)) return false
    next += header.bytes
  }
  return true
}
