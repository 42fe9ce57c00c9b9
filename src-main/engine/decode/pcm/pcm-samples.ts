/**
 * Turns the bytes of plain samples (WAVE, AIFF) into numbers: interleaved, either byte order, full
 * scale 1.
 */
import type { SampleFormat } from '../../../../shared/audio'
import { aLaw, muLaw } from './g711'
import { viewOf } from '../sound-file'
import type { SoundKernels, SpreadCoding } from '../measure/sound-kernels'

/** How one sample is stored. */
export type PcmCoding =
  'uint8' | 'int8' | 'int16' | 'int24' | 'int32' | 'float32' | 'float64' | 'mu-law' | 'A-law'

/** Whether kernels can spread samples in this format. */
function canSpread(coding: PcmCoding): coding is SpreadCoding {
  return coding === 'int16' || coding === 'int24'
}

/** How the samples are stored. */
export interface SampleLayout {
  readonly sampleFormat: SampleFormat
  readonly coding: PcmCoding
  /** Bytes of one sample of one channel. */
  readonly sampleBytes: number
  readonly littleEndian: boolean
}

/** Reads `count` samples of one channel: byte `at` first, `stride` bytes from one to the next. */
type Reader = (
  view: DataView,
  littleEndian: boolean,
  at: number,
  stride: number,
  count: number,
  out: Float32Array,
  from: number
) => void

// One plain loop for each coding: a call per sample would cost more than the reading.
const readers: Readonly<Record<PcmCoding, Reader>> = {
  uint8: (view, _, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = (view.getUint8(at + n * stride) - 128) / 128
  },
  int8: (view, _, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getInt8(at + n * stride) / 128
  },
  int16: (view, little, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getInt16(at + n * stride, little) / 2 ** 15
  },
  int24: (view, little, at, stride, count, out, from) => {
    const [high, low] = little ? [2, 0] : [0, 1]
    for (let n = 0; n < count; n++) {
      const byte = at + n * stride
      const value = view.getUint16(byte + low, little) | (view.getInt8(byte + high) << 16)
      out[from + n] = value / 2 ** 23
    }
  },
  int32: (view, little, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getInt32(at + n * stride, little) / 2 ** 31
  },
  float32: (view, little, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getFloat32(at + n * stride, little)
  },
  float64: (view, little, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getFloat64(at + n * stride, little)
  },
  'mu-law': (view, _, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = muLaw[view.getUint8(at + n * stride)]!
  },
  'A-law': (view, _, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = aLaw[view.getUint8(at + n * stride)]!
  }
}

const isLittleEndianHere = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

/**
 * Floats as a typed array, three times as fast to read as through a view. Null for other samples,
 * and where they are not aligned to their size.
 */
function nativeFloats(
  { buffer, byteOffset, byteLength }: Uint8Array,
  { coding, sampleBytes, littleEndian }: SampleLayout
): Float32Array | null {
  if (coding !== 'float32' || littleEndian !== isLittleEndianHere) return null
  if (byteOffset % sampleBytes !== 0) return null
  return new Float32Array(buffer, byteOffset, Math.floor(byteLength / sampleBytes))
}

/**
 * Spreads interleaved bytes over the channels.
 * @param count samples per channel that the bytes hold
 * @param channels C arrays [N], written from sample `from` on
 * @param kernels those of the recording, for what they can read; the samples are the same without
 *   them
 */
export function readSamples(
  bytes: Uint8Array,
  layout: SampleLayout,
  count: number,
  channels: readonly Float32Array[],
  from: number,
  kernels: SoundKernels | null = null
): void {
  const { coding, sampleBytes, littleEndian } = layout
  if (kernels && littleEndian && canSpread(coding)) {
    kernels.spread(bytes, coding, count, channels, from)
    return
  }
  const floats = nativeFloats(bytes, layout)
  if (floats) {
    channels.forEach((samples, c) => {
      for (let n = 0; n < count; n++) samples[from + n] = floats[n * channels.length + c]!
    })
    return
  }
  const view = viewOf(bytes)
  const stride = sampleBytes * channels.length
  channels.forEach((samples, c) => {
    readers[coding](view, littleEndian, c * sampleBytes, stride, count, samples, from)
  })
}
