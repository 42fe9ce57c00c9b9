/** The `fmt ` chunk of a WAVE file: what it says and what it means for the samples. */
import { imaOfWave, microsoftAdpcm, usualWeights, type BlockCoding, type Weights } from './adpcm'
import type { SampleLayout } from './pcm-samples'
import { viewOf, type SoundFile } from '../sound-file'
import { unsupported } from '../sound-source'

/** What follows the coding in the GUID of WAVE_FORMAT_EXTENSIBLE, and all but its beginning. */
const GUID_TAIL = '000000001000800000aa00389b71'
const BIG_ENDIAN_GUID_TAIL = '00000010800000aa00389b71'

const PCM = 0x01
const MICROSOFT_ADPCM = 0x02
const FLOAT = 0x03
const A_LAW = 0x06
const MU_LAW = 0x07
const IMA_ADPCM = 0x11
const MPEG = 0x50
const MP3 = 0x55
const EXTENSIBLE = 0xfffe

const CODING_NAMES: Readonly<Record<number, string>> = {
  [MICROSOFT_ADPCM]: 'Microsoft ADPCM',
  [IMA_ADPCM]: 'IMA ADPCM',
  0x31: 'GSM',
  0x45: 'G.726',
  0x64: 'G.726',
  0x92: 'AC-3',
  0xff: 'AAC',
  0x161: 'Windows Media',
  0x162: 'Windows Media',
  0x2000: 'AC-3',
  0x2001: 'DTS',
  0xf1ac: 'FLAC'
}

/** Most bytes of a `fmt ` chunk that are read: those of Microsoft ADPCM with many predictors. */
export const FORMAT_BYTES = 22 + 4 * 256

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
  readonly littleEndian: boolean
  /** Predictors of Microsoft ADPCM that the file brings along. */
  readonly weights: Weights
}

/** Reads the body of a `fmt ` chunk, null when it is too short to be one. */
export function readFormat(bytes: Uint8Array, littleEndian = true): FormatChunk | null {
  if (bytes.length < 16) return null
  const view = viewOf(bytes)
  const bits = view.getUint16(14, littleEndian)
  let tag = view.getUint16(0, littleEndian)
  let validBits = bits
  let channelMask = 0
  if (tag === EXTENSIBLE && bytes.length >= 40) {
    tag = extensibleTag(bytes, littleEndian) ?? tag
    const valid = view.getUint16(18, littleEndian)
    if (valid > 0 && valid < bits) validBits = valid
    channelMask = view.getUint32(20, littleEndian)
  }
  return {
    tag,
    channelCount: view.getUint16(2, littleEndian),
    sampleRate: view.getUint32(4, littleEndian),
    blockAlign: view.getUint16(12, littleEndian),
    bits,
    validBits,
    channelMask,
    littleEndian,
    weights: tag === MICROSOFT_ADPCM ? readWeights(view, littleEndian) : usualWeights
  }
}

/** The coding in a GUID, of which big-endian writers turn all, a part or nothing around. */
function extensibleTag(bytes: Uint8Array, littleEndian: boolean): number | null {
  const view = viewOf(bytes)
  const hexFrom = (at: number): string => Buffer.from(bytes.subarray(at, 40)).toString('hex')
  if (!littleEndian && hexFrom(28) === BIG_ENDIAN_GUID_TAIL) return view.getUint32(24)
  if (hexFrom(26) !== GUID_TAIL) return null
  const [little, big] = [view.getUint16(24, true), view.getUint16(24)]
  // All codings that are read have small numbers.
  return littleEndian ? little : Math.min(little, big)
}

/** The predictors in the chunk; the usual ones where it has fewer than those. */
function readWeights(view: DataView, littleEndian: boolean): Weights {
  const count = view.byteLength >= 22 ? view.getUint16(20, littleEndian) : 0
  if (count < usualWeights.length || view.byteLength < 22 + 4 * count) return usualWeights
  return Array.from({ length: count }, (_, i) => [
    view.getInt16(22 + 4 * i, littleEndian),
    view.getInt16(24 + 4 * i, littleEndian)
  ])
}

