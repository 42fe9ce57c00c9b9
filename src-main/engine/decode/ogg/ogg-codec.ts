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

/** Decodes the packets of one stream. */
export interface OggCodec {
  readonly head: OggHead
  /** Packets before the first one with sound, this one's head included. */
  readonly headerPackets: number
  /** Takes the header packets and prepares to decode. @returns tags; null when they are invalid */
  begin(headers: readonly Uint8Array[]): Promise<AudioTags | null>
  /** Decodes packets. @returns C arrays of equal length, and how many packets were invalid */
  decode(packets: readonly Uint8Array[]): { block: readonly Float32Array[]; damaged: number }
  close(): void
}
