/**
 * Facts from the header of an AAC file: M4A and other MP4, and bare ADTS. The sound itself is
 * decoded by the window, since no AAC decoder has a suitable license; this file knows how long the
 * result must be.
 */
import type { AudioTags } from '../../../../shared/audio'
import { BitReader } from '../bit-reader'
import { readM4aTags } from './m4a-tags'
import { boxAt, boxesIn, contentOf, type Mp4Box } from './mp4-boxes'
import { ascii, BLOCK_BYTES, viewOf, type SoundFile } from '../sound-file'
import { checkHead, damaged, unsupported } from '../sound-source'
import { readLeadingTags } from '../tags/leading-tags'
import { mergeTags } from '../tags/tags'

const RATES = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350
]
const CHANNELS = [0, 1, 2, 3, 4, 5, 6, 8]
/** Which loudspeakers channels are for, by their number, as far as decoders agree. */
const MASKS = [0, 0x4, 0x3, 0x7, 0x107, 0x37, 0x3f]
const FRAME_SAMPLES = 1024
const ADTS_BYTES = 7
/** The channel mask of decoded AAC, 0 where it is unknown. */
export function aacMask(channelCount: number): number {
  return MASKS[channelCount] ?? 0
}

/** Codings that have a name in words. */
const codingNames: Readonly<Record<string, string>> = {
  alac: 'Apple Lossless',
  'ac-3': 'AC-3',
  'ec-3': 'E-AC-3',
  '.mp3': 'MP3',
  Opus: 'Opus',
  fLaC: 'FLAC'
}

/** Lengths in samples per channel at `sampleRate`. */
export interface AacFacts {
  /** In words, such as "M4A, AAC". */
  readonly format: string
  readonly sampleRate: number
  readonly channelCount: number
  /** Everything that is coded, null when the file does not say. */
  readonly codedSamples: number | null
  /** Coded before the sound begins. */
  readonly skip: number
  /** N, the sound, by the edit list or by iTunes; null when neither says. */
  readonly sampleCount: number | null
  /** First byte behind all tags in front of the file's own beginning. */
  readonly start: number
  readonly tags: AudioTags
}

/**
 * Reads the header of an MP4 file.
 * @param start byte at which its first box begins
 * @throws Failure `audio/not-audio` (damaged, or without sound), `audio/unsupported`,
 *   `audio/too-many-channels`
 */
export function readM4aFacts(file: SoundFile, start: number): AacFacts {
  const moov = boxesIn(file, start, file.size).find(({ name }) => name === 'moov')
  if (!moov) throw damaged(file, 'M4A', 'no moov box')
  const track = boxesIn(file, moov.start, moov.end).find(
    (box) => box.name === 'trak' && handlerOf(file, box) === 'soun'
  )
  if (!track) throw unsupported(file, 'MP4 without a sound track')
  const coding = readCoding(file, track)
  const timing = readTiming(file, moov, track, coding.sampleRate)
  const { tags, gapless } = readM4aTags(file, moov)
  const facts = {
    format: 'M4A, AAC',
    ...coding,
    codedSamples: timing.codedSamples,
    skip: gapless?.before ?? timing.skip,
    sampleCount: gapless?.sampleCount ?? timing.sampleCount,
    start,
    tags: mergeTags([tags, readLeadingTags(file).tags])
  }
  checkHead(file, facts.format, facts)
  return facts
}

/**
 * Counts the frames of an ADTS file.
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`, `audio/too-many-channels`
 */
export function readAdtsFacts(file: SoundFile, start: number): AacFacts {
  let at = start
  let frames = 0
  let first: { sampleRate: number; channelCount: number } | null = null
  for (;;) {
    const bytes = file.read(at, BLOCK_BYTES)
    let within = 0
    for (;;) {
      const frame = readAdts(bytes, within)
      if (!frame) break
      first ??= frame
      frames += frame.blocks
      within += frame.bytes
    }
    if (within === 0) break
    at += within
  }
  if (!first) throw damaged(file, 'AAC', 'no frame')
  checkHead(file, 'AAC', first)
  const codedSamples = frames * FRAME_SAMPLES
  const { tags } = readLeadingTags(file)
  return { format: 'AAC', ...first, codedSamples, skip: 0, sampleCount: null, start, tags }
}

