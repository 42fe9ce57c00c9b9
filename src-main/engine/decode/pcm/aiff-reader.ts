/**
 * Reads AIFF and AIFF-C headers (Apple, 1989 and 1991). Bytes are big-endian; every size is checked
 * against the real size of the file.
 */
import type { AudioTags } from '../../../../shared/audio'
import { readId3 } from '../tags/id3'
import { openPcm, type PcmLayout } from './pcm-source'
import type { PcmCoding, SampleLayout } from './pcm-samples'
import { ascii, fileFailure, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { damaged, unsupported } from '../sound-source'
import { looseText, mergeTags, tagsFrom } from '../tags/tags'

/**
 * A size from here on that exceeds the file was written by a program that did not know the length.
 */
const PLACEHOLDER_SIZE = 0x7fff0000
const MAX_CHUNKS = 4096

/** Codings of AIFF-C: what they hold, and whether their bytes are little-endian. */
const codings: Readonly<
  Record<string, { kind: 'int' | 'raw' | 'float'; bits?: number; little?: true }>
> = {
  NONE: { kind: 'int' },
  twos: { kind: 'int' },
  sowt: { kind: 'int', little: true },
  'raw ': { kind: 'raw' },
  in24: { kind: 'int', bits: 24 },
  in32: { kind: 'int', bits: 32 },
  '42ni': { kind: 'int', bits: 24, little: true },
  '23ni': { kind: 'int', bits: 32, little: true },
  fl32: { kind: 'float', bits: 32 },
  FL32: { kind: 'float', bits: 32 },
  fl64: { kind: 'float', bits: 64 },
  FL64: { kind: 'float', bits: 64 }
}

const codingNames: Readonly<Record<string, string>> = {
  ima4: 'IMA ADPCM',
  alaw: 'A-law',
  ALAW: 'A-law',
  ulaw: 'mu-law',
  ULAW: 'mu-law',
  MAC3: 'MACE',
  MAC6: 'MACE'
}

/** Layouts of the CHAN chunk whose channels are in the order of a mask's bits, and the mask. */
const layoutMasks: Readonly<Record<number, number>> = {
  0x6c0004: 0x33,
  0x710003: 0x07,
  0x750005: 0x37,
  0x790006: 0x3f,
  0x7e0008: 0xff
}
/** Tag of a layout that is a mask. */
const BITMAP_LAYOUT = 0x10000

/** What the COMM chunk says. */
interface CommonChunk {
  readonly channelCount: number
  readonly sampleCount: number
  readonly bits: number
  readonly sampleRate: number
  readonly coding: string
}

/** AIFF and AIFF-C. */
export const aiffFormat: SoundFormat = {
  name: 'AIFF',
  extensions: ['aif', 'aiff', 'aifc'],
  followsId3: false,
  canRead: (head) => ascii(head, 0, 4) === 'FORM' && ['AIFF', 'AIFC'].includes(ascii(head, 8, 12)),
  open: (file) => openPcm(file, readAiffLayout(file))
}

function readAiffLayout(file: SoundFile): PcmLayout {
  const container = ascii(file.read(0, 12), 8, 12) === 'AIFC' ? 'AIFF-C' : 'AIFF'
  const { common, sound, channelMask, tags } = readChunks(file)
  if (common === null) throw damaged(file, 'AIFF', 'no complete COMM chunk')
  const layout = sampleLayout(file, container, common)
  if (sound === null) throw fileFailure(file, 'audio/empty', 'no samples')
  const { channelCount, sampleRate, sampleCount } = common
  const framesBytes = sampleCount * channelCount * layout.sampleBytes
  // The number of samples is more reliable: the chunk may be padded to whole blocks.
  const isKnown = sampleCount > 0 && (sound.bytes === null || framesBytes <= sound.bytes)
  return {
    ...layout,
    container,
    channelCount,
    channelMask,
    sampleRate,
    dataStart: sound.start,
    timeReference: null,
    tags,
    declaredBytes: isKnown ? framesBytes : sound.bytes
  }
}

function sampleLayout(file: SoundFile, container: string, common: CommonChunk): SampleLayout {
  const coding = codings[common.coding]
  if (!coding) {
    throw unsupported(file, `${container}, ${codingNames[common.coding] ?? common.coding.trim()}`)
  }
  const bits = coding.bits ?? common.bits
  const littleEndian = coding.little === true
  if (coding.kind === 'float') {
    const name = bits === 32 ? 'float32' : 'float64'
    return { coding: name, sampleFormat: name, sampleBytes: bits / 8, littleEndian }
  }
  if (bits < 1 || bits > 32) throw unsupported(file, `${container}, ${bits}-bit`)
  const sampleBytes = Math.ceil(bits / 8)
  const sampleFormat = (['int8', 'int16', 'int24', 'int32'] as const)[sampleBytes - 1]!
  const isUnsigned = coding.kind === 'raw' && sampleBytes === 1
  const stored: PcmCoding = isUnsigned ? 'uint8' : sampleFormat
  return { coding: stored, sampleFormat, sampleBytes, littleEndian }
}

function readChunks(file: SoundFile): {
  common: CommonChunk | null
  sound: { start: number; bytes: number | null } | null
  channelMask: number
  tags: AudioTags
} {
  const isCompressed = ascii(file.read(0, 12), 8, 12) === 'AIFC'
  let common: CommonChunk | null = null
  let sound: { start: number; bytes: number | null } | null = null
  let channelMask = 0
  const tags: AudioTags[] = []
  let position = 12
  for (let count = 0; count < MAX_CHUNKS && position < file.size; count++) {
    const head = file.read(position, 8)
    if (head.length < 8) break
    const id = ascii(head, 0, 4)
    const size = viewOf(head).getUint32(4)
    const start = position + 8
    if (id === 'COMM') {
      common ??= readCommon(file.read(start, Math.min(size, 22)), isCompressed)
    } else if (id === 'SSND') {
      const offset = file.read(start, 4)
      const skipped = 8 + (offset.length === 4 ? viewOf(offset).getUint32(0) : 0)
      const isUnknown = size < 8 || (size >= PLACEHOLDER_SIZE && start + size > file.size)
      sound ??= { start: start + skipped, bytes: isUnknown ? null : Math.max(0, size - skipped) }
      if (isUnknown) break
    } else if (id === 'CHAN') {
      channelMask ||= readChannelMask(file.read(start, Math.min(size, 8)))
    } else if (id === 'NAME' || id === 'AUTH') {
      const text = looseText(file.read(start, Math.min(size, 1024)))
      tags.push(tagsFrom(id === 'NAME' ? { title: text } : { artist: text }))
    } else if (id === 'ID3 ') {
      tags.push(readId3(file, start).tags)
    }
    position = start + size + (size % 2)
  }
  return { common, sound, channelMask, tags: mergeTags(tags) }
}

/** The mask that a CHAN chunk (Apple, Core Audio) stands for, 0 where there is none. */
function readChannelMask(body: Uint8Array): number {
  if (body.length < 8) return 0
  const view = viewOf(body)
  const tag = view.getUint32(0)
  return tag === BITMAP_LAYOUT ? view.getUint32(4) : (layoutMasks[tag] ?? 0)
}

function readCommon(body: Uint8Array, isCompressed: boolean): CommonChunk | null {
  if (body.length < 18) return null
  const view = viewOf(body)
  return {
    channelCount: view.getUint16(0),
    sampleCount: view.getUint32(2),
    bits: view.getUint16(6),
    sampleRate: readExtended(view, 8),
    coding: isCompressed && body.length >= 22 ? ascii(body, 18, 22) : 'NONE'
  }
}

/** An 80-bit float, rounded to whole Hz; NaN and infinity are 0. */
function readExtended(view: DataView, at: number): number {
  const exponent = (view.getUint16(at) & 0x7fff) - 16383
  const mantissa = Number(view.getBigUint64(at + 2)) / 2 ** 63
  const value = Math.round(mantissa * 2 ** exponent)
  return Number.isFinite(value) ? value : 0
}
