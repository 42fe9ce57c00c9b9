/** A recording as frames to be factorized. T = frames, F = bins. */
import { binCount, frameCount } from '../../../shared/dsp/stft'
import { isLong } from '../../../shared/memory-plan'
import type { StftSettings } from '../../../shared/dsp/stft'
import type { FrameFacts, Frames } from '../matrix/frames'
import { averagedSpectrum, spectrumBlocks } from './long-spectrum'
import { powerSpectrum, type SpectrumSource } from './spectrum'

/** Longest step in time of averaged frames, in seconds: shorter than most notes. */
const LONGEST_STEP = 0.1

/** How many frames of `sampleCount` samples there will be, and how they may be held. */
export function frameFacts(
  sampleCount: number,
  sampleRate: number,
  settings: StftSettings
): FrameFacts {
  const T = frameCount(sampleCount, settings)
  const F = binCount(settings.windowSize)
  const hopSeconds = settings.hopSize / sampleRate
  const longestPool = Math.max(1, Math.floor(LONGEST_STEP / hopSeconds))
  return { shape: { T, F }, isLong: isLong(T, F), longestPool }
}

/** The spectrum of a recording, computed when it is asked for. */
export function recordingFrames(source: SpectrumSource): Frames {
  const { pcm, settings } = source
  return {
    ...frameFacts(pcm.channels[0]?.length ?? 0, pcm.sampleRate, settings),
    fill: (into, keepGoing) => powerSpectrum(source, into, keepGoing),
    average: (framesPerPool, into, keepGoing) =>
      averagedSpectrum(source, framesPerPool, into, keepGoing),
    blocks: (scale, into, framesPerBlock) => spectrumBlocks(source, scale, into, framesPerBlock)
  }
}