function readAdts(
  bytes: Uint8Array,
  at: number
): { sampleRate: number; channelCount: number; bytes: number; blocks: number } | null {
  if (at + ADTS_BYTES > bytes.length) return null
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return null
  const sampleRate = RATES[(bytes[at + 2]! >> 2) & 15]
  const channelCode = ((bytes[at + 2]! & 1) << 2) | (bytes[at + 3]! >> 6)
  const size = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5)
  if (sampleRate === undefined || size < ADTS_BYTES) return null
  // A channel code of 0 hides the channels inside the frame; two are usual.
  const channelCount = CHANNELS[channelCode] || 2
  return { sampleRate, channelCount, bytes: size, blocks: (bytes[at + 6]! & 3) + 1 }
}

function handlerOf(file: SoundFile, track: Mp4Box): string | null {
  const handler = boxAt(file, track, 'mdia', 'hdlr')
  return handler && ascii(contentOf(file, handler, 12), 8, 12)
}

/** Rate and channels, by the decoder's own configuration where there is one. */
function readCoding(file: SoundFile, track: Mp4Box): { sampleRate: number; channelCount: number } {
  const table = boxAt(file, track, 'mdia', 'minf', 'stbl', 'stsd')
  const entry = table && boxesIn(file, table.start + 8, table.end)[0]
  if (!entry) throw damaged(file, 'M4A', 'no sample description')
  if (entry.name !== 'mp4a') {
    throw unsupported(file, `M4A, ${codingNames[entry.name] ?? entry.name.trim()}`)
  }
  const head = contentOf(file, entry, 28)
  if (head.length < 28) throw damaged(file, 'M4A', 'short sample description')
  const view = viewOf(head)
  // QuickTime's versions 1 and 2 have more fields before the boxes.
  const more = { 0: 0, 1: 16, 2: 36 }[view.getUint16(8)] ?? 0
  const inside = { ...entry, start: entry.start + 28 + more }
  const configuration = boxAt(file, inside, 'esds') ?? boxAt(file, inside, 'wave', 'esds')
  const known = configuration && readDescriptors(contentOf(file, configuration, 1024))
  return known ?? { sampleRate: view.getUint16(24), channelCount: view.getUint16(16) }
}

/** Finds the decoder's configuration among the descriptors of `esds` (ISO 14496-1). */
function readDescriptors(bytes: Uint8Array): { sampleRate: number; channelCount: number } | null {
  let at = 4
  while (at + 2 <= bytes.length) {
    const tag = bytes[at++]!
    let size = 0
    for (let i = 0; i < 4 && at < bytes.length; i++) {
      const byte = bytes[at++]!
      size = size * 128 + (byte & 127)
      if (byte < 128) break
    }
    if (tag === 5) return readAudioConfig(bytes.subarray(at, at + size))
    if (tag === 3) at += 3 + esFlagBytes(bytes, at)
    else if (tag === 4) at += 13
    else at += size
  }
  return null
}

function esFlagBytes(bytes: Uint8Array, at: number): number {
  const flags = bytes[at + 2] ?? 0
  const urlBytes = flags & 0x40 ? 1 + (bytes[at + 3] ?? 0) : 0
  return (flags & 0x80 ? 2 : 0) + urlBytes + (flags & 0x20 ? 2 : 0)
}

/**
 * AudioSpecificConfig (ISO 14496-3): with SBR the rate is that of its output, with PS there are two
 * channels.
 */
