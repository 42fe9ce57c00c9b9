/** The head of a FLAC stream: STREAMINFO and tags (RFC 9639, section 8). */
import { noTags, type AudioTags, type SampleFormat } from '../../../../shared/audio'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import { damaged } from '../sound-source'
import { readVorbisComments, vorbisTexts } from '../tags/vorbis-comments'

/** Masks of streams that do not state one, by their number of channels. */
const USUAL_MASKS = [0, 0x4, 0x3, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f]
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
  /** Which loudspeakers the channels are for. */
  readonly channelMask: number
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
  let stated: number | null = null
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const head = file.read(at, 4)
    if (head.length < 4) break
    const type = head[0]! & 0x7f
    const isLast = head[0]! > 127
    const size = viewOf(head).getUint32(0) & 0xffffff
    if (type === 0) info ??= readStreamInfo(file.read(at + 4, size))
    if (type === 4) {
      const comments = file.read(at + 4, Math.min(size, MOST_COMMENT_BYTES))
      tags = readVorbisComments(comments)
      stated = flacMask(comments)
    }
    at += 4 + size
    if (isLast) break
  }
  if (info === null) return null
  return { info, tags, channelMask: stated ?? usualMask(info), start: at }
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

/**
 * The channel mask that a comment block states, null when it states none.
 * @param comments without the block's magic
 */
export function flacMask(comments: Uint8Array): number | null {
  const text = vorbisTexts(comments).get('WAVEFORMATEXTENSIBLE_CHANNEL_MASK') ?? ''
  return /^0x[\da-f]{1,8}$/i.test(text) ? Number(text) : null
}

/** The channel mask of a stream that states none. */
export function usualMask({ channelCount }: Pick<FlacStreamInfo, 'channelCount'>): number {
  return USUAL_MASKS[channelCount] ?? 0
}

/** The sample format that holds that many bits. */
export function formatOfBits(bits: number): SampleFormat {
  return (['int8', 'int16', 'int24', 'int32'] as const)[Math.ceil(bits / 8) - 1] ?? 'int32'
}
