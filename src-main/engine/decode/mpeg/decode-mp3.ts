/**
 * Decodes MPEG audio, MP3 above all, with mpg123. Frames are found, counted and trimmed here:
 * mpg123 gets only whole frames, so it has nothing to search for.
 */
import { MPEGDecoder } from 'mpg123-decoder'
import type { AudioRemark } from '../../../../shared/audio'
import { callLibrary } from '../decoder-library'
import { LeftOut } from '../left-out'
import { readId3v1 } from '../tags/id3'
import { readLeadingTags } from '../tags/leading-tags'
import { MpegFrames, type FrameRow } from './mpeg-frames'
import { isSameKind } from './mpeg-header'
import { readMpegInfo, type MpegInfo } from './mpeg-info'
import { findFreeLayer, surveyMpeg, type MpegSurvey } from './mpeg-survey'
import type { SampleStore } from '../sample-store'
import type { SoundFile } from '../sound-file'
import { checkHead, cutShort, damaged, unsupported, type SoundSource } from '../sound-source'
import { mergeTags } from '../tags/tags'

/** Samples by which a decoder of layer III lags, due to its filters. */
const DECODER_DELAY = 529
const ROW_BYTES = 2 ** 16

/**
 * Opens an MP3 (or MP2, MP1) file.
 * @param start first byte behind all leading tags
 * @throws Failure `audio/not-audio` (damaged), `audio/unsupported`
 */
export async function openMp3(file: SoundFile, start: number): Promise<SoundSource> {
  const survey = surveyOf(file, start)
  const { first } = survey
  // Both channels of mono frames are alike.
  const channelCount = survey.monoFrames === survey.frames ? 1 : 2
  const { sampleRate, layer, samples } = first
  checkHead(file, `MP${layer}`, { sampleRate, channelCount })
  const info = readMpegInfo(file.read(survey.firstAt, first.bytes), first)
  const { skip, sampleCount } = lengths(info, samples)
  const infoFrames = info ? 1 : 0
  const monoFrames = survey.monoFrames - (first.channelCount === 1 ? infoFrames : 0)
  const present = (survey.frames - infoFrames) * samples
  const frames = new MpegFrames(file, survey.start)
  const leftOut = new LeftOut(sampleRate)
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
  const take = (row: FrameRow, store: SampleStore): void => {
    const { header, bytes } = row
    if (!isSameKind(header, first)) {
      const seconds = (row.frames * header.samples) / header.sampleRate
      const part = { seconds, bytes: bytes.length }
      leftOut.pass(`MP${header.layer} at ${header.sampleRate} Hz`, part)
      return
    }
    leftOut.fill(store, samples / header.bytes)
    const isInfo = info !== null && row.start === survey.firstAt
    frameCount += row.frames - (isInfo ? 1 : 0)
    decode(isInfo ? bytes.subarray(header.bytes) : bytes, store)
  }

  return {
    head: {
      format: `MP${layer}`,
      sampleFormat: 'lossy',
      sampleRate,
      channelCount,
      sampleCount: Math.max(0, Math.min(present - skip, sampleCount ?? Infinity)),
      timeReference: null,
      tags: mergeTags([readLeadingTags(file).tags, readId3v1(file)])
    },
    read(store) {
      const row = frames.next(ROW_BYTES)
      if (row !== null) {
        take(row, store)
        return frames.position / file.size
      }
      // With more frames than announced, the position of the padding is unknown.
      const isAsAnnounced = info?.frames === null || info?.frames === frameCount
      if (info?.padding && isAsAnnounced) {
        store.truncate(store.length - Math.max(0, info.padding.after - DECODER_DELAY))
      }
      return null
    },
    remarks(kept): readonly AudioRemark[] {
      const remarks: AudioRemark[] = [...leftOut.remarks()]
      if (channelCount === 2 && monoFrames > 0) remarks.push({ kind: 'partly-mono' })
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

function surveyOf(file: SoundFile, start: number): MpegSurvey {
  const survey = surveyMpeg(file, start)
  if (survey !== null) return survey
  const free = findFreeLayer(file, start)
  if (free !== null) throw unsupported(file, `MP${free} of a free bit rate`)
  throw damaged(file, 'MP3', 'no frames')
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
