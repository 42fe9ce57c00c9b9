/** A recording as frames to be factorized. T = frames, F = bins. */
import { binCount, frameCount } from '../../../shared/dsp/stft'
import { isLong } from '../../../shared/memory-plan'
import type { Frames } from '../matrix/frames'
import { averagedSpectrum, spectrumBlocks } from './long-spectrum'
import { powerSpectrum, type SpectrumSource } from './spectrum'

/** Longest step in time of averaged frames, in seconds: shorter than most notes. */
const LONGEST_STEP = 0.1

/** The spectrum of a recording, computed when it is asked for. */
export function recordingFrames(source: SpectrumSource): Frames {
  const { pcm, settings } = source
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const hopSeconds = settings.hopSize / pcm.sampleRate
  return {
    shape: { T, F },
    isLong: isLong(T, F),
    longestPool: Math.max(1, Math.floor(LONGEST_STEP / hopSeconds)),
    fill: (into, keepGoing) => powerSpectrum(source, into, keepGoing),
    average: (framesPerPool, into, keepGoing) =>
      averagedSpectrum(source, framesPerPool, into, keepGoing),
    blocks: (scale, into, framesPerBlock) => spectrumBlocks(source, scale, into, framesPerBlock)
  }
}
