/**
 * Reads WAVE files: RIFF, its big-endian twin RIFX, and RF64 / BW64 (EBU Tech 3306, ITU-R BS.2088)
 * for sizes beyond 4 GiB. Every size in a header is checked against the real size of the file
 * before anything is allocated or skipped.
 */
import type { AudioTags } from '../../../../shared/audio'
import { ChunkWalk, type Chunk, type ChunkStyle } from './chunks'
import { claimOf, soundBytes, type SoundBytes } from './data-size'
import { openWave, type WaveHeader } from './open-wave'
import { readId3 } from '../tags/id3'
import { readLeadingTags } from '../tags/leading-tags'
import { readAcidTempo, readRiffInfo } from '../tags/riff-info'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { unsupported } from '../sound-source'
import { mergeTags } from '../tags/tags'
import { FORMAT_BYTES, readFormat, type FormatChunk } from './wav-format'

const UNKNOWN_SIZE = 0xffffffff
/** More chunks than any sound file has; ends the walk through a file made of empty ones. */
const MAX_CHUNKS = 4096
const TIME_REFERENCE_OFFSET = 338
const KINDS = ['RIFF', 'RIFX', 'RF64', 'BW64']
/** Names of chunks that occur; they have four letters each. */
const KNOWN = [
  'fmt |data|fact|ds64|LIST|list|wavl|slnt|JUNK|junk|PAD |FLLR|bext|acid|cue |plst|smpl|inst',
  'id3 |ID3 |iXML|aXML|axml|bxml|chna|cart|PEAK|levl|link|umid|MD5 |DISP|_PMX|strc|minf|elm1',
  'regn|afsp|dbmd|ubxt|SMED|LGWV|ResU'
].flatMap((line) => line.split('|'))

/** WAVE, by its letters RIFF, RIFX, RF64 or BW64. */
export const wavFormat: SoundFormat = {
  name: 'WAV',
  extensions: ['wav', 'wave', 'bwf', 'rf64', 'bw64'],
  canRead: (head) => KINDS.includes(ascii(head, 0, 4)) && ascii(head, 8, 12) === 'WAVE',
  open: (file, start) => openWave(file, readHeader(file, start))
}

/** Walks through the chunks, in any order, as far as they are valid. */
function readHeader(file: SoundFile, from: number): WaveHeader {
  const riff = ascii(file.read(from, 4), 0, 4)
  const littleEndian = riff !== 'RIFX'
  const style: ChunkStyle = { littleEndian, known: new Set(KNOWN), sound: 'data' }
  const walk = new ChunkWalk(file, style)
  let format: FormatChunk | null = null
  let sound: SoundBytes | null = null
  let frames: number | null = null
  let timeReference: number | null = null
  let largeDataSize: number | null = null
  const tags: AudioTags[] = [readLeadingTags(file).tags]
  const isMissed = (): boolean => format === null || isMissing(sound)
  let chunk = walk.at(from + 12, true)
  for (let count = 0; chunk !== null && count < MAX_CHUNKS; count++) {
    const { id, start } = chunk
    let { size } = chunk
    if (id === 'ds64') {
      const body = file.read(start, 16)
      if (body.length === 16) largeDataSize = readUint64(body, 8, littleEndian)
    } else if (id === 'fmt ') {
      format ??= readFormat(file.read(start, Math.min(size, FORMAT_BYTES)), littleEndian)
    } else if (id === 'fact') {
      const body = file.read(start, Math.min(size, 4))
      if (body.length === 4) frames ??= viewOf(body).getUint32(0, littleEndian)
    } else if (id === 'bext') {
      const body = file.read(start, Math.min(size, TIME_REFERENCE_OFFSET + 8))
      if (body.length === TIME_REFERENCE_OFFSET + 8) {
        timeReference = readUint64(body, TIME_REFERENCE_OFFSET, littleEndian)
      }
    } else if (id === 'LIST') {
      // Sound in pieces, with silence between them that is not stored.
      if (ascii(file.read(start, 4), 0, 4) === 'wavl')
        throw unsupported(file, 'WAV in pieces (wavl)')
      tags.push(readRiffInfo(file, start, size, littleEndian))
    } else if (id.toLowerCase() === 'id3 ') {
      tags.push(readId3(file, start).tags)
    } else if (id === 'acid') {
      tags.push(readAcidTempo(file, start, size, littleEndian))
    } else if (id === 'data' && isMissing(sound)) {
      sound = dataBytes(file, walk, chunk, largeDataSize)
      size = Math.min(sound.size, file.size - start)
    }
    chunk = walk.behind(chunk, size, isMissed())
  }
  const container = riff === 'RIFF' ? 'WAV' : riff
  return { container, format, sound, frames, timeReference, tags: mergeTags(tags) }
}

/** Whether no sound was found so far, or an empty chunk in its place. */
function isMissing(sound: SoundBytes | null): boolean {
  return sound === null || sound.size === 0
}

/** The sound of a `data` chunk, by its own size and that of `ds64`. */
function dataBytes(
  file: SoundFile,
  walk: ChunkWalk,
  { start, size }: Chunk,
  large: number | null
): SoundBytes {
  const own = size === UNKNOWN_SIZE ? null : claimOf(file, start, size)
  return soundBytes(file, start, [own, large], {
    isEnd: (bytes) => walk.isEnd(start, bytes),
    find: () => walk.endOfSound(start)
  })
}

/** A 64-bit number, null beyond what a double holds exactly. */
function readUint64(bytes: Uint8Array, offset: number, littleEndian: boolean): number | null {
  const value = viewOf(bytes).getBigUint64(offset, littleEndian)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null
}
