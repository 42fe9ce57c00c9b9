/**
 * Looks through an MPEG file once before it is decoded. Files are joined of parts that differ: what
 * the recording is, most of its frames say, and not the first.
 */
import { BLOCK_BYTES, type SoundFile } from '../sound-file'
import { REACH, MpegFrames } from './mpeg-frames'
import { freeLayer, isSameKind, type MpegHeader } from './mpeg-header'

/** The frames of the kind that lasts longest. */
export interface MpegSurvey {
  /** Place of any first frame, where reading begins. */
  readonly start: number
  /** Header and place of the first frame of the kind. */
  readonly first: MpegHeader
  readonly firstAt: number
  /** How many there are, and how many of them are mono. */
  readonly frames: number
  readonly monoFrames: number
}

/** Counts the frames at or soon behind a position; null when there are none. */
export function surveyMpeg(file: SoundFile, from: number): MpegSurvey | null {
  const start = MpegFrames.find(file, from)
  if (start === null) return null
  const kinds: { first: MpegHeader; firstAt: number; frames: number; monoFrames: number }[] = []
  const frames = new MpegFrames(file, start)
  for (let row = frames.next(BLOCK_BYTES); row !== null; row = frames.next(BLOCK_BYTES)) {
    const { header, start: firstAt, monoFrames } = row
    const known = kinds.find(({ first }) => isSameKind(first, header))
    if (known) {
      known.frames += row.frames
      known.monoFrames += monoFrames
    } else {
      kinds.push({ first: header, firstAt, frames: row.frames, monoFrames })
    }
  }
  const seconds = ({ first, frames }: (typeof kinds)[number]): number =>
    (frames * first.samples) / first.sampleRate
  const [longest] = kinds.sort((a, b) => seconds(b) - seconds(a))
  return longest ? { start, ...longest } : null
}

/** Frames in a row that make a free bit rate certain. */
const FREE_WITNESSES = 4
/** Longest frame of a free bit rate that is searched for, in bytes: 640 kbit/s at 8 kHz. */
const MOST_FREE_BYTES = 2 ** 13

/**
 * Layer of a file whose bit rate is free, null when it is not such a file. No header states the
 * length of its frames, only their distance does.
 */
export function findFreeLayer(file: SoundFile, from: number): MpegHeader['layer'] | null {
  const bytes = file.read(from, REACH)
  for (let at = 0; at < bytes.length; at++) {
    const layer = freeLayer(bytes, at)
    if (layer !== null && hasEvenDistances(bytes, at)) return layer
  }
  return null
}

/** Whether frames like the one at a place follow at one distance, give or take its padding. */
function hasEvenDistances(bytes: Uint8Array, at: number): boolean {
  const isAlike = (place: number): boolean =>
    freeLayer(bytes, place) !== null &&
    bytes[place + 1] === bytes[at + 1] &&
    (bytes[place + 2]! & 0xfc) === (bytes[at + 2]! & 0xfc)
  /** Layer I is padded by four bytes. */
  const slack = (bytes[at + 1]! & 6) === 6 ? 4 : 1
  for (let size = 24; size <= MOST_FREE_BYTES && at + size < bytes.length; size++) {
    if (!isAlike(at + size)) continue
    let place = at + size
    let count = 2
    while (count < FREE_WITNESSES) {
      const next = [size, size + slack, size - slack].find((step) => isAlike(place + step))
      if (next === undefined) break
      place += next
      count++
    }
    if (count === FREE_WITNESSES) return true
  }
  return false
}
