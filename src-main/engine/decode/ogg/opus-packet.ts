/**
 * Opus packets from outside (RFC 6716, section 3 and appendix B): how long they last, and the
 * frames in them.
 */

/** Longest packet, in samples at 48 kHz: 120 ms. */
const MOST_SAMPLES = 5760
/** Samples of a frame by the lower bits of its configuration: speech, hybrid, music. */
const SPEECH = [480, 960, 1920, 2880]
const HYBRID = [480, 960]
const MUSIC = [120, 240, 480, 960]

/** Samples at 48 kHz that a packet lasts, null when it is none. */
export function opusSamples(packet: Uint8Array): number | null {
  const [head, second = 0] = packet
  if (head === undefined || ((head & 3) === 3 && packet.length < 2)) return null
  const configuration = head >> 3
  const frame =
    configuration < 12
      ? SPEECH[configuration & 3]!
      : configuration < 16
        ? HYBRID[configuration & 1]!
        : MUSIC[configuration & 3]!
  const samples = frame * [1, 2, 2, second & 63][head & 3]!
  return samples > 0 && samples <= MOST_SAMPLES ? samples : null
}

/**
 * Cuts a packet into packets of one frame each, which decode to the same samples.
 * @param streamCount streams that the packet holds one behind the other
 * @returns null when the packet is invalid, or its streams are cut differently
 */
export function cutOpusPacket(packet: Uint8Array, streamCount: number): Uint8Array[] | null {
  const streams: Frames[] = []
  let at = 0
  for (let s = 0; s < streamCount; s++) {
    const frames = readFrames(packet.subarray(at), s < streamCount - 1)
    if (frames === null) return null
    streams.push(frames)
    at += frames.bytes
  }
  const frameCount = streams[0]?.frames.length ?? 0
  if (streams.some(({ frames }) => frames.length !== frameCount)) return null
  return Array.from({ length: frameCount }, (_, i) =>
    Uint8Array.from(
      streams.flatMap(({ head, frames }, s) => {
        const frame = frames[i]!
        const size = s < streamCount - 1 ? sizeBytes(frame.length) : []
        // Code 0 in the lowest bits: one frame.
        return [head & 0xfc, ...size, ...frame]
      })
    )
  )
}

interface Frames {
  readonly head: number
  readonly frames: readonly Uint8Array[]
  /** Bytes of all of the packet. */
  readonly bytes: number
}

/** @param isDelimited whether the packet states its own end, as all streams but the last one do */
function readFrames(packet: Uint8Array, isDelimited: boolean): Frames | null {
  if (packet.length === 0) return null
  const head = packet[0]!
  const code = head & 3
  let at = 1
  let count = [1, 2, 2, 0][code]!
  let padding = 0
  let areSizesStated = code === 2
  if (code === 3) {
    const second = packet[at++] ?? 0
    count = second & 63
    areSizesStated = (second & 0x80) !== 0
    for (let more = (second & 0x40) !== 0; more;) {
      const byte = packet[at++] ?? 0
      padding += byte === 255 ? 254 : byte
      more = byte === 255
    }
  }
  const sizes: number[] = []
  const stated = areSizesStated ? count - (isDelimited ? 0 : 1) : isDelimited ? 1 : 0
  for (let i = 0; i < stated; i++) {
    const first = packet[at++] ?? 0
    sizes.push(first < 252 ? first : 4 * (packet[at++] ?? 0) + first)
  }
  if (!areSizesStated) {
    const size = isDelimited ? sizes[0]! : (packet.length - padding - at) / count
    sizes.splice(0, sizes.length, ...Array.from({ length: count }, () => size))
  } else if (!isDelimited) {
    sizes.push(packet.length - padding - at - sizes.reduce((sum, size) => sum + size, 0))
  }
  const frames: Uint8Array[] = []
  for (const size of sizes) {
    if (!Number.isInteger(size) || size < 0 || at + size > packet.length) return null
    frames.push(packet.subarray(at, at + size))
    at += size
  }
  return frames.length > 0 ? { head, frames, bytes: at + padding } : null
}

/** A frame's size as packets state it. */
function sizeBytes(size: number): number[] {
  if (size < 252) return [size]
  const first = 252 + (size & 3)
  return [first, (size - first) / 4]
}
