/**
 * The first frame of most MP3 files, which holds facts instead of sound: `Xing` or `Info` with
 * LAME's extension, or `VBRI`. It states the length and the encoder's padding before and after the
 * sound.
 */
import type { MpegHeader } from './mpeg-header'
import { ascii, viewOf } from '../sound-file'

/** What the frame says. */
export interface MpegInfo {
  /** Frames that follow, null when it does not say. */
  readonly frames: number | null
  /** Samples that the encoder added before and after the sound; null when it does not say. */
  readonly padding: { readonly before: number; readonly after: number } | null
}

const LAME_BYTES = 24
const LAME_PADDING_OFFSET = 21
/** Encoders whose padding is trusted; in other files the same bytes may hold anything. */
const trusted = ['LAME', 'Lavf', 'Lavc', 'L3.9']

/** Reads the first frame, null when it holds sound. */
export function readMpegInfo(frame: Uint8Array, header: MpegHeader): MpegInfo | null {
  if (header.layer !== 3) return null
  const isMono = header.channelCount === 1
  const sideBytes = header.version === 1 ? (isMono ? 17 : 32) : isMono ? 9 : 17
  return readXing(frame, 4 + sideBytes) ?? readVbri(frame)
}

function readXing(frame: Uint8Array, at: number): MpegInfo | null {
  if (!['Xing', 'Info'].includes(ascii(frame, at, at + 4)) || at + 8 > frame.length) return null
  const view = viewOf(frame)
  const flags = view.getUint32(at + 4)
  let next = at + 8
  let frames: number | null = null
  if ((flags & 1) !== 0 && next + 4 <= frame.length) frames = view.getUint32(next)
  next += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0)
  const isTrusted = trusted.includes(ascii(frame, next, next + 4))
  if (!isTrusted || next + LAME_BYTES > frame.length) return { frames, padding: null }
  const packed = view.getUint32(next + LAME_PADDING_OFFSET - 1) & 0xffffff
  return { frames, padding: { before: packed >> 12, after: packed & 0xfff } }
}

/** Fraunhofer's: always after 32 bytes of side information; it has no padding field. */
function readVbri(frame: Uint8Array): MpegInfo | null {
  const at = 36
  if (ascii(frame, at, at + 4) !== 'VBRI' || at + 18 > frame.length) return null
  return { frames: viewOf(frame).getUint32(at + 14), padding: null }
}
