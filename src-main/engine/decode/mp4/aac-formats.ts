/** AAC in MP4, and bare. The window decodes both; until it has, opening asks for it. */
import type { Pcm } from '../../../../shared/audio'
import { readAdtsFacts, readM4aFacts, type AacFacts } from './aac-facts'
import { askForWindow, openDecodedAac } from './decode-aac'
import { hasMark } from '../first-bytes'
import { ascii, type SoundFile } from '../sound-file'
import type { SoundFormat } from '../sound-format'
import type { SoundSource } from '../sound-source'

/** Pictures are kept in the same boxes: AVIF, and what begins with `he`, such as HEIC. */
const PICTURE_BRAND = /^(avif|he)/

/** MP4 with AAC, such as M4A. */
export const mp4Format: SoundFormat = {
  name: 'MP4',
  extensions: ['m4a', 'm4b'],
  canRead: (head) => hasMark(head, 'ftyp', 4) && !PICTURE_BRAND.test(ascii(head, 8, 12)),
  open: (file, start, fromWindow) => openAac(file, readM4aFacts(file, start), fromWindow)
}

/** AAC in frames of its own (ADTS), without a container. */
export const adtsFormat: SoundFormat = {
  name: 'AAC',
  extensions: ['aac'],
  canRead: ([first = 0, second = 0]) => first === 0xff && (second & 0xf6) === 0xf0,
  open: (file, start, fromWindow) => openAac(file, readAdtsFacts(file, start), fromWindow)
}

function openAac(file: SoundFile, facts: AacFacts, fromWindow: Pcm | null): SoundSource {
  return fromWindow ? openDecodedAac(file, facts, fromWindow) : askForWindow(file, facts)
}
