/**
 * Headers of WAVE files whose length is known: RIFF, or RF64 (EBU Tech 3306) beyond 4 GiB.
 * Bytes are little-endian; N = samples per channel.
 */
import type { ExportFormat } from '../../shared/contract'

const RIFF_LIMIT = 0xffffffff
const BEXT_BYTES = 602

/** What is to be written. */
export interface WavSpec {
  readonly format: ExportFormat
  readonly sampleRate: number
  readonly channelCount: number
  /** N, known before the first sample is written. */
  readonly sampleCount: number
  /** Samples since midnight for a `bext` chunk, null for none. */
  readonly timeReference: number | null
  /** Largest size that RIFF may state; smaller in tests. */
  readonly riffLimit?: number
}

/** Bytes of one sample of one channel. */
export function bytesPerSample(format: ExportFormat): number {
  return { wav16: 2, wav24: 3, wav32f: 4 }[format]
}

/** Size of the whole file in bytes. */
export function wavFileSize(spec: WavSpec): number {
  const dataBytes = dataSize(spec)
  return wavHeader(spec).length + dataBytes + (dataBytes % 2)
}

/** Everything before the first sample. */
export function wavHeader(spec: WavSpec): Uint8Array {
  const { format, sampleRate, channelCount, sampleCount, timeReference } = spec
  const isFloat = format === 'wav32f'
  const sampleBytes = bytesPerSample(format)
  const dataBytes = dataSize(spec)
  const fmt = chunk('fmt ', isFloat ? 18 : 16, (view) => {
    view.setUint16(0, isFloat ? 3 : 1, true)
    view.setUint16(2, channelCount, true)
    view.setUint32(4, sampleRate, true)
    view.setUint32(8, sampleRate * channelCount * sampleBytes, true)
    view.setUint16(12, channelCount * sampleBytes, true)
    view.setUint16(14, sampleBytes * 8, true)
  })
  const bext = timeReference === null ? new Uint8Array() : bextChunk(timeReference)
  const factBytes = isFloat ? 12 : 0
  const riffBytes = 4 + bext.length + fmt.length + factBytes + 8 + dataBytes + (dataBytes % 2)
  const isLarge = riffBytes > (spec.riffLimit ?? RIFF_LIMIT)
  const stated = (size: number): number => (isLarge ? 0xffffffff : size)
  const ds64 = chunk('ds64', 28, (view) => {
    view.setBigUint64(0, BigInt(riffBytes + 36), true)
    view.setBigUint64(8, BigInt(dataBytes), true)
    view.setBigUint64(16, BigInt(sampleCount), true)
  })
  const fact = chunk('fact', 4, (view) => view.setUint32(0, stated(sampleCount), true))
  return Buffer.concat([
    chunkHead(isLarge ? 'RF64' : 'RIFF', stated(riffBytes)),
    Buffer.from('WAVE', 'latin1'),
    isLarge ? ds64 : new Uint8Array(),
    bext,
    fmt,
    isFloat ? fact : new Uint8Array(),
    chunkHead('data', stated(dataBytes))
  ])
}

/** Bytes of all samples. */
export function dataSize({ format, channelCount, sampleCount }: WavSpec): number {
  return bytesPerSample(format) * channelCount * sampleCount
}

function chunkHead(id: string, size: number): Uint8Array {
  const head = Buffer.alloc(8)
  head.write(id, 'latin1')
  head.writeUInt32LE(size, 4)
  return head
}

function chunk(id: string, size: number, fill: (body: DataView) => void): Uint8Array {
  const body = new Uint8Array(size)
  fill(new DataView(body.buffer))
  return Buffer.concat([chunkHead(id, size), body])
}

/** Broadcast Wave extension (EBU Tech 3285): where on the time line the sound begins. */
function bextChunk(timeReference: number): Uint8Array {
  return chunk('bext', BEXT_BYTES, (view) => {
    const originator = Buffer.from('Partwise', 'latin1')
    originator.forEach((byte, i) => view.setUint8(256 + i, byte))
    view.setBigUint64(338, BigInt(timeReference), true)
    view.setUint16(346, 1, true)
  })
}
