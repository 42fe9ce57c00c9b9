/** Vorbis comments: the tags of FLAC, Ogg Vorbis and Ogg Opus. */
import type { AudioTags } from '../../../../shared/audio'
import { viewOf } from '../sound-file'
import { tagsFrom } from './tags'

/** More than any file has. */
const MOST_COMMENTS = 10_000

/** Tags of a comment block without its magic, as far as it goes. */
export function readVorbisComments(bytes: Uint8Array): AudioTags {
  const texts = vorbisTexts(bytes)
  return tagsFrom({
    title: texts.get('TITLE'),
    artist: texts.get('ARTIST'),
    album: texts.get('ALBUM'),
    tempo: texts.get('BPM') ?? texts.get('TEMPO')
  })
}

/**
 * The first text under each name, in capitals, of a comment block without its magic, as far as it
 * goes.
 */
export function vorbisTexts(bytes: Uint8Array): ReadonlyMap<string, string> {
  const view = viewOf(bytes)
  const texts = new Map<string, string>()
  const length = (at: number): number =>
    at + 4 <= bytes.length ? view.getUint32(at, true) : Infinity
  let at = 4 + length(0)
  const count = Math.min(length(at), MOST_COMMENTS)
  at += 4
  for (let i = 0; i < count && at + 4 <= bytes.length; i++) {
    const end = at + 4 + length(at)
    if (end > bytes.length) break
    const comment = new TextDecoder().decode(bytes.subarray(at + 4, Math.min(end, at + 4 + 4096)))
    const split = comment.indexOf('=')
    const name = comment.slice(0, split).toUpperCase()
    if (split > 0 && !texts.has(name)) texts.set(name, comment.slice(split + 1))
    at = end
  }
  return texts
}
