/** Reads plain samples from the place in a file that a header gives. */
import type { AudioRemark, AudioTags, SampleFormat } from '../../../../shared/audio'
import type { SoundBytes } from './data-size'
import { readSamples, type PcmCoding, type SampleLayout } from './pcm-samples'
import { BLOCK_BYTES, fileFailure, type SoundFile } from '../sound-file'
import { checkHead, cutShort, type SoundSource } from '../sound-source'

/** Where the samples of a file lie, how they are stored and what else its header says. */
export interface PcmLayout extends SampleLayout {
  /** Container in words, such as "WAV". */
  readonly container: string
  readonly channelCount: number
  /** Which loudspeakers the channels are for, 0 or none where the file does not say. */
  readonly channelMask?: number
  readonly sampleRate: number
  readonly sound: SoundBytes
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/**
 * A source of the samples that are really there: the size in a header may be wrong.
 * @throws Failure `audio/unsupported`, `audio/too-many-channels`, `audio/empty`
 */
export function openPcm(file: SoundFile, layout: PcmLayout): SoundSource {
  const { container, coding, sampleFormat, sampleBytes, sound, ...head } = layout
  checkHead(file, container, head)
  const { channelCount, channelMask = 0, sampleRate, timeReference, tags } = head
  const facts = { sampleRate, channelCount, channelMask, timeReference, tags }
  const frameBytes = sampleBytes * channelCount
  const present = Math.max(0, file.size - sound.start)
  const expected = Math.floor(sound.size / frameBytes)
  const sampleCount = Math.min(expected, Math.floor(present / frameBytes))
  if (sampleCount === 0) throw fileFailure(file, 'audio/empty', 'no samples')
  const format = `${container}, ${codingWords(coding, sampleFormat)}`
  const blockFrames = Math.floor(BLOCK_BYTES / frameBytes)
  let done = 0
  return {
    head: { ...facts, format, sampleFormat, sampleCount },
    read(store, kernels = null) {
      const frames = Math.min(blockFrames, sampleCount - done)
      if (frames === 0) return null
      const bytes = file.read(sound.start + done * frameBytes, frames * frameBytes)
      const got = Math.floor(bytes.length / frameBytes)
      readSamples(bytes, layout, got, store.reserve(got), done, kernels)
      store.add(got)
      done += got
      // A file that is shortened meanwhile ends here.
      return got < frames ? null : done / sampleCount
    },
    remarks(frames): readonly AudioRemark[] {
      if (frames < expected) return [cutShort(expected, frames)]
      return sound.isClaimed ? [] : [{ kind: 'size-unknown' }]
    },
    close: () => undefined
  }
}

/** "16-bit", "32-bit float", "mu-law". */
function codingWords(coding: PcmCoding, sampleFormat: SampleFormat): string {
  if (sampleFormat === 'lossy') return coding
  const bits = sampleFormat.replace(/\D/g, '')
  return `${bits}-bit${sampleFormat.startsWith('float') ? ' float' : ''}`
}
