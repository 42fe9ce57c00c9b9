/** From the bytes of a WAVE file to samples: interleaved, little-endian, full scale 1. */
import { viewOf } from './sound-file'
import type { SampleLayout, WavCoding } from './wav-format'

/** Reads `count` samples of one channel: byte `at` first, `stride` bytes from one to the next. */
type Reader = (
  view: DataView,
  at: number,
  stride: number,
  count: number,
  out: Float32Array,
  from: number
) => void

// One plain loop for each coding: a call per sample would cost more than the reading.
const readers: Readonly<Record<WavCoding, Reader>> = {
  uint8: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = (view.getUint8(at + n * stride) - 128) / 128
  },
  int16: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getInt16(at + n * stride, true) / 2 ** 15
  },
  int24: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) {
      const byte = at + n * stride
      const value = view.getUint16(byte, true) | (view.getInt8(byte + 2) << 16)
      out[from + n] = value / 2 ** 23
    }
  },
  int32: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getInt32(at + n * stride, true) / 2 ** 31
  },
  float32: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getFloat32(at + n * stride, true)
  },
  float64: (view, at, stride, count, out, from) => {
    for (let n = 0; n < count; n++) out[from + n] = view.getFloat64(at + n * stride, true)
  }
}

/**
 * Spreads interleaved bytes over the channels.
 * @param count samples per channel that the bytes hold
 * @param channels C arrays [N], written from sample `from` on
 */
export function readSamples(
  bytes: Uint8Array,
  { coding, sampleBytes }: Pick<SampleLayout, 'coding' | 'sampleBytes'>,
  count: number,
  channels: readonly Float32Array[],
  from: number
): void {
  const view = viewOf(bytes)
  const stride = sampleBytes * channels.length
  channels.forEach((samples, c) => {
    readers[coding](view, c * sampleBytes, stride, count, samples, from)
  })
}
