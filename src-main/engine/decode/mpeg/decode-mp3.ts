/**
 * Decodes MPEG audio, MP3 above all, with mpg123. Frames are found, counted and trimmed here:
 * mpg123 gets only whole frames, so it has nothing to search for.
 */
import { MPEGDecoder } from 'mpg123-decoder'
import type { AudioRemark } from '../../../../shared/audio'
import { callLibrary } from '../decoder-library'
import { readId3, readId3v1 } from '../tags/id3'
import { MpegFrames } from './mpeg-frames'
import { readMpegInfo, type MpegInfo } from './mpeg-info'
import type { SampleStore } from '../sample-store'
import type { SoundFile } from '../sound-file'
import { checkHead, cutShort, damaged, type SoundSource } from '../sound-source'
import { mergeTags } from '../tags/tags'

/** Samples by which a decoder of layer III lags, due to its filters. */
const DECODER_DELAY = 529
const RUN_BYTES = 2 ** 16

/**
 * Opens an MP3 (or MP2, MP1) file.
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`
 */
export async function openMp3(file: SoundFile): Promise<SoundSource> {
  const id3 = readId3(file, 0)
  const frames = MpegFrames.find(file, id3.size)
  if (!frames) throw damaged(file, 'MP3', 'no frames')
  const { first } = frames
  const { sampleRate, channelCount, layer, samples } = first
  checkHead(file, `MP${layer}`, first)
  const info = readMpegInfo(file.read(frames.start, first.bytes), first)
  if (info) frames.position += first.bytes
  const { skip, sampleCount } = lengths(info, samples)
  const guess = Math.ceil(((file.size - frames.position) / first.bytes) * samples)
  const decoder = new MPEGDecoder({ enableGapless: false })
  await decoder.ready

  let frameCount = 0
  let toSkip = skip
  let complaints = 0
  const decode = (bytes: Uint8Array, store: SampleStore): void => {
    const { value, complaints: more } = callLibrary(() => decoder.decode(bytes))
    complaints += more
    const from = Math.min(toSkip, value.samplesDecoded)
    toSkip -= from
    store.append(value.channelData, from, value.samplesDecoded)
  }

  return {
    head: {
      format: `MP${layer}`,
      sampleFormat: 'lossy',
      sampleRate,
      channelCount,
      sampleCount: believable(sampleCount, file.size) ?? (info ? null : guess),
      timeReference: null,
      tags: mergeTags([id3.tags, readId3v1(file)])
    },
    read(store) {
      const run = frames.next(RUN_BYTES)
      if (run !== null) {
        frameCount += run.frames
        decode(run.bytes, store)
        return frames.position / file.size
      }
      // With more frames than announced, the position of the padding is unknown.
      const isAsAnnounced = info?.frames === null || info?.frames === frameCount
      if (info?.padding && isAsAnnounced) {
        store.truncate(frameCount * samples - info.padding.before - info.padding.after)
      }
      return null
    },
    remarks(kept): readonly AudioRemark[] {
      const remarks: AudioRemark[] = []
      const isCut = info?.frames != null && frameCount < info.frames
      if (isCut && sampleCount !== null) {
        remarks.push(cutShort(sampleCount, kept))
      } else if (frames.isCutOff) {
        remarks.push({ kind: 'ends-early' })
      }
      const places = frames.damagedPlaces + complaints
      if (places > 0) remarks.push({ kind: 'damaged', places })
      return remarks
    },
    close: () => void callLibrary(() => decoder.free())
  }
}

/** The samples to skip at the beginning, and the length, as far as the file says. */
function lengths(
  info: MpegInfo | null,
  frameSamples: number
): { skip: number; sampleCount: number | null } {
  const skip = info?.padding ? info.padding.before + DECODER_DELAY : 0
  if (!info?.frames) return { skip, sampleCount: null }
  const whole = info.frames * frameSamples
  if (!info.padding) return { skip, sampleCount: whole }
  const { before, after } = info.padding
  return { skip, sampleCount: Math.max(0, whole - Math.max(before + after, skip)) }
}

/**
 * The length if a file of that size can have it: the smallest frames take 24 bytes for 1152
 * samples.
 */
function believable(sampleCount: number | null, fileBytes: number): number | null {
  return sampleCount !== null && sampleCount / fileBytes < 100 ? sampleCount : null
}
