/** AAC that the window has decoded, cut to the length that the file states. */
import type { AudioRemark, Pcm } from '../../../../shared/audio'
import { Failure } from '../../../../shared/failure'
import { aacMask, type AacFacts } from './aac-facts'
import { fileFailure, type SoundFile } from '../sound-file'
import { cutShort, type SoundSource } from '../sound-source'

/** Longest AAC, in seconds: the window holds the file and all its samples in memory. */
export const LONGEST_AAC = 20 * 60
/** Largest file in bytes: videos have sound, too. */
const MOST_BYTES = 2 ** 29
/** A decoder may drop a frame or two at the end, which silence then replaces. */
const MOST_MISSING = 4096
const BLOCK_SAMPLES = 2 ** 18
/** Most samples that a decoder may add to what is coded. */
const DECODER_SLACK = 2 ** 14

/**
 * Asks for the window: thrown where there is only the file.
 * @throws Failure `audio/window-only` with what the window needs to know; `audio/too-long`
 */
export function askForWindow(file: SoundFile, facts: AacFacts): never {
  const { sampleRate, channelCount, codedSamples, format, start } = facts
  const seconds = (codedSamples ?? 0) / sampleRate
  if (seconds > LONGEST_AAC || file.size > MOST_BYTES) {
    const details = { seconds, maxSeconds: LONGEST_AAC, format }
    throw fileFailure(file, 'audio/too-long', `${format} of ${seconds} s`, details)
  }
  const { name, path } = file
  const mostSamples = (codedSamples ?? LONGEST_AAC * sampleRate) + DECODER_SLACK
  const details = { name, path, format, sampleRate, channelCount, mostSamples, start }
  throw new Failure('audio/window-only', `${path}: ${format} is decoded by the window`, details)
}

/**
 * A source of samples that the window has decoded.
 * @param decoded at the rate of the facts
 * @throws Failure `audio/unsupported` when they do not match the facts
 */
export function openDecodedAac(file: SoundFile, facts: AacFacts, decoded: Pcm): SoundSource {
  const { format, sampleRate, channelCount, tags } = facts
  if (decoded.sampleRate !== sampleRate || decoded.channels.length !== channelCount) {
    const found = `${decoded.channels.length} channels at ${decoded.sampleRate} Hz`
    throw fileFailure(file, 'audio/unsupported', found, { format })
  }
  const present = decoded.channels[0]!.length
  const { from, to, silence, isCut } = aacRange(facts, present)
  const sampleCount = to - from + silence
  let next = from
  return {
    head: {
      format,
      sampleFormat: 'lossy',
      sampleRate,
      channelCount,
      channelMask: aacMask(channelCount),
      sampleCount,
      tags,
      timeReference: null
    },
    read(store) {
      const end = Math.min(to, next + BLOCK_SAMPLES)
      if (end === next) {
        store.appendSilence(silence)
        return null
      }
      store.append(decoded.channels, next, end)
      next = end
      return (next - from) / (to - from)
    },
    remarks: (frames): readonly AudioRemark[] =>
      isCut ? [cutShort(facts.sampleCount ?? frames, frames)] : [],
    close: () => undefined
  }
}

/**
 * The part of decoded samples to keep: some decoders leave out the encoder's padding before and
 * after the sound, some do not; the number of samples tells which.
 */
export function aacRange(
  { codedSamples, skip, sampleCount }: Pick<AacFacts, 'codedSamples' | 'skip' | 'sampleCount'>,
  present: number
): { from: number; to: number; silence: number; isCut: boolean } {
  if (sampleCount === null) return { from: 0, to: present, silence: 0, isCut: false }
  const isUntrimmed = codedSamples !== null && present >= codedSamples && present > sampleCount
  const from = isUntrimmed ? Math.min(skip, present - sampleCount) : 0
  const to = Math.min(present, from + sampleCount)
  const missing = sampleCount - (to - from)
  const isCut = missing > MOST_MISSING
  return { from, to, silence: isCut ? 0 : missing, isCut }
}