/** What the bytes of the sound are: plain samples, blocks, or frames of MPEG audio. */
export type WaveCoding =
  | { readonly kind: 'samples'; readonly layout: SampleLayout }
  | { readonly kind: 'blocks'; readonly coding: BlockCoding }
  | { readonly kind: 'mpeg' }

/**
 * What is stored by a `fmt ` chunk.
 * @param container in words, for the failure's sentence
 * @throws Failure `audio/unsupported`
 */
export function waveCoding(file: SoundFile, container: string, format: FormatChunk): WaveCoding {
  const { tag, bits, littleEndian } = format
  switch (tag) {
    case PCM:
      return { kind: 'samples', layout: integerLayout(file, container, format) }
    case FLOAT:
      if (bits !== 32 && bits !== 64) throw unsupported(file, `${container}, ${bits}-bit float`)
      return { kind: 'samples', layout: floatLayout(bits, littleEndian) }
    case A_LAW:
    case MU_LAW:
      return { kind: 'samples', layout: companded(tag === MU_LAW ? 'mu-law' : 'A-law') }
    case MICROSOFT_ADPCM:
    case IMA_ADPCM:
      return { kind: 'blocks', coding: blockCoding(file, container, format) }
    case MPEG:
    case MP3:
      return { kind: 'mpeg' }
    default: {
      const name = CODING_NAMES[tag] ?? `coding 0x${tag.toString(16)}`
      throw unsupported(file, `${container}, ${name}`)
    }
  }
}

/** Integers are left-aligned in whole bytes, so only those bytes matter. */
function integerLayout(file: SoundFile, container: string, format: FormatChunk): SampleLayout {
  const { bits, validBits, blockAlign, channelCount, littleEndian } = format
  if (bits < 1 || bits > 32) throw unsupported(file, `${container}, ${bits}-bit`)
  const needed = Math.ceil(bits / 8)
  const aligned = blockAlign / channelCount
  const isPlausible = Number.isInteger(aligned) && aligned >= needed && aligned <= 4
  const sampleBytes = isPlausible ? aligned : needed
  const coding = (['uint8', 'int16', 'int24', 'int32'] as const)[sampleBytes - 1]!
  const formats = ['int8', 'int16', 'int24', 'int32'] as const
  const sampleFormat = formats[Math.ceil(validBits / 8) - 1]!
  return { coding, sampleBytes, sampleFormat, littleEndian }
}

function floatLayout(bits: 32 | 64, littleEndian: boolean): SampleLayout {
  const name = bits === 32 ? 'float32' : 'float64'
  return { coding: name, sampleFormat: name, sampleBytes: bits / 8, littleEndian }
}

/** One byte a sample, whatever depth the header names. */
export function companded(coding: 'mu-law' | 'A-law'): SampleLayout {
  return { coding, sampleFormat: 'lossy', sampleBytes: 1, littleEndian: true }
}

function blockCoding(file: SoundFile, container: string, format: FormatChunk): BlockCoding {
  const { tag, bits, channelCount, blockAlign, weights } = format
  const name = `${container}, ${CODING_NAMES[tag]!}`
  if (bits !== 4) throw unsupported(file, `${name} of ${bits} bits`)
  if (channelCount > 2) throw unsupported(file, `${name} of ${channelCount} channels`)
  const isWide = tag === MICROSOFT_ADPCM
  const leastBytes = (isWide ? 7 : 4) * channelCount
  if (blockAlign < leastBytes) throw unsupported(file, `${name} in blocks of ${blockAlign} bytes`)
  return isWide
    ? microsoftAdpcm(channelCount, blockAlign, weights)
    : imaOfWave(channelCount, blockAlign)
}
