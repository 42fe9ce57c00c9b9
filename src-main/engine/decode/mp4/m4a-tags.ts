/**
 * Tags of MP4 files as iTunes writes them, and its note of the padding before and after the sound.
 */
import { noTags, type AudioTags } from '../../../../shared/audio'
import { boxAt, boxesIn, contentOf, type Mp4Box } from './mp4-boxes'
import { viewOf, type SoundFile } from '../sound-file'
import { tagsFrom } from '../tags/tags'

/** Version and flags before the boxes inside `meta`. */
const META_BYTES = 4
/** Type and language before the value in a `data` box. */
const DATA_BYTES = 8

/** What the tags say. */
export interface M4aTags {
  readonly tags: AudioTags
  /** Samples before the sound and of it, null without iTunes' note. */
  readonly gapless: { readonly before: number; readonly sampleCount: number } | null
}

/** Reads the tags inside a `moov` box. */
export function readM4aTags(file: SoundFile, moov: Mp4Box): M4aTags {
  const meta = boxAt(file, moov, 'udta', 'meta')
  const inside = meta && { ...meta, start: meta.start + META_BYTES }
  const list = inside && boxAt(file, inside, 'ilst')
  if (!list) return { tags: noTags, gapless: null }
  const items = boxesIn(file, list.start, list.end)
  const valueOf = (name: string): Uint8Array | undefined => {
    const item = items.find((box) => box.name === name)
    const data = item && boxAt(file, item, 'data')
    return data ? contentOf(file, data, 4096).subarray(DATA_BYTES) : undefined
  }
  const text = (name: string): string | undefined => {
    const bytes = valueOf(name)
    return bytes && new TextDecoder().decode(bytes)
  }
  const tempo = valueOf('tmpo')
  return {
    tags: tagsFrom({
      title: text('\xa9nam'),
      artist: text('\xa9ART'),
      album: text('\xa9alb'),
      tempo: tempo && tempo.length >= 2 ? viewOf(tempo).getUint16(0) : undefined
    }),
    gapless: readGapless(file, items)
  }
}

/** `iTunSMPB`: hexadecimal numbers, of which the second to fourth are delay, padding and length. */
function readGapless(file: SoundFile, items: readonly Mp4Box[]): M4aTags['gapless'] {
  for (const item of items.filter(({ name }) => name === '----')) {
    const name = boxAt(file, item, 'name')
    const data = boxAt(file, item, 'data')
    if (!name || !data) continue
    if (new TextDecoder().decode(contentOf(file, name, 64)).slice(4) !== 'iTunSMPB') continue
    const words = new TextDecoder().decode(contentOf(file, data, 512).subarray(DATA_BYTES))
    const [, before = NaN, , sampleCount = NaN] = words
      .trim()
      .split(/\s+/)
      .map((word) => parseInt(word, 16))
    if (Number.isSafeInteger(before) && Number.isSafeInteger(sampleCount) && sampleCount > 0) {
      return { before, sampleCount }
    }
  }
  return null
}
