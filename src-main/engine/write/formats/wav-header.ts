/**
 * Headers of WAVE files whose length is known: RIFF, or RF64 (EBU Tech 3306) beyond 4 GiB. More
 * than two channels are WAVE_FORMAT_EXTENSIBLE, which says what loudspeakers they are for.
 * Bytes are little-endian; N = samples per channel.
 */
import type { ExportFormat } from '../../../../shared/contract'

const RIFF_LIMIT = 0xffffffff
/** Codings of samples. */
const INTEGER = 1
const FLOAT = 3
const EXTENSIBLE = 0xfffe
/** What follows the coding in the GUID of WAVE_FORMAT_EXTENSIBLE. */
const CODING_TAIL = Buffer.from('000000001000800000aa00389b71', 'hex')
/** The fixed part of a `bext` chunk; the coding history follows it. */
const BEXT_BYTES = 602

/** The formats of samples in WAVE files. */
export type WavFormat = Extract<ExportFormat, `wav${string}`>

/** Where a file comes from, for its `bext` chunk. */
export interface WavOrigin {
  /**
   * What is on it; letters outside ASCII lose their accents or become "?"; 256 characters are kept.
   */
  readonly description: string
  /** When it was written, as local time. */
  readonly date: Date
}

/** What is to be written. */
export interface WavSpec {
  readonly format: WavFormat
  readonly sampleRate: number
  readonly channelCount: number
  /** Which loudspeakers more than two channels are for; 0 or none is unknown. */
  readonly channelMask?: number
  /** N, known before the first sample is written. */
  readonly sampleCount: number
  /** Samples since midnight for a `bext` chunk, null for none. */
  readonly timeReference: number | null
  /** Written into the `bext` chunk if there is one. */
  readonly origin?: WavOrigin
  /** Largest size that RIFF may state; smaller in tests. */
  readonly riffLimit?: number
}

/** Bytes of one sample of one channel. */
export function bytesPerSample(format: WavFormat): number {
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
  const coding = isFloat ? FLOAT : INTEGER
  const isExtensible = channelCount > 2
  const fmt = chunk('fmt ', isExtensible ? 40 : isFloat ? 18 : 16, (view) => {
    view.setUint16(0, isExtensible ? EXTENSIBLE : coding, true)
    view.setUint16(2, channelCount, true)
    view.setUint32(4, sampleRate, true)
    view.setUint32(8, sampleRate * channelCount * sampleBytes, true)
    view.setUint16(12, channelCount * sampleBytes, true)
    view.setUint16(14, sampleBytes * 8, true)
    if (!isExtensible) return
    view.setUint16(16, 22, true)
    view.setUint16(18, sampleBytes * 8, true)
    view.setUint32(20, spec.channelMask ?? 0, true)
    view.setUint16(24, coding, true)
    CODING_TAIL.forEach((byte, i) => view.setUint8(26 + i, byte))
  })
  const bext = timeReference === null ? new Uint8Array() : bextChunk(spec, timeReference)
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

/**
 * Broadcast Wave extension (EBU Tech 3285, version 1): what it is, who made it and when, where on
 * the time line the sound begins, and how it was coded.
 */
function bextChunk(spec: WavSpec, timeReference: number): Uint8Array {
  const { origin } = spec
  const history = codingHistory(spec)
  return chunk('bext', BEXT_BYTES + history.length, (view) => {
    const text = (at: number, size: number, value: string): void => {
      asAscii(value, size).forEach((byte, i) => view.setUint8(at + i, byte))
    }
    if (origin) {
      const [date, time] = localTime(origin.date)
      text(0, 256, origin.description)
      text(320, 10, date)
      text(330, 8, time)
    }
    text(256, 32, 'Partwise')
    view.setBigUint64(338, BigInt(timeReference), true)
    view.setUint16(346, 1, true)
    text(BEXT_BYTES, history.length, history)
  })
}

/** One line of EBU R 98, of even length, since chunks are. */
function codingHistory({ format, sampleRate, channelCount }: WavSpec): string {
  const mode = { 1: 'mono', 2: 'stereo' }[channelCount] ?? 'multichannel'
  const line = `A=PCM,F=${sampleRate},W=${bytesPerSample(format) * 8},M=${mode},T=Partwise`
  return `${line}${line.length % 2 === 0 ? '' : ' '}\r\n`
}

function asAscii(value: string, size: number): Uint8Array {
  const plain = value
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e\r\n]/gu, '?')
  return Buffer.from(plain, 'latin1').subarray(0, size)
}

/** yyyy-mm-dd and hh:mm:ss. */
function localTime(date: Date): [string, string] {
  const two = (value: number): string => String(value).padStart(2, '0')
  const year = String(date.getFullYear()).padStart(4, '0')
  return [
    `${year}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
    `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  ]
}
