/**
 * The samples of one frame of FLAC (RFC 9639, section 9) as integers, which are 32-bit integers
 * while differences of channels fit into them, and otherwise doubles. Predictions are exact either
 * way: their sums stay below 2^53.
 */
import { BitReader } from '../bit-reader'
import { crc16 } from '../crc'
import { bigEndian, type FlacFrameHeader } from './frame-header'

/** Prediction by the last 0 to 4 samples, newest first. */
const FIXED_WEIGHTS = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]]
/** Most bits of a sample whose differences fit into 32-bit integers. */
const MOST_INTEGER_BITS = 31
/** Samples that cost about as much to clear as a byte costs to read. */
const CLEARED_A_BYTE = 256

/** Samples of one channel of one frame. */
export type FlacBlock = Int32Array | Float64Array

/** Memory for blocks of up to `size` samples of that bit depth, one for each channel. */
export function flacBlocks(channelCount: number, size: number, bits: number): FlacBlock[] {
  const isDeep = bits > MOST_INTEGER_BITS
  return Array.from({ length: channelCount }, () =>
    isDeep ? new Float64Array(size) : new Int32Array(size)
  )
}

/** How a frame was read. */
export interface FrameResult {
  /** The position after it, null when it is damaged or incomplete. */
  readonly end: number | null
  /** What it took, as a number of bytes. */
  readonly cost: number
}

/** How the samples of a channel come from what was read of it. */
interface Subframe {
  /** The value of all samples, null when they differ. */
  readonly constant: number | null
  /** What is added to each value from the samples before it, newest first. */
  readonly weights: readonly number[]
  readonly shift: number
  /** Whether all sums fit into 32 bits. */
  readonly isShort: boolean
  /** Lowest bits that are 0 in all samples and not coded. */
  readonly wasted: number
}

/**
 * Decodes the frame whose header is at a position. Samples are computed only when the checksum is
 * right, so false headers cost no more than the bytes that are read for them.
 * @param out arrays of at least `blockSize`, one for each channel
 * @param bits of a sample
 */
export function decodeFrame(
  bytes: Uint8Array,
  at: number,
  header: FlacFrameHeader,
  bits: number,
  out: readonly FlacBlock[]
): FrameResult {
  const { blockSize, channelCount, stereo } = header
  const parser = new FrameParser(bytes, at + header.bytes)
  const failed = (): FrameResult => ({ end: null, cost: parser.cost })
  const subframes: Subframe[] = []
  for (let c = 0; c < channelCount; c++) {
    const isSide = (stereo === 'side-right' && c === 0) || (stereo.endsWith('-side') && c === 1)
    const subframe = parser.subframe(bits + (isSide ? 1 : 0), out[c]!.subarray(0, blockSize))
    if (subframe === null) return failed()
    subframes.push(subframe)
  }
  const end = parser.align()
  if (end === null || crc16(bytes, at, end) !== bigEndian(bytes, end, 2)) return failed()
  subframes.forEach((subframe, c) => compute(subframe, out[c]!.subarray(0, blockSize)))
  if (stereo !== 'apart') joinStereo(stereo, out[0]!, out[1]!, blockSize)
  return { end: end + 2, cost: end + 2 - at }
}

