/**
 * Decodes a file for main with the decoder of the browser, which takes AAC, and delivers the
 * samples in pieces that block neither side.
 */
import type { Input, Payload } from '../../../shared/contract'

/** Samples of one piece: 2 MiB. */
const PIECE_SAMPLES = 2 ** 19

/** The calls to main. */
export interface DecodeTools {
  readonly fetchBytes: (job: number) => Promise<ArrayBuffer>
  /** @returns false when nothing more is wanted */
  readonly deliver: (piece: Input<'deliverSamples'>) => Promise<boolean>
  readonly end: (outcome: Input<'endDecoding'>) => Promise<void>
}

/** Carries out one request of main; failure is reported, not thrown. */
export async function decodeForMain(
  { job, sampleRate, channelCount }: Payload<'decodeRequested'>,
  { fetchBytes, deliver, end }: DecodeTools
): Promise<void> {
  let audio: AudioBuffer
  try {
    // The output has the context's rate, so the context gets the file's own.
    const context = new OfflineAudioContext(channelCount, 1, sampleRate)
    audio = await context.decodeAudioData(await fetchBytes(job))
  } catch {
    return end({ job, decoded: null })
  }
  const { numberOfChannels, length } = audio
  const pieces = numberOfChannels === channelCount ? Math.ceil(length / PIECE_SAMPLES) : 0
  for (let channel = 0; channel < channelCount && pieces > 0; channel++) {
    const samples = audio.getChannelData(channel)
    for (let piece = 0; piece < pieces; piece++) {
      const from = piece * PIECE_SAMPLES
      const isWanted = await deliver({
        job,
        channel,
        from,
        samples: samples.slice(from, from + PIECE_SAMPLES)
      })
      if (!isWanted) return
    }
  }
  await end({ job, decoded: { channelCount: numberOfChannels, sampleCount: length } })
}
