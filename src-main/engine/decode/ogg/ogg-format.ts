/** Ogg as a format that is read; its libraries are loaded when a file is opened. */
import { hasMark } from '../first-bytes'
import type { SoundFormat } from '../sound-format'

/** Ogg with Vorbis, Opus or FLAC. */
export const oggFormat: SoundFormat = {
  name: 'Ogg',
  extensions: ['ogg', 'oga', 'opus'],
  canRead: (head) => hasMark(head, 'OggS'),
  open: async (file, start) => (await import('./decode-ogg')).openOgg(file, start)
}
