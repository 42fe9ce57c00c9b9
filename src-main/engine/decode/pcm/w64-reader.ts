/**
 * Reads the header of Sony Wave64 files: like WAVE, with 16-byte names, 64-bit sizes that include
 * the 24 bytes of a chunk's own head, and chunks on multiples of 8.
 */
import { noTags } from '../../../../shared/audio'
import { openPcm, type PcmLayout } from './pcm-source'
import { ascii, fileFailure, viewOf, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import { damaged } from '../sound-source'
import { readFormat, sampleLayout, type FormatChunk } from './wav-format'

const HEAD_BYTES = 24
const MAX_CHUNKS = 4096
/** What follows the four letters in the names of `riff`, and of all others. */
const RIFF_TAIL = '2e91cf11a5d628db04c10000'
const CHUNK_TAIL = 'f3acd3118cd100c04f8edb8a'

/** Sony Wave64. */
export const w64Format: SoundFormat = {
  name: 'Wave64',
  extensions: ['w64'],
  followsId3: false,
  canRead: (head) =>
    nameOf(head, 0, RIFF_TAIL) === 'riff' && nameOf(head, HEAD_BYTES, CHUNK_TAIL) === 'wave',
  open: (file) => openPcm(file, readW64Layout(file))
}

function readW64Layout(file: SoundFile): PcmLayout {
  let format: FormatChunk | null = null
  let position = HEAD_BYTES + 16
  for (let count = 0; count < MAX_CHUNKS && position < file.size; count++) {
    const head = file.read(position, HEAD_BYTES)
    if (head.length < HEAD_BYTES) break
    const name = nameOf(head, 0, CHUNK_TAIL)
    const size = Number(viewOf(head).getBigUint64(16, true))
    const start = position + HEAD_BYTES
    if (name === 'fmt ') format ??= readFormat(file.read(start, Math.min(size - HEAD_BYTES, 40)))
    if (name === 'data' && format !== null) {
      const { channelCount, channelMask, sampleRate } = format
      return {
        ...sampleLayout(file, format),
        container: 'Wave64',
        channelCount,
        channelMask,
        sampleRate,
        dataStart: start,
        declaredBytes: size < HEAD_BYTES ? null : size - HEAD_BYTES,
        timeReference: null,
        tags: noTags
      }
    }
    if (size < HEAD_BYTES) break
    position += Math.ceil(size / 8) * 8
  }
  if (format === null) throw damaged(file, 'Wave64', 'no complete fmt chunk')
  throw fileFailure(file, 'audio/empty', 'no samples')
}

/** The four letters of a chunk's name, '' when the rest of the GUID differs. */
function nameOf(bytes: Uint8Array, at: number, tail: string): string {
  const rest = Buffer.from(bytes.subarray(at + 4, at + 16)).toString('hex')
  return rest === tail ? ascii(bytes, at, at + 4) : ''
}
