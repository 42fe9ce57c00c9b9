/**
 * FLAC files made frame by frame (RFC 9639), right and wrong in their heads but right in their
 * checksums, of 16-bit samples, mono.
 */
import { crc16, crc8 } from '../../src-main/engine/decode/crc'

/** How frames say their place. */
export type Numbering = 'frames' | 'samples' | 'samples-unmarked'

/** What a frame is made of. */
export interface FrameSpec {
  /** Whole steps of 16 bits; all alike make a constant subframe. */
  readonly samples: readonly number[]
  readonly number: number
  /** Whether the head marks the number as one of samples. */
  readonly isVariable?: boolean
}

/** What STREAMINFO says. */
export interface StreamInfoSpec {
  readonly sampleRate?: number
  readonly minBlockSize?: number
  readonly maxBlockSize?: number
  /** 0: unknown. */
  readonly sampleCount?: number
}

/** A frame. */
export function flacFrame({ samples, number, isVariable = false }: FrameSpec): Buffer {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(samples.length - 1)
  // A block size of 16 bits, rate and depth as STREAMINFO says, one channel.
  const head = Buffer.concat([
    Buffer.from([0xff, isVariable ? 0xf9 : 0xf8, 0x70, 0x00]),
    codedNumber(number),
    size
  ])
  const isConstant = samples.every((value) => value === samples[0])
  const values = isConstant ? samples.slice(0, 1) : samples
  const body = Buffer.alloc(1 + 2 * values.length, isConstant ? 0 : 2)
  values.forEach((value, n) => body.writeInt16BE(value, 1 + 2 * n))
  const whole = Buffer.concat([head, Buffer.from([crc8(head, 0, head.length)]), body])
  const checksum = Buffer.alloc(2)
  checksum.writeUInt16BE(crc16(whole, 0, whole.length))
  return Buffer.concat([whole, checksum])
}

/** The frames of samples that are cut into blocks of those sizes. */
export function flacFrames(
  samples: readonly number[],
  sizes: readonly number[],
  numbering: Numbering
): Buffer[] {
  let at = 0
  return sizes.map((size, i) => {
    const number = numbering === 'frames' ? i : at
    const block = samples.slice(at, at + size)
    at += size
    return flacFrame({ samples: block, number, isVariable: numbering === 'samples' })
  })
}

/** Marker and STREAMINFO. */
export function flacHead({
  sampleRate = 8000,
  minBlockSize = 4096,
  maxBlockSize = 4096,
  sampleCount = 0
}: StreamInfoSpec): Buffer {
  const head = Buffer.alloc(42)
  head.write('fLaC', 'latin1')
  head.writeUInt32BE(0x80000022, 4)
  head.writeUInt16BE(minBlockSize, 8)
  head.writeUInt16BE(maxBlockSize, 10)
  const packed = (BigInt(sampleRate) << 44n) | (15n << 36n) | BigInt(sampleCount)
  head.writeBigUInt64BE(packed, 18)
  return head
}

/** A number as FLAC codes it, like a character of UTF-8 with up to 36 bits. */
export function codedNumber(value: number): Buffer {
  if (value < 0x80) return Buffer.from([value])
  const tail: number[] = []
  let rest = value
  let room = 0x3f
  while (rest > room) {
    tail.unshift(0x80 | (rest % 64))
    rest = Math.floor(rest / 64)
    room >>= 1
  }
  const mark = (0xff << (7 - tail.length)) & 0xff & ~(0x80 >> (tail.length + 1))
  return Buffer.from([mark | rest, ...tail])
}
