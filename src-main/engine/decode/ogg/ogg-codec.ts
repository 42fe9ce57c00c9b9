/** What the decoder of one Ogg stream is to the one who reads its pages. */
import type { AudioTags } from '../../../../shared/audio'

/** What a stream says of itself. */
export interface OggHead {
  readonly format: string
  readonly sampleRate: number
  readonly channelCount: number
  /** Decoded samples before the first one that is meant to be heard. */
  readonly preSkip: number
}

/** Decodes the packets of one stream. */
export interface OggCodec {
  readonly head: OggHead
  /** Packets before the first one with sound, this one's head included. */
  readonly headerPackets: number
  /** Takes the header packets and makes ready. @returns tags; null when they make no sense */
  begin(headers: readonly Uint8Array[]): Promise<AudioTags | null>
  /** Decodes packets. @returns C arrays of equal length, and how many packets made no sense */
  decode(packets: readonly Uint8Array[]): { block: readonly Float32Array[]; damaged: number }
  close(): void
}
