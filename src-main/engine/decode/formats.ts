/**
 * The formats that are read, in the order in which they are tried. Opening, the file dialogs and
 * the search of folders all follow from this list.
 */
import { flacFormat } from './flac/decode-flac'
import { adtsFormat, mp4Format } from './mp4/aac-formats'
import { mp3Format } from './mpeg/mp3-format'
import { oggFormat } from './ogg/ogg-format'
import { aiffFormat } from './pcm/aiff-reader'
import { w64Format } from './pcm/w64-reader'
import { wavFormat } from './pcm/wav-reader'
import type { SoundFormat } from './sound-format'

/** All formats that are read. */
export const formats: readonly SoundFormat[] = [
  wavFormat,
  aiffFormat,
  w64Format,
  flacFormat,
  oggFormat,
  mp3Format,
  mp4Format,
  adtsFormat
]
