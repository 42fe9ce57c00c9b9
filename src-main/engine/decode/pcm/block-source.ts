/** Reads sound that is coded in blocks of equal size (ADPCM) from the place that a header gives. */
import type { AudioRemark, AudioTags } from '../../../../shared/audio'
import type { BlockCoding } from './adpcm'
import type { SoundBytes } from './data-size'
import { BLOCK_BYTES, fileFailure, type SoundFile } from '../sound-file'
import { checkHead, cutShort, type SoundSource } from '../sound-source'

/** Where the blocks of a file lie, how they are coded and what else its header says. */
export interface BlockLayout {
  /** Container in words, such as "WAV". */
  readonly container: string
  readonly coding: BlockCoding
  readonly channelCount: number
  readonly sampleRate: number
  readonly sound: SoundBytes
  /** Samples per channel by the header, null when it does not say; the last block may hold more. */
  readonly frames: number | null
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/**
 * A source of the blocks that are really there; what a block that makes no sense would hold is
 * silent.
 * @throws Failure `audio/unsupported`, `audio/too-many-channels`, `audio/empty`
 */
export function openBlocks(file: SoundFile, layout: BlockLayout): SoundSource {
  const { container, coding, channelCount, sampleRate, sound, timeReference, tags } = layout
  const format = `${container}, ${coding.name}`
  checkHead(file, format, layout)
  const { blockBytes } = coding
  const blockFrames = coding.framesIn(blockBytes)
  const framesOf = (bytes: number): number =>
    Math.floor(bytes / blockBytes) * blockFrames + coding.framesIn(bytes % blockBytes)
  const claimed = framesOf(sound.size)
  // The header's count cuts the last block short; where it says anything else it counts otherwise.
  const { frames: count } = layout
  const isCount = count !== null && count <= claimed && count > claimed - blockFrames
  const expected = isCount ? count : claimed
  const end = Math.min(sound.start + sound.size, file.size)
  const sampleCount = Math.min(expected, framesOf(Math.max(0, end - sound.start)))
  if (sampleCount === 0) throw fileFailure(file, 'audio/empty', 'no samples')
  const scratch = Array.from({ length: channelCount }, () => new Float32Array(blockFrames))
  const batchBytes = Math.max(1, Math.floor(BLOCK_BYTES / blockBytes)) * blockBytes
  let position = sound.start
  let done = 0
  let broken = 0
  return {
    head: {
      format,
      sampleFormat: 'lossy',
      sampleRate,
      channelCount,
      sampleCount,
      timeReference,
      tags
    },
    read(store) {
      if (done === sampleCount) return null
      const batch = file.read(position, Math.min(batchBytes, end - position))
      for (let at = 0; at < batch.length && done < sampleCount; at += blockBytes) {
        const block = batch.subarray(at, at + blockBytes)
        const frames = Math.min(coding.framesIn(block.length), sampleCount - done)
        if (frames === 0) break
        if (!coding.decode(block, scratch)) {
          broken++
          for (const samples of scratch) samples.fill(0)
        }
        store.append(scratch, 0, frames)
        done += frames
      }
      position += batch.length
      // A file that is shortened meanwhile ends here.
      return batch.length === 0 ? null : done / sampleCount
    },
    remarks(frames): readonly AudioRemark[] {
      const remarks: AudioRemark[] = []
      if (frames < expected) remarks.push(cutShort(expected, frames))
      else if (!sound.isClaimed) remarks.push({ kind: 'size-unknown' })
      if (broken > 0) remarks.push({ kind: 'damaged', places: broken })
      return remarks
    },
    close: () => undefined
  }
}
