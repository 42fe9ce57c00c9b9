/**
 * Headers of FLAC files (RFC 9639, section 8): stream information, seek table, tags. Sizes are
 * known before the first sample, so a header is written twice: first with zeros, and again when
 * everything is known. Numbers are big-endian, in tags little-endian. C = channels, N = samples per
 * channel.
 */
import type { FlacStreamInfo } from './libflac'

/** What is to be written. */
export interface FlacSpec {
  readonly bits: 16 | 24
  readonly sampleRate: number
  /** C, up to 8. */
  readonly channelCount: number
  /** Which loudspeakers more than two channels are for; 0 or none is unknown. */
  readonly channelMask?: number
  /** N, known before the first sample is written. */
  readonly sampleCount: number
  /** Tags by name, such as TITLE, in order; those without a value are left out. */
  readonly tags?: Readonly<Record<string, string>>
}

/** Where a frame begins. */
export interface SeekPoint {
  /** Number of its first sample. */
  readonly sample: number
  /** Bytes after the header. */
  readonly offset: number
  /** Samples in the frame. */
  readonly samples: number
}

const STREAMINFO = 0
const SEEKTABLE = 3
const VORBIS_COMMENT = 4
const SECONDS_BETWEEN_SEEK_POINTS = 10
const SEEK_POINT_BYTES = 18
/** A block's size has 24 bits. */
const LARGEST_BLOCK = 2 ** 24 - 1
const VENDOR = 'Partwise, libFLAC'

/** Samples from one seek point to the next; each is at most half of that from its ideal place. */
export function seekStep({ sampleRate }: FlacSpec): number {
  return sampleRate * SECONDS_BETWEEN_SEEK_POINTS
}

/**
 * Everything before the first frame; its length depends on the spec alone.
 * @param info null while it is not known
 * @param points of frames, ascending
 */
export function flacHeader(
  spec: FlacSpec,
  info: FlacStreamInfo | null,
  points: readonly SeekPoint[]
): Uint8Array {
  return Buffer.concat([
    Buffer.from('fLaC', 'latin1'),
    block(STREAMINFO, streamInfo(spec, info), false),
    block(SEEKTABLE, seekTable(spec, points), false),
    block(VORBIS_COMMENT, tagList({ ...maskTag(spec), ...spec.tags }), true)
  ])
}

function block(type: number, body: Uint8Array, isLast: boolean): Uint8Array {
  const head = Buffer.alloc(4)
  head.writeUInt32BE(((isLast ? 0x80 : 0) | type) * 2 ** 24 + body.length)
  return Buffer.concat([head, body])
}

function streamInfo(
  { bits, sampleRate, channelCount, sampleCount }: FlacSpec,
  info: FlacStreamInfo | null
): Uint8Array {
  const body = Buffer.alloc(34)
  const view = new DataView(body.buffer, body.byteOffset)
  // 20 bits of rate, 3 of channels, 5 of depth, 36 of length.
  view.setBigUint64(
    10,
    (BigInt(sampleRate) << 44n) |
      (BigInt(channelCount - 1) << 41n) |
      (BigInt(bits - 1) << 36n) |
      BigInt(sampleCount)
  )
  if (info === null) return body
  body.writeUInt16BE(info.min_blocksize, 0)
  body.writeUInt16BE(info.max_blocksize, 2)
  body.writeUIntBE(info.min_framesize, 4, 3)
  body.writeUIntBE(info.max_framesize, 7, 3)
  body.write(info.md5sum, 18, 'hex')
  return body
}

function seekTable(spec: FlacSpec, points: readonly SeekPoint[]): Uint8Array {
  const count = Math.max(1, Math.ceil(spec.sampleCount / seekStep(spec)))
  const body = Buffer.alloc(count * SEEK_POINT_BYTES)
  for (let i = 0; i < count; i++) {
    const point = points[i]
    const at = i * SEEK_POINT_BYTES
    // All ones mark an unused entry.
    body.writeBigUInt64BE(point ? BigInt(point.sample) : 2n ** 64n - 1n, at)
    body.writeBigUInt64BE(BigInt(point?.offset ?? 0), at + 8)
    body.writeUInt16BE(point?.samples ?? 0, at + 16)
  }
  return body
}

/** Without it, readers assume the usual loudspeakers for that many channels. */
function maskTag({ channelCount, channelMask = 0 }: FlacSpec): Record<string, string> {
  if (channelCount <= 2) return {}
  const digits = channelMask.toString(16).toUpperCase().padStart(4, '0')
  return { WAVEFORMATEXTENSIBLE_CHANNEL_MASK: `0x${digits}` }
}

/** Names are ASCII from space to "}" without "="; values are UTF-8. */
function tagList(tags: Readonly<Record<string, string>>): Uint8Array {
  const texts = Object.entries(tags)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => {
      if (!/^[\x20-\x3c\x3e-\x7d]+$/.test(name)) throw new Error(`"${name}" is no name of a tag`)
      return text(`${name}=${value}`)
    })
  const list = Buffer.concat([text(VENDOR), number(texts.length), ...texts])
  if (list.length > LARGEST_BLOCK) throw new Error(`${list.length} bytes of tags are too many`)
  return list
}

function text(value: string): Uint8Array {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
