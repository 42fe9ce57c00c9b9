/** The `fmt ` chunk of a WAVE file: what it says and what it means for the samples. */
import type { SampleLayout } from './pcm-samples'
import { viewOf, type SoundFile } from '../sound-file'
import { unsupported } from '../sound-source'

/** What follows the coding in the GUID of WAVE_FORMAT_EXTENSIBLE. */
const GUID_TAIL = '000000001000800000aa00389b71'

const CODING_NAMES: Readonly<Record<number, string>> = {
  0x02: 'ADPCM',
  0x06: 'A-law',
  0x07: 'mu-law',
  0x11: 'IMA ADPCM',
  0x31: 'GSM',
  0x50: 'MPEG',
  0x55: 'MP3',
  0x92: 'AC-3',
  0xff: 'AAC',
  0x161: 'Windows Media',
  0xf1ac: 'FLAC'
}

/** What the chunk says; `validBits` of `bits` carry sound. */
export interface FormatChunk {
  readonly tag: number
  readonly channelCount: number
  readonly sampleRate: number
  readonly blockAlign: number
  readonly bits: number
  readonly validBits: number
  /** Which loudspeakers the channels are for, 0 where it does not say. */
  readonly channelMask: number
}

/** Reads the body of a `fmt ` chunk, null when it is too short to be one. */
export function readFormat(bytes: Uint8Array): FormatChunk | null {
  if (bytes.length < 16) return null
  const view = viewOf(bytes)
  const bits = view.getUint16(14, true)
  let tag = view.getUint16(0, true)
  let validBits = bits
  let channelMask = 0
  if (tag === 0xfffe && bytes.length >= 40) {
    const guidTail = Buffer.from(bytes.subarray(26, 40)).toString('hex')
    if (guidTail === GUID_TAIL) tag = view.getUint16(24, true)
    const valid = view.getUint16(18, true)
    if (valid > 0 && valid < bits) validBits = valid
    channelMask = view.getUint32(20, true)
  }
  return {
    tag,
    channelCount: view.getUint16(2, true),
    sampleRate: view.getUint32(4, true),
    blockAlign: view.getUint16(12, true),
    bits,
    validBits,
    channelMask
  }
}

/**
 * How samples are stored; integers are left-aligned in whole bytes, so only those bytes matter.
 * @throws Failure `audio/unsupported`
 */
export function sampleLayout(
  file: SoundFile,
  { tag, bits, validBits, blockAlign, channelCount }: FormatChunk
): SampleLayout {
  const littleEndian = true
  if (tag === 3) {
    if (bits === 32)
      return { coding: 'float32', sampleFormat: 'float32', sampleBytes: 4, littleEndian }
    if (bits === 64)
      return { coding: 'float64', sampleFormat: 'float64', sampleBytes: 8, littleEndian }
    throw unsupported(file, `WAV, ${bits}-bit float`)
  }
  if (tag !== 1) {
    throw unsupported(file, `WAV, ${CODING_NAMES[tag] ?? `coding 0x${tag.toString(16)}`}`)
  }
  if (bits < 1 || bits > 32) throw unsupported(file, `WAV, ${bits}-bit`)
  const needed = Math.ceil(bits / 8)
  const aligned = blockAlign / channelCount
  const isPlausible = Number.isInteger(aligned) && aligned >= needed && aligned <= 4
  const sampleBytes = isPlausible ? aligned : needed
  const coding = (['uint8', 'int16', 'int24', 'int32'] as const)[sampleBytes - 1]!
  const formats = ['int8', 'int16', 'int24', 'int32'] as const
  const sampleFormat = formats[Math.ceil(validBits / 8) - 1]!
  return { coding, sampleBytes, sampleFormat, littleEndian }
}
