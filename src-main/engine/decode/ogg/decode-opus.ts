/**
 * Decodes the packets of Ogg Opus (RFC 7845) with libopus, at 48 kHz as Opus always is. The output
 * gain of the header is part of the sound and is applied; R128 tags are hints for players and are
 * not.
 */
import { OpusDecoder } from 'opus-decoder'
import { callLibrary } from '../decoder-library'
import { mostFrequent } from './granule-clock'
import { brokenBlock, type OggCodec } from './ogg-codec'
import { cutOpusPacket, opusSamples } from './opus-packet'
import { ascii, viewOf } from '../sound-file'
import { readVorbisComments } from '../tags/vorbis-comments'
import { inMaskOrder, storedOrder } from './vorbis-channels'

const HEADER_BYTES = 19
/** Families of mappings: of channels for known places, and the last without a matrix. */
const SURROUND_FAMILY = 1
const AMBISONIC_MATRIX_FAMILY = 3
/** Size of the library's buffer for a packet, per channel. */
const PACKET_BYTES = 3840

/** The decoder of a stream that begins with this packet, null when it is not Opus. */
export function opusCodec(first: Uint8Array): OggCodec | null {
  const isOpus = first.length >= HEADER_BYTES && ascii(first, 0, 8) === 'OpusHead'
  // A change of the upper half of the version breaks readers.
  if (!isOpus || first[8]! > 15 || first[18] === AMBISONIC_MATRIX_FAMILY) return null
  const view = viewOf(first)
  const channelCount = first[9]!
  const isSurround = first[18] === SURROUND_FAMILY
  const { channelMask, order } = storedOrder(channelCount)
  const gain = 10 ** (view.getInt16(16, true) / 256 / 20)
  const mapping = readMapping(first, channelCount)
  let decoder: OpusDecoder | null = null
  return {
    head: {
      format: 'Ogg Opus',
      sampleRate: 48_000,
      channelCount,
      channelMask: isSurround ? channelMask : 0,
      preSkip: view.getUint16(10, true)
    },
    headerPackets: 2,
    async begin([, comment]) {
      if (mapping === null || !comment || ascii(comment, 0, 8) !== 'OpusTags') return null
      decoder = new OpusDecoder({ channels: channelCount, preSkip: 0, ...mapping })
      await decoder.ready
      return readVorbisComments(comment.subarray(8))
    },
    decode(packets, stated) {
      const lengths = packets.map(opusSamples)
      const odd = oddPackets(lengths, stated)
      return packets.map((packet, i) => {
        const samples = lengths[i] ?? null
        if (samples === null || odd.has(i)) return brokenBlock()
        const isLong = packet.length > PACKET_BYTES * channelCount
        const parts = isLong ? cutOpusPacket(packet, mapping!.streamCount) : [packet]
        if (parts === null) return brokenBlock(samples)
        const { value, complaints } = callLibrary(() => decoder!.decodeFrames(parts))
        if (complaints > 0 || value.samplesDecoded !== samples) return brokenBlock(samples)
        const decoded = value.channelData
        if (gain !== 1) for (const channel of decoded) scale(channel, gain)
        return { channels: isSurround ? inMaskOrder(decoded, order) : decoded, samples }
      })
    },
    close() {
      const ended = decoder
      decoder = null
      if (ended) callLibrary(() => ended.free())
    }
  }
}

/**
 * The packets that make no sense by their length: where all others are alike, and the page counts
 * as if these were, too.
 */
function oddPackets(lengths: readonly (number | null)[], stated: number | null): Set<number> {
  const usual = mostFrequent(lengths)
  const isExplained = usual !== null && stated === usual * lengths.length
  return new Set(isExplained ? lengths.flatMap((length, i) => (length === usual ? [] : [i])) : [])
}

/** How the streams of a packet become channels; null when it is invalid. */
function readMapping(
  head: Uint8Array,
  channelCount: number
): {
  streamCount: number
  coupledStreamCount: number
  channelMappingTable: number[]
} | null {
  if (head[18] === 0) {
    if (channelCount > 2) return null
    const isStereo = channelCount === 2
    return {
      streamCount: 1,
      coupledStreamCount: isStereo ? 1 : 0,
      channelMappingTable: isStereo ? [0, 1] : [0]
    }
  }
  const table = [...head.subarray(21, 21 + channelCount)]
  const [streamCount = 0, coupledStreamCount = 0] = head.subarray(19, 21)
  const decoded = streamCount + coupledStreamCount
  const makesSense =
    table.length === channelCount &&
    streamCount > 0 &&
    coupledStreamCount <= streamCount &&
    decoded <= 255 &&
    table.every((entry) => entry < decoded || entry === 255)
  return makesSense ? { streamCount, coupledStreamCount, channelMappingTable: table } : null
}

function scale(samples: Float32Array, gain: number): void {
  for (let n = 0; n < samples.length; n++) samples[n]! *= gain
}
