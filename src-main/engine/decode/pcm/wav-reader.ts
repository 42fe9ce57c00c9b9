/**
 * Reads WAVE files: RIFF, and RF64 / BW64 (EBU Tech 3306, ITU-R BS.2088) for sizes beyond 4 GiB.
 * Every size in a header is checked against the real size of the file before anything is allocated
 * or skipped. Bytes are little-endian throughout.
 */
import type { AudioTags } from '../../../../shared/audio'
import { readId3 } from '../tags/id3'
import { openPcm, type PcmLayout } from './pcm-source'
import { readAcidTempo, readRiffInfo } from '../tags/riff-info'
import { ascii, fileFailure, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { damaged } from '../sound-source'
import { mergeTags } from '../tags/tags'
import { readFormat, sampleLayout, type FormatChunk } from './wav-format'

/**
 * A size from here on that exceeds the file was written by a program that did not know the length.
 */
const PLACEHOLDER_SIZE = 0x7fff0000
const UNKNOWN_SIZE = 0xffffffff
/** More chunks than any sound file has; ends the walk through a file made of empty ones. */
const MAX_CHUNKS = 4096
const TIME_REFERENCE_OFFSET = 338

interface DataChunk {
  readonly start: number
  /** Size as it is written, null where the writer did not know it. */
  readonly declared: number | null
}

/** WAVE, by its letters RIFF, RF64 or BW64. */
export const wavFormat: SoundFormat = {
  name: 'WAV',
  extensions: ['wav', 'wave', 'bwf', 'rf64', 'bw64'],
  followsId3: false,
  canRead: (head) =>
    ['RIFF', 'RF64', 'BW64'].includes(ascii(head, 0, 4)) && ascii(head, 8, 12) === 'WAVE',
  open: (file) => openPcm(file, readWavLayout(file))
}

function readWavLayout(file: SoundFile): PcmLayout {
  const { container, format, data, timeReference, tags } = readChunks(file)
  if (format === null) throw damaged(file, 'WAV', 'no complete fmt chunk')
  const layout = sampleLayout(file, format)
  const { channelCount, channelMask, sampleRate } = format
  if (data === null) throw fileFailure(file, 'audio/empty', 'no samples')
  const { start: dataStart, declared: declaredBytes } = data
  return {
    ...layout,
    container,
    channelCount,
    channelMask,
    sampleRate,
    dataStart,
    declaredBytes,
    timeReference,
    tags
  }
}

/** Walks through the chunks, in any order, as far as they are valid. */
function readChunks(file: SoundFile): {
  container: string
  format: FormatChunk | null
  data: DataChunk | null
  timeReference: number | null
  tags: AudioTags
} {
  const riff = ascii(file.read(0, 12), 0, 4)
  let format: FormatChunk | null = null
  let data: DataChunk | null = null
  let timeReference: number | null = null
  const tags: AudioTags[] = []
  let largeDataSize: number | null = null
  let position = 12
  for (let count = 0; count < MAX_CHUNKS; count++) {
    const chunk = readChunkHead(file, position)
    if (chunk === null) break
    const { id, start } = chunk
    let { size } = chunk
    if (id === 'ds64') {
      const body = file.read(start, 16)
      if (body.length === 16) largeDataSize = readUint64(body, 8)
    } else if (id === 'fmt ') {
      format ??= readFormat(file.read(start, Math.min(size, 40)))
    } else if (id === 'bext') {
      const body = file.read(start, Math.min(size, TIME_REFERENCE_OFFSET + 8))
      if (body.length === TIME_REFERENCE_OFFSET + 8) {
        timeReference = readUint64(body, TIME_REFERENCE_OFFSET)
      }
    } else if (id === 'LIST') {
      tags.push(readRiffInfo(file, start, size))
    } else if (id.toLowerCase() === 'id3 ') {
      tags.push(readId3(file, start).tags)
    } else if (id === 'acid') {
      tags.push(readAcidTempo(file, start, size))
    } else if (id === 'data') {
      const claimed = claimedDataSize(file, chunk, riff === 'RIFF' ? null : largeDataSize)
      data ??= { start, declared: claimed }
      size = claimed ?? file.size - start
    }
    position = nextChunk(file, start, size)
    if (position >= file.size) break
  }
  const container = riff === 'RIFF' ? 'WAV' : riff
  return { container, format, data, timeReference, tags: mergeTags(tags) }
}

/** Size of the data by the header, null when its writer did not know it. */
function claimedDataSize(
  file: SoundFile,
  { start, size }: { start: number; size: number },
  large: number | null
): number | null {
  if (size === UNKNOWN_SIZE) return large === 0 ? null : large
  if (size >= PLACEHOLDER_SIZE && start + size > file.size) return null
  // A recorder that lost power leaves 0; so does a file without sound, but there only chunks
  // follow.
  if (size === 0 && start < file.size && !onlyChunksFrom(file, start)) return null
  return size
}

function onlyChunksFrom(file: SoundFile, start: number): boolean {
  let position = start
  for (let count = 0; count < MAX_CHUNKS && position < file.size; count++) {
    const chunk = readChunkHead(file, position)
    if (chunk === null || chunk.start + chunk.size > file.size) return false
    position = nextChunk(file, chunk.start, chunk.size)
  }
  return true
}

function readChunkHead(
  file: SoundFile,
  position: number
): { id: string; start: number; size: number } | null {
  const head = file.read(position, 8)
  if (head.length < 8 || !isChunkId(head)) return null
  return { id: ascii(head, 0, 4), start: position + 8, size: viewOf(head).getUint32(4, true) }
}

/** Chunks begin at even positions; files without the padding byte are read anyway. */
function nextChunk(file: SoundFile, start: number, size: number): number {
  const end = start + size
  if (size % 2 === 0) return end
  const around = file.read(end, 5)
  const isPadded = isChunkId(around.subarray(1))
  return !isPadded && isChunkId(around) ? end : end + 1
}

function isChunkId(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes.subarray(0, 4).every((byte) => byte >= 0x20 && byte < 0x7f)
}

/** A 64-bit number, null beyond what a double holds exactly. */
function readUint64(bytes: Uint8Array, offset: number): number | null {
  const value = viewOf(bytes).getBigUint64(offset, true)
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null
}
