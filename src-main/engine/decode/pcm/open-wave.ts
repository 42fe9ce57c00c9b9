/** Opens the sound of a WAVE file, whatever container its header came in. */
import type { AudioTags } from '../../../../shared/audio'
import { openBlocks } from './block-source'
import type { SoundBytes } from './data-size'
import { openPcm } from './pcm-source'
import { fileFailure, partOf, type SoundFile } from '../sound-file'
import { damaged, type SoundSource } from '../sound-source'
import { mergeTags } from '../tags/tags'
import { waveCoding, type FormatChunk } from './wav-format'

/** What the chunks of a file say. */
export interface WaveHeader {
  /** In words, such as "WAV". */
  readonly container: string
  readonly format: FormatChunk | null
  readonly sound: SoundBytes | null
  /** Samples per channel by the `fact` chunk, null where there is none. */
  readonly frames: number | null
  readonly timeReference: number | null
  readonly tags: AudioTags
}

/**
 * A source of the sound in a WAVE file.
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`, `audio/too-many-channels`,
 *   `audio/empty`
 */
export function openWave(file: SoundFile, header: WaveHeader): SoundSource | Promise<SoundSource> {
  const { container, format, sound } = header
  if (format === null) throw damaged(file, container, 'no complete fmt chunk')
  const coding = waveCoding(file, container, format)
  if (sound === null) throw fileFailure(file, 'audio/empty', 'no samples')
  const { channelCount, channelMask, sampleRate } = format
  const facts = { ...header, channelCount, channelMask, sampleRate, sound }
  switch (coding.kind) {
    case 'samples':
      return openPcm(file, { ...facts, ...coding.layout })
    case 'blocks':
      return openBlocks(file, { ...facts, coding: coding.coding })
    case 'mpeg':
      return openMpeg(file, header, sound)
  }
}

/** Frames of MPEG audio say more than the header around them, and are read as a file of them is. */
async function openMpeg(
  file: SoundFile,
  { container, timeReference, tags }: WaveHeader,
  { start, size }: SoundBytes
): Promise<SoundSource> {
  const { openMp3 } = await import('../mpeg/decode-mp3')
  const source = await openMp3(partOf(file, start, start + size), 0)
  const { head } = source
  const format = `${container}, ${head.format}`
  return {
    head: { ...head, format, timeReference, tags: mergeTags([tags, head.tags]) },
    read: (store) => source.read(store),
    remarks: (frames) => source.remarks(frames),
    close: () => source.close()
  }
}
