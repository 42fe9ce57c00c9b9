/** The header of a frame of FLAC (RFC 9639, section 9.1). */
import { crc8 } from '../crc'

/** Most bytes of a header. */
export const MOST_HEADER_BYTES = 16

/** What a frame's header says. */
export interface FlacFrameHeader {
  /** Samples per channel in this frame. */
  readonly blockSize: number
  /** Hz, 0 where STREAMINFO says it. */
  readonly sampleRate: number
  readonly channelCount: number
  /** How the two channels are coded. */
  readonly stereo: 'apart' | 'left-side' | 'side-right' | 'mid-side'
  /** Bits of a sample, 0 where STREAMINFO says them. */
  readonly bits: number
  /** The number of the frame, or with `isVariable` that of its first sample. */
  readonly number: number
  readonly isVariable: boolean
  /** Bytes of the header. */
  readonly bytes: number
}

const RATES = [
  0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
]
const DEPTHS = [0, 8, 12, -1, 16, 20, 24, 32]

/** The header at a position, null when there is no valid one. */
export function readFrameHeader(bytes: Uint8Array, at: number): FlacFrameHeader | null {
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xfe) !== 0xf8) return null
  const sizeCode = bytes[at + 2]! >> 4
  const rateCode = bytes[at + 2]! & 15
  const channelCode = bytes[at + 3]! >> 4
  const bits = DEPTHS[(bytes[at + 3]! >> 1) & 7]!
  const isReserved = sizeCode === 0 || rateCode === 15 || channelCode > 10 || bits < 0
  if (isReserved || (bytes[at + 3]! & 1) !== 0) return null
  const coded = readCodedNumber(bytes, at + 4)
  if (coded === null) return null
  let end = at + 4 + coded.bytes
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0
  const blockSize = sizeBytes > 0 ? bigEndian(bytes, end, sizeBytes) + 1 : knownBlockSize(sizeCode)
  end += sizeBytes
  const rateBytes = rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0
  const rateUnit = rateCode === 12 ? 1000 : rateCode === 14 ? 10 : 1
  const sampleRate = rateBytes > 0 ? bigEndian(bytes, end, rateBytes) * rateUnit : RATES[rateCode]!
  end += rateBytes
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return null
  return {
    blockSize,
    sampleRate,
    bits,
    channelCount: channelCode < 8 ? channelCode + 1 : 2,
    stereo: (['left-side', 'side-right', 'mid-side'] as const)[channelCode - 8] ?? 'apart',
    number: coded.value,
    isVariable: (bytes[at + 1]! & 1) === 1,
    bytes: end + 1 - at
  }
}

function knownBlockSize(code: number): number {
  if (code === 1) return 192
  return code < 6 ? 576 * 2 ** (code - 2) : 256 * 2 ** (code - 8)
}

/** A number coded as UTF-8 codes characters, of up to 36 bits. */
function readCodedNumber(bytes: Uint8Array, at: number): { value: number; bytes: number } | null {
  const first = bytes[at]
  if (first === undefined) return null
  const ones = Math.clz32(~(first << 24))
  if (ones === 0) return { value: first, bytes: 1 }
  if (ones === 1 || ones > 7) return null
  let value = ones === 7 ? 0 : first & (0x7f >> ones)
  for (let i = 1; i < ones; i++) {
    const byte = bytes[at + i]
    if (byte === undefined || byte >> 6 !== 2) return null
    value = value * 64 + (byte & 63)
  }
  return { value, bytes: ones }
}

/** A whole number of bytes, the highest first; bytes past the end are 0. */
export function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
