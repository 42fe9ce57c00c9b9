/** MPEG audio as a format that is read; its library is loaded when a file is opened. */
import { hasMark, isText } from '../first-bytes'
import { MpegFrames } from './mpeg-frames'
import type { SoundFormat } from '../sound-format'

/** MP3, MP2 and MP1. */
export const mp3Format: SoundFormat = {
  name: 'MP3',
  extensions: ['mp3', 'mp2'],
  canRead: (head) => hasMark(head, 'ID3') || isFrame(head),
  // Some files begin with zeros.
  isWithin: (file, start) => MpegFrames.find(file, start) !== null,
  open: async (file) => (await import('./decode-mp3')).openMp3(file)
}

/** A frame header that makes sense; its first two bytes alone are too often chance. */
function isFrame(head: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = head
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return false
  const isKnownVersion = (second & 0x18) !== 0x08 && (second & 0x06) !== 0
  const isKnownRate = third >> 4 !== 15 && third >> 4 !== 0 && (third & 0x0c) !== 0x0c
  return isKnownVersion && isKnownRate && !isText(head)
}
