/** Decodes the packets of FLAC in Ogg (RFC 9639, section 10.1): each is a frame. */
import { decodeFrame, flacBlocks, readFrameHeader } from '../flac/flac-frame'
import { flacMask, readStreamInfo, usualMask } from '../flac/flac-stream'
import type { OggCodec } from './ogg-codec'
import { ascii } from '../sound-file'
import { readVorbisComments } from '../tags/vorbis-comments'

/** Bytes before STREAMINFO: magic, version, number of headers, `fLaC`, the head of the block. */
const MAPPING_BYTES = 17

/** The decoder of a stream that begins with this packet, null when it is not FLAC. */
export function oggFlacCodec(first: Uint8Array): OggCodec | null {
  if (ascii(first, 0, 5) !== '\x7fFLAC') return null
  const info = readStreamInfo(first.subarray(MAPPING_BYTES))
  if (info === null) return null
  const { sampleRate, channelCount, bits, maxBlockSize } = info
  let channelMask = usualMask(info)
  const blocks = flacBlocks(channelCount, maxBlockSize, bits)
  const decodePacket = (packet: Uint8Array): Float32Array[] | null => {
    const header = readFrameHeader(packet, 0)
    const fits = header?.channelCount === channelCount && header.blockSize <= maxBlockSize
    if (!header || !fits || decodeFrame(packet, 0, header, bits, blocks) === null) return null
    const scale = 2 ** (1 - bits)
    return blocks.map((block) =>
      Float32Array.from(block.subarray(0, header.blockSize), (value) => value * scale)
    )
  }
  return {
    head: {
      format: `Ogg FLAC, ${bits}-bit`,
      sampleRate,
      channelCount,
      preSkip: 0,
      get channelMask() {
        return channelMask
      }
    },
    headerPackets: 2,
    begin([, comment]) {
      if (!comment) return Promise.resolve(null)
      const comments = comment.subarray(4)
      channelMask = flacMask(comments) ?? channelMask
      return Promise.resolve(readVorbisComments(comments))
    },
    decode(packets) {
      // Further header blocks begin with another byte than frames do.
      const frames = packets.filter((packet) => packet[0] === 0xff)
      const decoded = frames.map(decodePacket).filter((block) => block !== null)
      const block = blocks.map((_, c) => joined(decoded.map((channels) => channels[c]!)))
      return { block, damaged: frames.length - decoded.length }
    },
    close: () => undefined
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