/** Reads subframes: residuals and first samples, not yet what they predict. */
class FrameParser {
  readonly #bytes: Uint8Array
  readonly #start: number
  readonly #reader: BitReader
  #cleared = 0

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#start = at
    this.#reader = new BitReader(bytes, at)
  }

  /** What reading took so far, as a number of bytes. */
  get cost(): number {
    return this.#reader.position - this.#start + this.#cleared / CLEARED_A_BYTE
  }

  /** The position behind the last subframe, null when there is no room for a checksum. */
  align(): number | null {
    const end = this.#reader.align()
    return this.#reader.isOverrun || end + 2 > this.#bytes.length ? null : end
  }

  /** Reads a subframe into `out`; null when it is invalid. */
  subframe(bits: number, out: FlacBlock): Subframe | null {
    const reader = this.#reader
    if (reader.unsigned(1) !== 0) return null
    const type = reader.unsigned(6)
    const wasted = reader.unsigned(1) === 1 ? reader.unary() + 1 : 0
    const depth = bits - wasted
    if (depth < 1) return null
    const coded = this.#coded(type, depth, out)
    return coded === null || reader.isOverrun ? null : { ...coded, wasted }
  }

  #coded(type: number, depth: number, out: FlacBlock): Omit<Subframe, 'wasted'> | null {
    const reader = this.#reader
    const plain = { constant: null, weights: [], shift: 0, isShort: true }
    if (type === 0) return { ...plain, constant: reader.signed(depth) }
    if (type === 1) {
      for (let n = 0; n < out.length && !reader.isOverrun; n++) out[n] = reader.signed(depth)
      return plain
    }
    const isLpc = type >= 32
    const order = isLpc ? type - 31 : type - 8
    if (order < 0 || (!isLpc && order > 4) || order > out.length) return null
    for (let n = 0; n < order; n++) out[n] = reader.signed(depth)
    let weights: readonly number[] = FIXED_WEIGHTS[order] ?? []
    let shift = 0
    let precision = 4
    if (isLpc) {
      precision = reader.unsigned(4) + 1
      shift = reader.signed(5)
      if (precision === 16 || shift < 0) return null
      weights = Array.from({ length: order }, () => reader.signed(precision))
    }
    if (!this.#residual(order, out)) return null
    const sumBits = depth + precision + Math.ceil(Math.log2(order + 1))
    return { constant: null, weights, shift, isShort: sumBits <= 32 }
  }

  /** Reads residuals of samples [order, N) to their places; false when their coding is invalid. */
  #residual(order: number, out: FlacBlock): boolean {
    const reader = this.#reader
    const count = out.length
    const method = reader.unsigned(2)
    if (method > 1) return false
    const parameterBits = method === 0 ? 4 : 5
    const escape = 2 ** parameterBits - 1
    const partitions = 2 ** reader.unsigned(4)
    const partitionSize = count / partitions
    if (!Number.isInteger(partitionSize) || partitionSize < order) return false
    const residual = out instanceof Int32Array ? out : residualMemory(count)
    for (let p = 0; p < partitions && !reader.isOverrun; p++) {
      const from = p === 0 ? order : p * partitionSize
      const to = (p + 1) * partitionSize
      const parameter = reader.unsigned(parameterBits)
      const width = parameter < escape ? null : reader.unsigned(5)
      if (width === null) {
        reader.rice(parameter, residual, from, to)
      } else if (width === 0) {
        residual.fill(0, from, to)
        this.#cleared += to - from
      } else {
        for (let n = from; n < to; n++) residual[n] = reader.signed(width)
      }
    }
    if (residual !== out) for (let n = order; n < count; n++) out[n] = residual[n]!
    return !reader.isOverrun
  }
}

let residuals = new Int32Array(4608)

/** Memory for residuals on their way into doubles, reused for each frame. */
function residualMemory(count: number): Int32Array {
  if (residuals.length < count) residuals = new Int32Array(count)
  return residuals
}

/** Turns what was read of a subframe into samples, in place. */
function compute({ constant, weights, shift, isShort, wasted }: Subframe, out: FlacBlock): void {
  if (constant !== null) out.fill(constant)
  if (weights.length > 0) {
    if (isShort && out instanceof Int32Array) predictShort(out, weights, shift)
    else predict(out, weights, shift)
  }
  if (wasted > 0) for (let n = 0; n < out.length; n++) out[n]! *= 2 ** wasted
}

/** Adds to each residual the prediction from the samples before it, where sums fit into 32 bits. */
function predictShort(out: Int32Array, weights: readonly number[], shift: number): void {
  const order = weights.length
  const taps = Int32Array.from(weights).reverse()
  for (let n = order; n < out.length; n++) {
    let sum = 0
    const first = n - order
    for (let i = 0; i < order; i++) sum = (sum + Math.imul(taps[i]!, out[first + i]!)) | 0
    out[n]! += sum >> shift
  }
}

/** The same for any sums. */
function predict(out: FlacBlock, weights: readonly number[], shift: number): void {
  const order = weights.length
  const taps = Float64Array.from(weights).reverse()
  const scale = 2 ** -shift
  for (let n = order; n < out.length; n++) {
    let sum = 0
    const first = n - order
    for (let i = 0; i < order; i++) sum += taps[i]! * out[first + i]!
    out[n]! += Math.floor(sum * scale)
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
