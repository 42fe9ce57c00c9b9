/**
 * A FLAC reader for tests (RFC 9639), written apart from the encoder that the app uses so that one
 * cannot hide the other's faults. Slow and plain; checks no sums.
 */
import { readFileSync } from 'node:fs'

/** What a test wants to know of a FLAC file. */
export interface TestFlac {
  readonly sampleRate: number
  readonly bits: number
  /** Integers of each channel. */
  readonly channels: readonly Float64Array[]
  readonly md5: string
  readonly tags: readonly string[]
  /** [sample, offset behind the header, samples] of each seek point. */
  readonly seekPoints: readonly (readonly [number, number, number])[]
  /** Bytes before the first frame. */
  readonly headerBytes: number
}

/** Reads bits, the highest first. */
class Bits {
  constructor(
    readonly bytes: Buffer,
    public at: number
  ) {}
  #bit = 0
  read(count: number): number {
    let value = 0
    for (let i = 0; i < count; i++) {
      value = value * 2 + ((this.bytes[this.at]! >> (7 - this.#bit)) & 1)
      if (++this.#bit === 8) {
        this.#bit = 0
        this.at++
      }
    }
    return value
  }
  signed(count: number): number {
    const value = this.read(count)
    return value >= 2 ** (count - 1) ? value - 2 ** count : value
  }
  zeros(): number {
    let count = 0
    while (this.read(1) === 0) count++
    return count
  }
  align(): void {
    if (this.#bit > 0) this.read(8 - this.#bit)
  }
}

/** Reads a FLAC file. @throws Error when it is none, or ends early */
export function readFlac(path: string): TestFlac {
  const bytes = readFileSync(path)
  if (bytes.toString('latin1', 0, 4) !== 'fLaC') throw new Error(`${path} is no FLAC file`)
  const packed = bytes.readBigUInt64BE(18)
  const sampleCount = Number(packed & 0xfffffffffn)
  const channelCount = Number((packed >> 41n) & 7n) + 1
  const bits = Number((packed >> 36n) & 31n) + 1
  const tags: string[] = []
  const seekPoints: [number, number, number][] = []
  let at = 4
  for (let isLast = false; !isLast;) {
    isLast = bytes[at]! >= 0x80
    const type = bytes[at]! & 0x7f
    const end = at + 4 + bytes.readUIntBE(at + 1, 3)
    at += 4
    if (type === 3) {
      for (; at < end; at += 18) {
        const [sample, offset] = [bytes.readBigUInt64BE(at), bytes.readBigUInt64BE(at + 8)]
        seekPoints.push([Number(sample), Number(offset), bytes.readUInt16BE(at + 16)])
      }
    }
    if (type === 4) {
      at += 4 + bytes.readUInt32LE(at)
      const count = bytes.readUInt32LE(at)
      at += 4
      for (let i = 0; i < count; i++) {
        const size = bytes.readUInt32LE(at)
        tags.push(bytes.toString('utf8', at + 4, at + 4 + size))
        at += 4 + size
      }
    }
    at = end
  }
  const channels = Array.from({ length: channelCount }, () => new Float64Array(sampleCount))
  const reader = new Bits(bytes, at)
  for (let done = 0; done < sampleCount;) done += readFrame(reader, bits, channels, done)
  if (reader.at !== bytes.length) throw new Error('there is something behind the last frame')
  return {
    sampleRate: Number(packed >> 44n),
    bits,
    channels,
    tags,
    seekPoints,
    headerBytes: at,
    md5: bytes.toString('hex', 26, 42)
  }
}

function readFrame(bits: Bits, depth: number, channels: Float64Array[], start: number): number {
  if (bits.read(14) !== 0x3ffe) throw new Error(`no frame at sample ${start}`)
  bits.read(2)
  const sizeCode = bits.read(4)
  const rateCode = bits.read(4)
  const assignment = bits.read(4)
  bits.read(4)
  const first = bits.read(8)
  for (let mask = 0x40; first >= 0xc0 && first & mask; mask >>= 1) bits.read(8)
  const stated = sizeCode === 6 ? bits.read(8) : sizeCode === 7 ? bits.read(16) : 0
  const size = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 * 2 ** (sizeCode - 2) : 2 ** sizeCode
  const count = stated > 0 || [6, 7].includes(sizeCode) ? stated + 1 : size
  if (rateCode === 12) bits.read(8)
  if (rateCode > 12) bits.read(16)
  bits.read(8)
  const parts = channels.map((_, c) => {
    const isSide = (assignment === 9 && c === 0) || ([8, 10].includes(assignment) && c === 1)
    return readSubframe(bits, depth + (isSide ? 1 : 0), count)
  })
  bits.align()
  bits.read(16)
  const [a, b] = parts
  for (let n = 0; n < count; n++) {
    if (assignment === 8) b![n] = a![n]! - b![n]!
    if (assignment === 9) a![n] = a![n]! + b![n]!
    if (assignment === 10) {
      const [side, mid] = [b![n]!, 2 * a![n]! + (Math.abs(b![n]!) % 2)]
      a![n] = (mid + side) / 2
      b![n] = (mid - side) / 2
    }
  }
  channels.forEach((samples, c) => samples.set(parts[c]!, start))
  return count
}

function readSubframe(bits: Bits, wholeDepth: number, count: number): Float64Array {
  bits.read(1)
  const type = bits.read(6)
  const wasted = bits.read(1) === 1 ? bits.zeros() + 1 : 0
  const depth = wholeDepth - wasted
  const out = new Float64Array(count)
  if (type === 0) out.fill(bits.signed(depth))
  else if (type === 1) for (let n = 0; n < count; n++) out[n] = bits.signed(depth)
  else {
    const isLinear = type >= 32
    const order = isLinear ? type - 31 : type - 8
    for (let n = 0; n < order; n++) out[n] = bits.signed(depth)
    const precision = isLinear ? bits.read(4) + 1 : 0
    const shift = isLinear ? bits.signed(5) : 0
    const fixed = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]][order] ?? []
    const weights = isLinear ? Array.from({ length: order }, () => bits.signed(precision)) : fixed
    readResidual(bits, out, order)
    for (let n = order; n < count; n++) {
      const sum = weights.reduce((s, weight, i) => s + weight * out[n - 1 - i]!, 0)
      out[n]! += Math.floor(sum / 2 ** shift)
    }
  }
  return out.map((value) => value * 2 ** wasted)
}

function readResidual(bits: Bits, out: Float64Array, order: number): void {
  const width = bits.read(2) === 0 ? 4 : 5
  const partitions = 2 ** bits.read(4)
  let n = order
  for (let i = 0; i < partitions; i++) {
    const end = ((i + 1) * out.length) / partitions
    const parameter = bits.read(width)
    const plain = parameter === 2 ** width - 1 ? bits.read(5) : null
    for (; n < end; n++) {
      if (plain !== null) {
        out[n] = plain === 0 ? 0 : bits.signed(plain)
        continue
      }
      const folded = bits.zeros() * 2 ** parameter + bits.read(parameter)
      out[n] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2
    }
  }
}