function readAudioConfig(bytes: Uint8Array): { sampleRate: number; channelCount: number } | null {
  const reader = new BitReader(bytes, 0)
  const readType = (): number => {
    const type = reader.unsigned(5)
    return type === 31 ? 32 + reader.unsigned(6) : type
  }
  const readRate = (): number => {
    const code = reader.unsigned(4)
    return code === 15 ? reader.unsigned(24) : (RATES[code] ?? 0)
  }
  const type = readType()
  let sampleRate = readRate()
  const channelCode = reader.unsigned(4)
  if (type === 5 || type === 29) sampleRate = readRate()
  const channelCount = type === 29 ? 2 : (CHANNELS[channelCode] ?? 0)
  const makesSense = !reader.isOverrun && sampleRate > 0 && channelCount > 0
  return makesSense ? { sampleRate, channelCount } : null
}

/** Lengths by the table of durations and the edit list. */
function readTiming(
  file: SoundFile,
  moov: Mp4Box,
  track: Mp4Box,
  sampleRate: number
): Pick<AacFacts, 'codedSamples' | 'skip' | 'sampleCount'> {
  const mediaScale = timescaleOf(file, boxAt(file, track, 'mdia', 'mdhd'))
  const movieScale = timescaleOf(file, boxAt(file, moov, 'mvhd'))
  const times = boxAt(file, track, 'mdia', 'minf', 'stbl', 'stts')
  const units = times === null ? 0 : sumOfDurations(contentOf(file, times, BLOCK_BYTES))
  if (mediaScale === 0 || units === 0) return { codedSamples: null, skip: 0, sampleCount: null }
  const toSamples = (time: number): number => Math.round((time * sampleRate) / mediaScale)
  const codedSamples = toSamples(units)
  const edits = boxAt(file, track, 'edts', 'elst')
  const edit = edits && readEdit(contentOf(file, edits))
  if (!edit || movieScale === 0) return { codedSamples, skip: 0, sampleCount: codedSamples }
  const skip = Math.min(codedSamples, toSamples(edit.mediaTime))
  const edited = Math.round((edit.duration * sampleRate) / movieScale)
  // The edit list counts in the movie's ticks, often milliseconds: within one, the table is more
  // exact.
  const isWhole = Math.abs(codedSamples - skip - edited) <= Math.ceil(sampleRate / movieScale)
  const sampleCount = isWhole || edited === 0 ? codedSamples - skip : edited
  return { codedSamples, skip, sampleCount: Math.min(sampleCount, codedSamples - skip) }
}

/** Ticks a second of `mvhd` or `mdhd`, 0 without. */
function timescaleOf(file: SoundFile, box: Mp4Box | null): number {
  if (!box) return 0
  const bytes = contentOf(file, box, 24)
  const at = bytes[0] === 1 ? 20 : 12
  return at + 4 <= bytes.length ? viewOf(bytes).getUint32(at) : 0
}

function sumOfDurations(bytes: Uint8Array): number {
  const view = viewOf(bytes)
  let sum = 0
  for (let at = 8; at + 8 <= bytes.length; at += 8) {
    sum += view.getUint32(at) * view.getUint32(at + 4)
  }
  return sum
}

/** Start and length of the part to be heard; empty edits are left out. */
function readEdit(bytes: Uint8Array): { mediaTime: number; duration: number } | null {
  const view = viewOf(bytes)
  const isLong = bytes[0] === 1
  const entryBytes = isLong ? 20 : 12
  const edits: { mediaTime: number; duration: number }[] = []
  for (let at = 8; at + entryBytes <= bytes.length; at += entryBytes) {
    const duration = isLong ? Number(view.getBigUint64(at)) : view.getUint32(at)
    const mediaTime = isLong ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4)
    if (mediaTime >= 0) edits.push({ mediaTime, duration })
  }
  const [first] = edits
  return first
    ? { ...first, duration: edits.reduce((sum, { duration }) => sum + duration, 0) }
    : null
}
