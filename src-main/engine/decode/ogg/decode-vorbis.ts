/** Decodes the packets of Ogg Vorbis with libvorbis; pages, tags and lengths are ours. */
import { OggVorbisDecoder } from '@wasm-audio-decoders/ogg-vorbis'
import { callLibrary } from '../decoder-library'
import { brokenBlock, type OggCodec } from './ogg-codec'
import { ascii, viewOf } from '../sound-file'
import { readVorbisComments } from '../tags/vorbis-comments'
import { inMaskOrder, storedOrder } from './vorbis-channels'

/** Longest packet that the library can take. */
const MOST_PACKET_BYTES = 2 ** 17
const HEADER_BYTES = 30
const MAGIC_BYTES = 7

/**
 * The part of the library that takes packets. Its types lack it: the typed part takes whole files
 * and parses them with a package whose license rules out bundling.
 */
interface PacketDecoder {
  sendSetupHeader(packet: Uint8Array): void
  initDsp(): void
  decodePackets(packets: readonly Uint8Array[]): {
    readonly channelData: Float32Array[]
    readonly samplesDecoded: number
  }
}

/** The decoder of a stream that begins with this packet, null when it is not Vorbis. */
export function vorbisCodec(first: Uint8Array): OggCodec | null {
  if (first.length < HEADER_BYTES || !isHeader(first, 1)) return null
  const view = viewOf(first)
  const channelCount = first[11]!
  const sampleRate = view.getUint32(12, true)
  const { channelMask, order } = storedOrder(channelCount)
  let library: OggVorbisDecoder | null = null
  let decoder: PacketDecoder | null = null
  let hasBegun = false
  return {
    head: { format: 'Ogg Vorbis', sampleRate, channelCount, channelMask, preSkip: 0 },
    headerPackets: 3,
    async begin([identification, comment, setup]) {
      if (!identification || !comment || !setup) return null
      if (!isHeader(comment, 3) || !isHeader(setup, 5) || setup.length > MOST_PACKET_BYTES) {
        return null
      }
      library = new OggVorbisDecoder()
      await library.ready
      const packets = (library as unknown as { readonly _decoder: PacketDecoder })._decoder
      callLibrary(() => {
        packets.sendSetupHeader(identification)
        // Comments may hold pictures of any size, and libvorbis only needs a comment header.
        packets.sendSetupHeader(emptyComment)
        packets.sendSetupHeader(setup)
        packets.initDsp()
      })
      decoder = packets
      return readVorbisComments(comment.subarray(MAGIC_BYTES))
    },
    decode: (packets) =>
      packets.map((packet) => {
        // An odd first byte would mean a header, which is invalid here.
        const isSound = packet.length > 0 && (packet[0]! & 1) === 0
        if (!isSound || packet.length > MOST_PACKET_BYTES) return brokenBlock()
        const { value } = callLibrary(() => decoder!.decodePackets([packet]))
        const samples = value.samplesDecoded
        // The first packet only prepares the next one.
        const isWhole = samples > 0 || !hasBegun
        hasBegun = true
        if (!isWhole) return brokenBlock()
        return { channels: inMaskOrder(value.channelData, order), samples }
      }),
    close() {
      const ended = library
      library = null
      if (ended && decoder) callLibrary(() => ended.free())
    }
  }
}

function isHeader(packet: Uint8Array, type: number): boolean {
  return packet[0] === type && ascii(packet, 1, MAGIC_BYTES) === 'vorbis'
}

/** A comment header without vendor and comments. */
const emptyComment: Uint8Array = Buffer.from('\x03vorbis\0\0\0\0\0\0\0\0\x01', 'latin1')
