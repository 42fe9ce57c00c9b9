/**
 * ID3 tags: version 2 (2.2, 2.3, 2.4) before the sound, in MP3 and in chunks of WAVE and AIFF, and
 * version 1 in the last 128 bytes. Only texts are read; pictures are skipped without reading them.
 */
import { noTags, type AudioTags } from '../../../../shared/audio'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import { tagsFrom } from './tags'

const HEADER_BYTES = 10
/** Bytes of an ID3v1 block. */
export const ID3V1_BYTES = 128
/** Longest text frame that is read. */
const MOST_TEXT_BYTES = 4096
const MOST_FRAMES = 2048
const ENCODINGS = ['latin1', 'utf-16', 'utf-16be', 'utf-8']

/** What an ID3v2 tag says, and how many bytes it takes. */
export interface Id3 {
  readonly tags: AudioTags
  /** Size in the file, 0 when there is no tag. */
  readonly size: number
}

/** Reads the ID3v2 tag at a position; a broken one gives what is valid in it. */
export function readId3(file: SoundFile, position: number): Id3 {
  const head = file.read(position, HEADER_BYTES)
  if (head.length < HEADER_BYTES || ascii(head, 0, 3) !== 'ID3') return { tags: noTags, size: 0 }
  const version = head[3]!
  const flags = head[5]!
  const bodyBytes = syncSafe(head, 6)
  const hasFooter = version === 4 && (flags & 0x10) !== 0
  const size = HEADER_BYTES + bodyBytes + (hasFooter ? HEADER_BYTES : 0)
  if (version < 2 || version > 4) return { tags: noTags, size }
  const end = Math.min(position + HEADER_BYTES + bodyBytes, file.size)
  let at = position + HEADER_BYTES
  if ((flags & 0x40) !== 0 && version > 2) at += extendedHeaderBytes(file, at, version)
  const isUnsynced = (flags & 0x80) !== 0
  return { tags: readFrames(file, { version, at, end, isUnsynced }), size }
}

/** Tags of the ID3v1 block at the end of a file. */
export function readId3v1(file: SoundFile): AudioTags {
  if (file.size < ID3V1_BYTES) return noTags
  const block = file.read(file.size - ID3V1_BYTES, ID3V1_BYTES)
  if (ascii(block, 0, 3) !== 'TAG') return noTags
  const text = (from: number): string =>
    new TextDecoder('latin1').decode(block.subarray(from, from + 30))
  return tagsFrom({ title: text(3), artist: text(33), album: text(63) })
}

interface FrameArea {
  readonly version: number
  readonly at: number
  readonly end: number
  readonly isUnsynced: boolean
}

function readFrames(file: SoundFile, { version, at, end, isUnsynced }: FrameArea): AudioTags {
  const isOld = version === 2
  const headBytes = isOld ? 6 : 10
  const texts = new Map<string, string>()
  for (let count = 0; count < MOST_FRAMES && at + headBytes < end; count++) {
    const head = file.read(at, headBytes)
    const id = ascii(head, 0, isOld ? 3 : 4)
    if (!/^[A-Z0-9]+ ?$/.test(id)) break
    const size = frameBytes(head, version)
    const start = at + headBytes
    if (id.startsWith('T') && start + size <= end && !texts.has(id)) {
      const body = file.read(start, Math.min(size, MOST_TEXT_BYTES))
      texts.set(id, frameText(isUnsynced ? withoutStuffing(body) : body))
    }
    at = start + size
  }
  return tagsFrom({
    title: texts.get(isOld ? 'TT2' : 'TIT2'),
    artist: texts.get(isOld ? 'TP1' : 'TPE1'),
    album: texts.get(isOld ? 'TAL' : 'TALB'),
    tempo: texts.get(isOld ? 'TBP' : 'TBPM')
  })
}

function frameBytes(head: Uint8Array, version: number): number {
  if (version === 2) return (head[3]! << 16) | (head[4]! << 8) | head[5]!
  // iTunes writes plain sizes into version 2.4; in such a size some byte has its top bit set.
  const isPlain = version === 3 || head.subarray(4, 8).some((byte) => byte > 127)
  return isPlain ? viewOf(head).getUint32(4) : syncSafe(head, 4)
}

function frameText(body: Uint8Array): string {
  const encoding = ENCODINGS[body[0] ?? 0] ?? 'latin1'
  const bytes = body.subarray(1)
  // A byte order mark decides; without one, UTF-16 in ID3 is little-endian in practice, the
  // decoder's default.
  const isBigEndian = encoding === 'utf-16' && bytes[0] === 0xfe && bytes[1] === 0xff
  return new TextDecoder(isBigEndian ? 'utf-16be' : encoding).decode(bytes)
}

function extendedHeaderBytes(file: SoundFile, at: number, version: number): number {
  const head = file.read(at, 4)
  if (head.length < 4) return 0
  return version === 4 ? syncSafe(head, 0) : 4 + viewOf(head).getUint32(0)
}

/** Seven bits a byte, so that no size looks like a frame of MPEG audio. */
function syncSafe(bytes: Uint8Array, at: number): number {
  return [0, 1, 2, 3].reduce((sum, i) => sum * 128 + (bytes[at + i]! & 0x7f), 0)
}

/** Removes the zeros that were inserted after each 0xff. */
function withoutStuffing(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, i) => !(byte === 0 && bytes[i - 1] === 0xff))
}
