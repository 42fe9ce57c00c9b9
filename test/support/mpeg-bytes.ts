/** Frames of MPEG audio: those of encoded files, and silent ones made byte by byte. */
import { readMpegHeader } from '../../src-main/engine/decode/mpeg/mpeg-header'

/** The frames of an MP3 file behind its tag, without the first one, which says facts. */
export function soundFrames(bytes: Buffer): Buffer[] {
  const frames: Buffer[] = []
  let at = bytes.indexOf(Buffer.from([0xff, 0xf3]))
  for (;;) {
    const header = readMpegHeader(bytes, at)
    if (!header) return frames.slice(1)
    frames.push(bytes.subarray(at, at + header.bytes))
    at += header.bytes
  }
}

/** Samples of a channel in each frame of layer III at the lower rates. */
export const FRAME_SAMPLES = 576

/** A silent frame of MPEG-2, layer III, 32 kbit/s: its side information is all zeros. */
export function silentFrame(sampleRate: 22_050 | 24_000 | 16_000, channelCount: 1 | 2 = 2): Buffer {
  const rateCode = [22_050, 24_000, 16_000].indexOf(sampleRate)
  const frame = Buffer.alloc(Math.floor((FRAME_SAMPLES * 32_000) / 8 / sampleRate))
  frame.set([0xff, 0xf3, 0x40 | (rateCode << 2), channelCount === 1 ? 0xc0 : 0])
  return frame
}

/** A frame of a free bit rate. */
export function freeFrame(bytes: number): Buffer {
  const frame = Buffer.alloc(bytes, 0x55)
  frame.set([0xff, 0xfb, 0x00, 0xc4])
  return frame
}

/** Some frames of one kind in a row. */
export function repeated(frame: Buffer, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => frame))
}
