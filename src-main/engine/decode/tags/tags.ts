/**
 * Tags of music files, made suitable for names: shortened, cleaned, and numbers only where they are
 * valid.
 */
import { noTags, type AudioTags } from '../../../../shared/audio'

/** Longest text that is kept, in UTF-16 units. */
const LONGEST_TEXT = 200
const LOWEST_TEMPO = 20
const HIGHEST_TEMPO = 999

/** Raw texts as a format's fields give them; what is missing is undefined. */
export interface TagTexts {
  readonly title?: string | undefined
  readonly artist?: string | undefined
  readonly album?: string | undefined
  readonly tempo?: string | number | undefined
}

/** Tags from raw texts, without control characters; null where nothing is left. */
export function tagsFrom({ title, artist, album, tempo }: TagTexts): AudioTags {
  return {
    title: cleanText(title),
    artist: cleanText(artist),
    album: cleanText(album),
    tempo: cleanTempo(tempo)
  }
}

/** The first one present of each. */
export function mergeTags(all: readonly AudioTags[]): AudioTags {
  return all.reduce<AudioTags>(
    (merged, tags) => ({
      title: merged.title ?? tags.title,
      artist: merged.artist ?? tags.artist,
      album: merged.album ?? tags.album,
      tempo: merged.tempo ?? tags.tempo
    }),
    noTags
  )
}

/** Bytes as text that may be UTF-8 or, in older files, Latin-1. */
export function looseText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('latin1').decode(bytes)
  }
}

function cleanText(text: string | undefined): string | null {
  if (text === undefined) return null
  const clean = text
    .split('\0')[0]!
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .trim()
  // Does not cut a surrogate pair in half.
  const cut = clean.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')
  return cut === '' ? null : cut
}

function cleanTempo(tempo: string | number | undefined): number | null {
  // Decimal commas are common; Number('') would be 0.
  const value = typeof tempo === 'string' ? parseFloat(tempo.trim().replace(',', '.')) : tempo
  if (value === undefined || !(value >= LOWEST_TEMPO && value <= HIGHEST_TEMPO)) return null
  return Math.round(value * 1000) / 1000
}
