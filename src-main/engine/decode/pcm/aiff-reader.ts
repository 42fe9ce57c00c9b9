/**
 * Reads AIFF and AIFF-C headers (Apple, 1989 and 1991). Bytes are big-endian; every size is checked
 * against the real size of the file.
 */
import type { AudioTags } from '../../../../shared/audio'
import { imaOfAiff } from './adpcm'
import { openBlocks } from './block-source'
import { ChunkWalk, type Chunk, type ChunkStyle } from './chunks'
import { claimOf, soundBytes, type SoundBytes } from './data-size'
import { openPcm } from './pcm-source'
import type { PcmCoding, SampleLayout } from './pcm-samples'
import { ascii, fileFailure, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { damaged, unsupported, type SoundSource } from '../sound-source'
import { readId3 } from '../tags/id3'
import { readLeadingTags } from '../tags/leading-tags'
import { looseText, mergeTags, tagsFrom } from '../tags/tags'
import { companded } from './wav-format'

const MAX_CHUNKS = 4096
const SOUND_HEAD_BYTES = 8
/** Bytes by which a sound chunk may be longer than its sound for no reason that is written. */
const MOST_PADDING = 4096
/** Names of chunks that occur; they have four letters each. */
const KNOWN = [
  'COMM|SSND|FVER|MARK|INST|MIDI|AESD|APPL|COMT|NAME|AUTH|(c) |ANNO|SAXL|CHAN|ID3 |basc|trns|cate',
  'FLLR|LGWV|minf|iXML|JUNK'
].flatMap((line) => line.split('|'))
const style: ChunkStyle = { littleEndian: false, known: new Set(KNOWN), sound: 'SSND' }

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

const compandedCodings: Readonly<Record<string, 'mu-law' | 'A-law'>> = {
  alaw: 'A-law',
  ALAW: 'A-law',
  ulaw: 'mu-law',
  ULAW: 'mu-law'
}

const codingNames: Readonly<Record<string, string>> = {
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
  canRead: (head) => ascii(head, 0, 4) === 'FORM' && ['AIFF', 'AIFC'].includes(ascii(head, 8, 12)),
  open: (file, start) => openAiff(file, start)
}

function openAiff(file: SoundFile, from: number): SoundSource {
  const container = ascii(file.read(from, 12), 8, 12) === 'AIFC' ? 'AIFF-C' : 'AIFF'
  const { common, sound, channelMask, tags } = readChunks(file, from)
  if (common === null) throw damaged(file, 'AIFF', 'no complete COMM chunk')
  const { channelCount, sampleRate, sampleCount } = common
  const facts = { container, channelCount, channelMask, sampleRate, timeReference: null, tags }
  if (common.coding === 'ima4') {
    if (channelCount > 2) throw unsupported(file, `${container}, ima4 of ${channelCount} channels`)
    if (sound === null) throw fileFailure(file, 'audio/empty', 'no samples')
    // Its count is one of packets, all of them whole.
    return openBlocks(file, { ...facts, coding: imaOfAiff(channelCount), sound, frames: null })
  }
  const layout = sampleLayout(file, container, common)
  if (sound === null) throw fileFailure(file, 'audio/empty', 'no samples')
  const frameBytes = channelCount * layout.sampleBytes
  return openPcm(file, {
    ...facts,
    ...layout,
    sound: counted(file, sound, sampleCount * frameBytes)
  })
}

/** The number of samples says more than the size, which may be one of whole blocks. */
function counted(file: SoundFile, sound: SoundChunk, bytes: number): SoundBytes {
  const { start, size, blockBytes, isClaimed } = sound
  const isMeant = bytes > 0 && (isClaimed ? bytes <= size : start + bytes >= file.size)
  // Much less than a chunk holds is a number that was never brought up to date.
  const isStale = isClaimed && start + size <= file.size && size - bytes > blockBytes
  if (!isMeant) return sound
  return isStale ? { start, size, isClaimed: false } : { start, size: bytes, isClaimed: true }
}

function sampleLayout(file: SoundFile, container: string, common: CommonChunk): SampleLayout {
  const law = compandedCodings[common.coding]
  if (law) return companded(law)
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

/** The sound by its chunk. */
interface SoundChunk extends SoundBytes {
  /** Most bytes by which the chunk may be longer than the sound. */
  readonly blockBytes: number
}

/** What the chunks of a file say. */
interface AiffChunks {
  readonly common: CommonChunk | null
  readonly sound: SoundChunk | null
  readonly channelMask: number
  readonly tags: AudioTags
}

function readChunks(file: SoundFile, from: number): AiffChunks {
  const isCompressed = ascii(file.read(from, 12), 8, 12) === 'AIFC'
  const walk = new ChunkWalk(file, style)
  let common: CommonChunk | null = null
  let sound: SoundChunk | null = null
  let channelMask = 0
  const tags: AudioTags[] = [readLeadingTags(file).tags]
  const isMissed = (): boolean => common === null || sound === null
  let chunk = walk.at(from + 12, true)
  for (let count = 0; chunk !== null && count < MAX_CHUNKS; count++) {
    const { id, start } = chunk
    let { size } = chunk
    if (id === 'COMM') {
      common ??= readCommon(file.read(start, Math.min(size, 22)), isCompressed)
    } else if (id === 'SSND' && sound === null) {
      sound = readSound(file, walk, chunk)
      size = Math.min(sound.start + sound.size, file.size) - start
    } else if (id === 'CHAN') {
      channelMask ||= readChannelMask(file.read(start, Math.min(size, 8)))
    } else if (id === 'NAME' || id === 'AUTH') {
      const text = looseText(file.read(start, Math.min(size, 1024)))
      tags.push(tagsFrom(id === 'NAME' ? { title: text } : { artist: text }))
    } else if (id === 'ID3 ') {
      tags.push(readId3(file, start).tags)
    }
    chunk = walk.behind(chunk, size, isMissed())
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

/** The sound begins behind an offset, and blocks that the offset aligns may fill the chunk up. */
function readSound(file: SoundFile, walk: ChunkWalk, { start: at, size }: Chunk): SoundChunk {
  const head = file.read(at, SOUND_HEAD_BYTES)
  const isWhole = head.length === SOUND_HEAD_BYTES
  const skipped = SOUND_HEAD_BYTES + (isWhole ? viewOf(head).getUint32(0) : 0)
  const blockBytes = Math.max(MOST_PADDING, isWhole ? viewOf(head).getUint32(4) : 0)
  const start = at + skipped
  const claim = size < SOUND_HEAD_BYTES ? null : claimOf(file, at, size)
  const claims = [claim === null ? null : Math.max(0, claim - skipped)]
  const found = soundBytes(file, start, claims, {
    isEnd: (bytes) => walk.isEnd(at, skipped + bytes),
    find: () => walk.endOfSound(start)
  })
  return { ...found, blockBytes }
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
