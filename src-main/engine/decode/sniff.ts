/** What a file that no format knows is by its first bytes: sound that is not read, or no sound. */
import { isText } from './first-bytes'
import { ascii } from './sound-file'

/** Either a kind of sound by name, or what else the bytes look like. */
export interface Sniffed {
  /** What a sound file that is not read is called, null when it is no sound. */
  readonly name: string | null
  readonly looksLike: 'text' | 'image' | 'video' | 'MIDI' | 'document' | 'archive' | 'unknown data'
}

/** Bytes (as one character each) at a place, and what they are the mark of. */
interface Mark {
  readonly bytes: string
  readonly at?: number
  readonly name?: string
  readonly looksLike?: Sniffed['looksLike']
}

const marks: readonly Mark[] = [
  // Formats that are read have longer marks than these: what comes here bears only a part of one.
  { bytes: 'AIFF', at: 8, name: 'AIFF' },
  { bytes: 'AIFC', at: 8, name: 'AIFF' },
  { bytes: 'riff\x2e\x91\xcf\x11', name: 'Wave64' },
  { bytes: 'caff', name: 'CAF' },
  { bytes: 'wvpk', name: 'WavPack' },
  { bytes: 'MAC ', name: "Monkey's Audio" },
  { bytes: '\x30\x26\xb2\x75', name: 'Windows Media' },
  { bytes: '\x1a\x45\xdf\xa3', name: 'Matroska or WebM' },
  { bytes: '.snd', name: 'AU' },
  { bytes: '#!AMR', name: 'AMR' },
  { bytes: 'DSD ', name: 'DSD' },
  { bytes: 'MThd', looksLike: 'MIDI' },
  // What MP4 refuses of its own container are pictures.
  { bytes: 'ftyp', at: 4, looksLike: 'image' },
  { bytes: '\x89PNG', looksLike: 'image' },
  { bytes: '\xff\xd8\xff', looksLike: 'image' },
  { bytes: 'GIF8', looksLike: 'image' },
  { bytes: 'BM', looksLike: 'image' },
  { bytes: 'II*\0', looksLike: 'image' },
  { bytes: 'MM\0*', looksLike: 'image' },
  { bytes: 'WEBP', at: 8, looksLike: 'image' },
  { bytes: 'AVI ', at: 8, looksLike: 'video' },
  { bytes: '%PDF', looksLike: 'document' },
  { bytes: 'PK\x03\x04', looksLike: 'archive' },
  { bytes: '\x1f\x8b', looksLike: 'archive' },
  { bytes: 'Rar!', looksLike: 'archive' },
  { bytes: '7z\xbc\xaf', looksLike: 'archive' }
]

/**
 * Tells what a file is that none of the formats can read.
 * @param head its first bytes, up to 4096
 */
export function sniff(head: Uint8Array): Sniffed {
  // Text comes first: a word may begin with two letters that mark a picture.
  if (isText(head)) {
    return { name: null, looksLike: ascii(head, 0, 4) === '%PDF' ? 'document' : 'text' }
  }
  const mark = marks.find(({ bytes, at = 0 }) => ascii(head, at, at + bytes.length) === bytes)
  return { name: mark?.name ?? null, looksLike: mark?.looksLike ?? 'unknown data' }
}
