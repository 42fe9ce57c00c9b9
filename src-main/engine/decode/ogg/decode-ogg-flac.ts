/** Decodes the packets of FLAC in Ogg (RFC 9639, section 10.1): each is a frame. */
import { flacMask, readStreamInfo, usualMask } from '../flac/flac-stream'
import { FrameDecoder } from '../flac/frame-decoder'
import { brokenBlock, type OggBlock, type OggCodec } from './ogg-codec'
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
  let channelMask = usualMask(info)
  let hasBegun = false
  const decodePacket = (packet: Uint8Array): OggBlock => {
    if (packet.length < LEAST_PACKET_BYTES) return brokenBlock(0)
    const header = decoder.headerAt(packet, 0)
    if (header === null) return brokenBlock()
    const samples = header.blockSize
    if (decoder.decode(packet, 0, header).end === null) return brokenBlock(samples)
    return { channels: decoder.samples.map((all) => all.slice(0, samples)), samples }
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
      // Further header blocks come before all frames, which begin with another byte than they do.
      const begin = hasBegun ? 0 : packets.findIndex((packet) => packet[0] === 0xff)
      if (begin >= 0) hasBegun = true
      if (begin < 0) return []
      // Some programs end a stream with an empty packet, which is no damage.
      return packets
        .slice(begin)
        .filter((packet) => packet.length > 0)
        .map(decodePacket)
    },
    close: () => undefined
  }
}
