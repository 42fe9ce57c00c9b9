/** The interface of every decoder. */
import type { AudioRemark, AudioTags, SampleFormat } from '../../../shared/audio'
import type { Failure } from '../../../shared/failure'
import { MOST_CHANNELS } from '../../../shared/speakers'
import { MAX_SAMPLES, type SampleStore } from './sample-store'
import { fileFailure, type SoundFile } from './sound-file'
import type { SoundKernels } from './measure/sound-kernels'

/** Facts of a recording that are known before its first sample. */
export interface SourceHead {
  /** Container and coding in words, such as "WAV, 24-bit". */
  readonly format: string
  readonly sampleFormat: SampleFormat
  readonly sampleRate: number
  readonly channelCount: number
  /** Which loudspeakers the channels are for, as far as the file tells; 0 or none is unknown. */
  readonly channelMask?: number
  /** N, samples per channel, as far as the file tells; null when it does not. */
  readonly sampleCount: number | null
  /** Samples since midnight, null where it is not said. */
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/** A recording that is being decoded, block by block. */
export interface SoundSource {
  readonly head: SourceHead
  /**
   * Decodes one block into the store.
   * @param kernels those of the recording, for sources of plain samples
   * @returns progress from 0 to 1; null after the last block
   */
  read(store: SampleStore, kernels?: SoundKernels | null): number | null | Promise<number | null>
  /** Remarks on the file; complete after the last block. `frames` samples are kept. */
  remarks(frames: number): readonly AudioRemark[]
  /** Releases memory. */
  close(): void
}

/** A claim beyond any length that opens is believed up to so many times what is there. */
const MOST_TIMES_PRESENT = 16
const LOWEST_RATE = 8000
const HIGHEST_RATE = 192_000

/**
 * Checks that a header's sound can be separated: 1 to 8 channels, 8 to 192 kHz.
 * @param what the format in words for the failure's sentence
 * @throws Failure `audio/unsupported`, `audio/too-many-channels`
 */
export function checkHead(
  file: SoundFile,
  what: string,
  { channelCount, sampleRate }: Pick<SourceHead, 'channelCount' | 'sampleRate'>
): void {
  if (channelCount === 0) throw unsupported(file, `${what} without channels`)
  if (channelCount > MOST_CHANNELS) {
    throw fileFailure(file, 'audio/too-many-channels', `${channelCount} channels`, {
      channels: channelCount
    })
  }
  if (!(sampleRate >= LOWEST_RATE && sampleRate <= HIGHEST_RATE)) {
    throw unsupported(file, `${what} at ${sampleRate} Hz`)
  }
}

/**
 * A remark on sound of which less is there than its header claims. A length that no recording has
 * is no length at all: then only that is said.
 * @param expected samples per channel by the header
 * @param frames those that are kept
 */
export function cutShort(expected: number, frames: number): AudioRemark {
  const isBelievable = expected <= MAX_SAMPLES || expected <= MOST_TIMES_PRESENT * frames
  return isBelievable
    ? { kind: 'truncated', expectedFrames: expected, frames }
    : { kind: 'size-unknown' }
}

/** A failure that names the format. */
export function unsupported(file: SoundFile, format: string): Failure {
  return fileFailure(file, 'audio/unsupported', `${format} is not read`, { format })
}

/** A failure for a file whose header is invalid. */
export function damaged(file: SoundFile, format: string, what: string): Failure {
  return fileFailure(file, 'audio/not-audio', what, { looksLike: `damaged ${format}` })
}
