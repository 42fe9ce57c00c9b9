/** The head of a FLAC stream: STREAMINFO and tags (RFC 9639, section 8). */
import { noTags, type AudioTags, type SampleFormat } from '../../../../shared/audio'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import { damaged } from '../sound-source'
import { readVorbisComments } from '../tags/vorbis-comments'

const MAX_BLOCKS = 1024
/** Longest comment block that is read: texts come first, and pictures are separate blocks. */
const MOST_COMMENT_BYTES = 2 ** 16
/** Bytes of STREAMINFO up to the number of samples. */
const STREAM_INFO_BYTES = 18

/** What STREAMINFO says. */
export interface FlacStreamInfo {
  /** Samples of the shortest block but the last, and of the longest; 0 or wrong in some files. */
  readonly minBlockSize: number
  readonly maxBlockSize: number
  /** Bytes, 0 when unknown. */
  readonly maxFrameBytes: number
  readonly sampleRate: number
  readonly channelCount: number
  readonly bits: number
  /** N, null when the encoder did not know. */
  readonly sampleCount: number | null
}

/** A head and where the frames begin. */
export interface FlacHead {
  readonly info: FlacStreamInfo
  readonly tags: AudioTags
  readonly start: number
}

/**
 * Reads the head of a FLAC file.
 * @param from byte at which it begins
 * @throws Failure `audio/not-audio`
 */
export function readFlacHead(file: SoundFile, from: number): FlacHead {
  const head = findFlacHead(file, from)
  if (head === null) throw damaged(file, 'FLAC', 'no STREAMINFO')
  return head
}

/** Reads the head of a FLAC file that begins at a byte, null when there is none. */
export function findFlacHead(file: SoundFile, from: number): FlacHead | null {
  let at = from
  if (ascii(file.read(at, 4), 0, 4) !== 'fLaC') return null
  at += 4
  let info: FlacStreamInfo | null = null
  let tags = noTags
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const head = file.read(at, 4)
    if (head.length < 4) break
    const type = head[0]! & 0x7f
    const isLast = head[0]! > 127
    const size = viewOf(head).getUint32(0) & 0xffffff
    if (type === 0) info ??= readStreamInfo(file.read(at + 4, size))
    if (type === 4) tags = readVorbisComments(file.read(at + 4, Math.min(size, MOST_COMMENT_BYTES)))
    at += 4 + size
    if (isLast) break
  }
  return info === null ? null : { info, tags, start: at }
}

/** Reads the body of a STREAMINFO block, null when it is invalid. */
export function readStreamInfo(body: Uint8Array): FlacStreamInfo | null {
  if (body.length < STREAM_INFO_BYTES) return null
  const view = viewOf(body)
  const packed = view.getBigUint64(10)
  const sampleCount = Number(packed & 0xf_ffff_ffffn)
  const info = {
    minBlockSize: view.getUint16(0),
    maxBlockSize: view.getUint16(2),
    maxFrameBytes: view.getUint32(6) & 0xffffff,
    sampleRate: Number(packed >> 44n),
    channelCount: Number((packed >> 41n) & 7n) + 1,
    bits: Number((packed >> 36n) & 31n) + 1,
    sampleCount: sampleCount === 0 ? null : sampleCount
  }
  return info.bits < 4 || info.sampleRate === 0 ? null : info
}

/** The sample format that holds that many bits. */
export function formatOfBits(bits: number): SampleFormat {
  return (['int8', 'int16', 'int24', 'int32'] as const)[Math.ceil(bits / 8) - 1] ?? 'int32'
}
