/**
 * One frame of FLAC (RFC 9639, section 9): its header, and its samples as integers, which are
 * 32-bit integers while differences of channels fit into them, and otherwise doubles. Predictions
 * are exact either way: their sums stay below 2^53.
 */
import { BitReader } from '../bit-reader'
import { crc16, crc8 } from '../crc'

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
/** Prediction by the last 0 to 4 samples, newest first. */
const FIXED_WEIGHTS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]
/** Most bits of a sample whose differences fit into 32-bit integers. */
const MOST_INTEGER_BITS = 31

/** Samples of one channel of one frame. */
export type FlacBlock = Int32Array | Float64Array

/** Memory for blocks of up to `size` samples of that bit depth, one for each channel. */
export function flacBlocks(channelCount: number, size: number, bits: number): FlacBlock[] {
  const isDeep = bits > MOST_INTEGER_BITS
  return Array.from({ length: channelCount }, () =>
    isDeep ? new Float64Array(size) : new Int32Array(size)
  )
}

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

/**
 * Decodes the frame whose header is at a position.
 * @param out arrays of at least `blockSize`, one for each channel
 * @param bits of a sample
 * @returns the position after the frame, null when it is damaged or incomplete
 */
export function decodeFrame(
  bytes: Uint8Array,
  at: number,
  header: FlacFrameHeader,
  bits: number,
  out: readonly FlacBlock[]
): number | null {
  const { blockSize, channelCount, stereo } = header
  const reader = new BitReader(bytes, at + header.bytes)
  for (let c = 0; c < channelCount; c++) {
    const isSide = (stereo === 'side-right' && c === 0) || (stereo.endsWith('-side') && c === 1)
    const samples = out[c]!.subarray(0, blockSize)
    if (!decodeSubframe(reader, bits + (isSide ? 1 : 0), samples)) return null
  }
  const end = reader.align()
  if (reader.isOverrun || end + 2 > bytes.length) return null
  if (crc16(bytes, at, end) !== bigEndian(bytes, end, 2)) return null
  if (stereo !== 'apart') joinStereo(stereo, out[0]!, out[1]!, blockSize)
  return end + 2
}

function decodeSubframe(reader: BitReader, bits: number, out: FlacBlock): boolean {
  if (reader.unsigned(1) !== 0) return false
  const type = reader.unsigned(6)
  const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0
  const depth = bits - wasted
  if (depth < 1) return false
  if (!decodeTyped(reader, type, depth, out)) return false
  if (wasted > 0) for (let n = 0; n < out.length; n++) out[n]! *= 2 ** wasted
  return !reader.isOverrun
}

function decodeTyped(reader: BitReader, type: number, depth: number, out: FlacBlock): boolean {
  if (type === 0) {
    out.fill(reader.signed(depth))
    return true
  }
  if (type === 1) {
    for (let n = 0; n < out.length; n++) out[n] = reader.signed(depth)
    return true
  }
  const isLpc = type >= 32
  const order = isLpc ? type - 31 : type - 8
  if (order < 0 || (!isLpc && order > 4) || order > out.length) return false
  for (let n = 0; n < order; n++) out[n] = reader.signed(depth)
  let weights: readonly number[] = FIXED_WEIGHTS[order] ?? []
  let shift = 0
  let precision = 4
  if (isLpc) {
    precision = reader.unsigned(4) + 1
    shift = reader.signed(5)
    if (precision === 16 || shift < 0) return false
    weights = Array.from({ length: order }, () => reader.signed(precision))
  }
  const residual = readResidual(reader, order, out.length)
  if (residual === null) return false
  const sumBits = depth + precision + Math.ceil(Math.log2(order + 1))
  if (sumBits <= 32 && out instanceof Int32Array) predictShort(out, residual, weights, shift)
  else predict(out, residual, weights, shift)
  return true
}

/** Residuals of samples [order, count), at their places; null when their coding is invalid. */
function readResidual(reader: BitReader, order: number, count: number): Int32Array | null {
  const method = reader.unsigned(2)
  if (method > 1) return null
  const parameterBits = method === 0 ? 4 : 5
  const escape = 2 ** parameterBits - 1
  const partitions = 2 ** reader.unsigned(4)
  const partitionSize = count / partitions
  if (!Number.isInteger(partitionSize) || partitionSize < order) return null
  const residual = residualMemory(count)
  for (let p = 0; p < partitions && !reader.isOverrun; p++) {
    const from = p === 0 ? order : p * partitionSize
    const to = (p + 1) * partitionSize
    const parameter = reader.unsigned(parameterBits)
    if (parameter < escape) {
      reader.rice(parameter, residual, from, to)
    } else {
      const width = reader.unsigned(5)
      for (let n = from; n < to; n++) residual[n] = width === 0 ? 0 : reader.signed(width)
    }
  }
  return reader.isOverrun ? null : residual
}

let residuals = new Int32Array(4608)

/** Memory that is reused for each frame. */
function residualMemory(count: number): Int32Array {
  if (residuals.length < count) residuals = new Int32Array(count)
  return residuals
}

/** Adds to each residual the prediction from the samples before it, where sums fit into 32 bits. */
function predictShort(
  out: Int32Array,
  residual: Int32Array,
  weights: readonly number[],
  shift: number
): void {
  const order = weights.length
  const taps = Int32Array.from(weights).reverse()
  for (let n = order; n < out.length; n++) {
    let sum = 0
    const first = n - order
    for (let i = 0; i < order; i++) sum = (sum + Math.imul(taps[i]!, out[first + i]!)) | 0
    out[n] = residual[n]! + (sum >> shift)
  }
}

/** The same for any sums. */
function predict(
  out: FlacBlock,
  residual: Int32Array,
  weights: readonly number[],
  shift: number
): void {
  const order = weights.length
  const taps = Float64Array.from(weights).reverse()
  const scale = 2 ** -shift
  for (let n = order; n < out.length; n++) {
    let sum = 0
    const first = n - order
    for (let i = 0; i < order; i++) sum += taps[i]! * out[first + i]!
    out[n] = residual[n]! + Math.floor(sum * scale)
  }
}

/** From one channel and a difference, or a mean and a difference, to left and right, in place. */
function joinStereo(
  stereo: FlacFrameHeader['stereo'],
  first: FlacBlock,
  second: FlacBlock,
  count: number
): void {
  if (stereo === 'left-side') {
    for (let n = 0; n < count; n++) second[n] = first[n]! - second[n]!
  } else if (stereo === 'side-right') {
    for (let n = 0; n < count; n++) first[n]! += second[n]!
  } else {
    for (let n = 0; n < count; n++) {
      const side = second[n]!
      // The mean has lost its lowest bit, which the difference still has.
      const left = first[n]! + Math.ceil(side / 2)
      first[n] = left
      second[n] = left - side
    }
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

function bigEndian(bytes: Uint8Array, at: number, count: number): number {
  let value = 0
  for (let i = 0; i < count; i++) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}
