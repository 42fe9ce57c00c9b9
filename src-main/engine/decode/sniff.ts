/** What a file is by its first bytes. */
import { ascii } from './sound-file'

/** Either a sound format by name, or what else the bytes look like. */
export interface Sniffed {
  /** Name of a known sound format, null when it is no sound. */
  readonly format: string | null
  readonly looksLike: 'text' | 'image' | 'video' | 'MIDI' | 'document' | 'archive' | 'unknown data'
}

/** Bytes (as one character each) at a place, and what they are the mark of. */
interface Mark {
  readonly bytes: string
  readonly at?: number
  readonly format?: string
  readonly looksLike?: Sniffed['looksLike']
}

const marks: readonly Mark[] = [
  { bytes: 'fLaC', format: 'FLAC' },
  { bytes: 'OggS', format: 'Ogg' },
  { bytes: 'ID3', format: 'MP3' },
  { bytes: 'AIFF', at: 8, format: 'AIFF' },
  { bytes: 'AIFC', at: 8, format: 'AIFF' },
  { bytes: 'ftypavif', at: 4, looksLike: 'image' },
  { bytes: 'ftyphe', at: 4, looksLike: 'image' },
  { bytes: 'ftyp', at: 4, format: 'MP4' },
  { bytes: 'caff', format: 'CAF' },
  { bytes: 'wvpk', format: 'WavPack' },
  { bytes: 'MAC ', format: "Monkey's Audio" },
  { bytes: '\x30\x26\xb2\x75', format: 'Windows Media' },
  { bytes: '\x1a\x45\xdf\xa3', format: 'Matroska or WebM' },
  { bytes: '.snd', format: 'AU' },
  { bytes: '#!AMR', format: 'AMR' },
  { bytes: 'DSD ', format: 'DSD' },
  { bytes: 'riff\x2e\x91\xcf\x11', format: 'Wave64' },
  { bytes: 'RIFX', format: 'big-endian WAV' },
  { bytes: 'MThd', looksLike: 'MIDI' },
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
 * Tells what a file is.
 * @param head its first bytes, up to 4096
 */
export function sniff(head: Uint8Array): Sniffed {
  // Text comes first: a word may begin with two letters that mark a picture.
  if (isText(head)) {
    return ascii(head, 0, 4) === '%PDF' ? said('document') : said('text')
  }
  for (const { bytes, at = 0, format, looksLike } of marks) {
    if (ascii(head, at, at + bytes.length) === bytes) {
      return format === undefined ? said(looksLike ?? 'unknown data') : { ...said(), format }
    }
  }
  return { ...said(), format: mpegFormat(head) }
}

function said(looksLike: Sniffed['looksLike'] = 'unknown data'): Sniffed {
  return { format: null, looksLike }
}

/** MP3 or AAC by a frame header that makes sense; two bytes alone are too often chance. */
function mpegFormat(head: Uint8Array): string | null {
  const [first = 0, second = 0, third = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null
  if ((second & 0xf6) === 0xf0) return 'AAC'
  const isKnownVersion = (second & 0x18) !== 0x08 && (second & 0x06) !== 0
  const isKnownRate = third >> 4 !== 15 && third >> 4 !== 0 && (third & 0x0c) !== 0x0c
  return isKnownVersion && isKnownRate ? 'MP3' : null
}

/** Unicode text without control characters other than white space. */
function isText(head: Uint8Array): boolean {
  if (ascii(head, 0, 2) === '\xff\xfe' || ascii(head, 0, 2) === '\xfe\xff') return true
  if (head.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return false
  try {
    // Streaming leaves a character that the end of the bytes cuts in two alone.
    new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    return true
  } catch {
    return false
  }
}
