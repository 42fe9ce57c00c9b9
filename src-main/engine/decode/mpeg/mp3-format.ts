/** MPEG audio as a format that is read; its library is loaded when a file is opened. */
import { hasMark, isText } from '../first-bytes'
import { MpegFrames } from './mpeg-frames'
import { readMpegHeader } from './mpeg-header'
import { findFreeLayer } from './mpeg-survey'
import type { SoundFormat } from '../sound-format'

/** MP3, MP2 and MP1. */
export const mp3Format: SoundFormat = {
  name: 'MP3',
  extensions: ['mp3', 'mp2'],
  // A header's first two bytes alone are too often chance.
  canRead: (head) => hasMark(head, 'ID3') || (readMpegHeader(head, 0) !== null && !isText(head)),
  // Some files begin with zeros.
  isWithin: (file, start) =>
    MpegFrames.find(file, start) !== null || findFreeLayer(file, start) !== null,
  open: async (file, start) => (await import('./decode-mp3')).openMp3(file, start)
}
