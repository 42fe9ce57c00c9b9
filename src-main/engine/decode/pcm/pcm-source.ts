/** Reads plain samples from the place in a file that a header gives. */
import type { AudioRemark, AudioTags } from '../../../../shared/audio'
import { readSamples, type SampleLayout } from './pcm-samples'
import { BLOCK_BYTES, fileFailure, type SoundFile } from '../sound-file'
import { checkHead, type SoundSource } from '../sound-source'

/** Where the samples of a file lie, how they are stored and what else its header says. */
export interface PcmLayout extends SampleLayout {
  /** Container in words, such as "WAV". */
  readonly container: string
  readonly channelCount: number
  /** Which loudspeakers the channels are for, 0 or none where the file does not say. */
  readonly channelMask?: number
  readonly sampleRate: number
  /** Position of the first sample in the file. */
  readonly dataStart: number
  /** Bytes of samples by the header, null where its writer did not know. */
  readonly declaredBytes: number | null
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/**
 * A source of the samples that are really there: the size in a header may be wrong.
 * @throws Failure `audio/unsupported`, `audio/too-many-channels`, `audio/empty`
 */
export function openPcm(file: SoundFile, layout: PcmLayout): SoundSource {
  const { container, sampleFormat, sampleBytes, dataStart, declaredBytes, ...head } = layout
  checkHead(file, container, head)
  const { channelCount, channelMask = 0, sampleRate, timeReference, tags } = head
  const sound = { sampleRate, channelCount, channelMask, timeReference, tags }
  const frameBytes = sampleBytes * channelCount
  const present = Math.max(0, file.size - dataStart)
  const expected = Math.floor((declaredBytes ?? present) / frameBytes)
  const sampleCount = Math.min(expected, Math.floor(present / frameBytes))
  if (sampleCount === 0) throw fileFailure(file, 'audio/empty', 'no samples')
  const bits = Number(sampleFormat.replace(/\D/g, ''))
  const format = `${container}, ${bits}-bit${sampleFormat.startsWith('float') ? ' float' : ''}`
  const blockFrames = Math.floor(BLOCK_BYTES / frameBytes)
  let done = 0
  return {
    head: { ...sound, format, sampleFormat, sampleCount },
    read(store, kernels = null) {
      const frames = Math.min(blockFrames, sampleCount - done)
      if (frames === 0) return null
      const bytes = file.read(dataStart + done * frameBytes, frames * frameBytes)
      const got = Math.floor(bytes.length / frameBytes)
      readSamples(bytes, layout, got, store.reserve(got), done, kernels)
      store.add(got)
      done += got
      // A file that is shortened meanwhile ends here.
      return got < frames ? null : done / sampleCount
    },
    remarks(frames): readonly AudioRemark[] {
      if (declaredBytes === null && frames === sampleCount) return [{ kind: 'size-unknown' }]
      return frames < expected ? [{ kind: 'truncated', expectedFrames: expected, frames }] : []
    },
    close: () => undefined
  }
}
