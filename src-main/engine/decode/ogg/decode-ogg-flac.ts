/** Decodes the packets of FLAC in Ogg (RFC 9639, section 10.1): each is a frame. */
import { readStreamInfo } from '../flac/flac-stream'
import { FrameDecoder } from '../flac/frame-decoder'
import type { OggCodec } from './ogg-codec'
import { ascii } from '../sound-file'
import { readVorbisComments } from '../tags/vorbis-comments'

/** Bytes before STREAMINFO: magic, version, number of headers, `fLaC`, the head of the block. */
const MAPPING_BYTES = 17
/** Shortest packet that can hold a frame: less cannot have held sound. */
const LEAST_PACKET_BYTES = 9

/** The decoder of a stream that begins with this packet, null when it is not FLAC. */
export function oggFlacCodec(first: Uint8Array): OggCodec | null {
  if (ascii(first, 0, 5) !== '\x7fFLAC') return null
  const info = readStreamInfo(first.subarray(MAPPING_BYTES))
  if (info === null) return null
  const { sampleRate, channelCount, bits } = info
  const decoder = new FrameDecoder(info)
  let usualSize = 0
  let damaged = 0

  /** The samples of a packet; silence of its length when it is damaged. */
  const decodePacket = (packet: Uint8Array): readonly Float32Array[] => {
    const header = decoder.headerAt(packet, 0)
    if (header !== null && decoder.decode(packet, 0, header).end !== null) {
      usualSize = header.blockSize
      return decoder.samples.map((samples) => samples.slice(0, header.blockSize))
    }
    damaged++
    const size = packet.length < LEAST_PACKET_BYTES ? 0 : (header?.blockSize ?? usualSize)
    return Array.from({ length: channelCount }, () => new Float32Array(size))
  }

  return {
    head: { format: `Ogg FLAC, ${bits}-bit`, sampleRate, channelCount, preSkip: 0 },
    headerPackets: 2,
    begin: ([, comment]) =>
      Promise.resolve(comment ? readVorbisComments(comment.subarray(4)) : null),
    decode(packets) {
      damaged = 0
      // Further header blocks begin with another byte than frames do.
      const decoded = packets.filter((packet) => packet[0] === 0xff).map(decodePacket)
      const block = Array.from({ length: channelCount }, (_, c) =>
        joined(decoded.map((channels) => channels[c]!))
      )
      return { block, damaged }
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
