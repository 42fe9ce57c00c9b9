/**
 * Reads the header of Sony Wave64 files: like WAVE, with 16-byte names, 64-bit sizes that include
 * the 24 bytes of a chunk's own head, and chunks on multiples of 8.
 */
import { soundBytes, type SoundBytes } from './data-size'
import { openWave, type WaveHeader } from './open-wave'
import { ascii, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { readLeadingTags } from '../tags/leading-tags'
import { FORMAT_BYTES, readFormat, type FormatChunk } from './wav-format'

const HEAD_BYTES = 24
/** Chunks begin on multiples of it, counted from the beginning of the container. */
const ALIGNMENT = 8
const MAX_CHUNKS = 4096
/** What follows the four letters in the names of `riff`, and of all others. */
const RIFF_TAIL = '2e91cf11a5d628db04c10000'
const CHUNK_TAIL = 'f3acd3118cd100c04f8edb8a'

/** Sony Wave64. */
export const w64Format: SoundFormat = {
  name: 'Wave64',
  extensions: ['w64'],
  canRead: (head) =>
    nameOf(head, 0, RIFF_TAIL) === 'riff' && nameOf(head, HEAD_BYTES, CHUNK_TAIL) === 'wave',
  open: (file, start) => openWave(file, readHeader(file, start))
}

function readHeader(file: SoundFile, from: number): WaveHeader {
  let format: FormatChunk | null = null
  let sound: SoundBytes | null = null
  let frames: number | null = null
  let position = from + HEAD_BYTES + 16
  for (let count = 0; count < MAX_CHUNKS && position < file.size; count++) {
    const head = file.read(position, HEAD_BYTES)
    if (head.length < HEAD_BYTES) break
    const name = nameOf(head, 0, CHUNK_TAIL)
    let size = Number(viewOf(head).getBigUint64(16, true))
    const start = position + HEAD_BYTES
    if (name === 'fmt ') {
      format ??= readFormat(
        file.read(start, Math.max(0, Math.min(size - HEAD_BYTES, FORMAT_BYTES)))
      )
    } else if (name === 'fact') {
      const body = file.read(start, 8)
      if (body.length === 8) frames ??= Number(viewOf(body).getBigUint64(0, true))
    } else if (name === 'data') {
      const claim = size < HEAD_BYTES ? null : size - HEAD_BYTES
      sound ??= soundBytes(file, start, [claim], {
        isEnd: (bytes) => isEnd(file, start + bytes)
      })
      size = HEAD_BYTES + Math.min(sound.size, file.size - start)
    }
    if (size < HEAD_BYTES) break
    position = behind(position, size)
  }
  const { tags } = readLeadingTags(file)
  return { container: 'Wave64', format, sound, frames, timeReference: null, tags }
}

/** Where the chunk behind one begins. */
function behind(position: number, size: number): number {
  return position + Math.ceil(size / ALIGNMENT) * ALIGNMENT
}

/** Whether the sound may end at a position: the file does, or another chunk follows. */
function isEnd(file: SoundFile, position: number): boolean {
  if (file.size - position < HEAD_BYTES) return true
  const around = file.read(position, ALIGNMENT + HEAD_BYTES)
  return Array.from({ length: ALIGNMENT }, (_, at) => nameOf(around, at, CHUNK_TAIL)).some(Boolean)
}

/** The four letters of a chunk's name, '' when the rest of the GUID differs. */
function nameOf(bytes: Uint8Array, at: number, tail: string): string {
  const rest = Buffer.from(bytes.subarray(at + 4, at + 16)).toString('hex')
  return rest === tail ? ascii(bytes, at, at + 4) : ''
}
