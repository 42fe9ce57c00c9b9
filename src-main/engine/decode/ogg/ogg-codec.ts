/** The interface of a decoder of one Ogg stream. */
import type { AudioTags } from '../../../../shared/audio'

/** Facts from the headers of a stream. */
export interface OggHead {
  readonly format: string
  readonly sampleRate: number
  readonly channelCount: number
  /** Which loudspeakers the channels are for, 0 when unknown; final once `begin` has returned. */
  readonly channelMask: number
  /** Decoded samples before the first one that is meant to be heard. */
  readonly preSkip: number
}

/** What one packet became. */
export interface OggBlock {
  /** C arrays of equal length, null when the packet makes no sense. */
  readonly channels: readonly Float32Array[] | null
  /** Samples in it, or in its place; null when the packet does not tell. */
  readonly samples: number | null
}

/** The block of a packet that makes no sense. */
export function brokenBlock(samples: number | null = null): OggBlock {
  return { channels: null, samples }
}

/** Decodes the packets of one stream. */
export interface OggCodec {
  readonly head: OggHead
  /** Packets before the first one with sound, this one's head included. */
  readonly headerPackets: number
  /** Takes the header packets and prepares to decode. @returns tags; null when they are invalid */
  begin(headers: readonly Uint8Array[]): Promise<AudioTags | null>
  /**
   * Decodes the packets that end on one page.
   * @param stated samples that they hold by the page's own count, null when it does not tell
   * @returns a block for each packet with sound
   */
  decode(packets: readonly Uint8Array[], stated: number | null): readonly OggBlock[]
  close(): void
}
