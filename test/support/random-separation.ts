/** Seeded recordings and factorizations for tests that need any, not good ones. */
import { noTags, type AudioSummary, type Pcm } from '../../shared/audio'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { defaultSettings, type MaskKind } from '../../shared/settings'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'

/** Noise of a peak. */
export function noise(
  length: number,
  { seed = 1, channels = 1, peak = 0.9, sampleRate = 44100 } = {}
): Pcm {
  const random = createRandom(seed)
  const one = (): Float32Array =>
    Float32Array.from({ length }, () => Math.fround(peak * (2 * random() - 1)))
  return { sampleRate, channels: Array.from({ length: channels }, one) }
}

/** W and H of random positive numbers that fit a recording. */
export function randomFactorization(
  { channels, sampleRate }: Pcm,
  components: number,
  { seed = 1, mask = 'ratio', windowSize = 1024, hopSize = windowSize / 4 }: RandomOptions = {}
): Factorization {
  const random = createRandom(seed)
  const settings = { ...defaultSettings(sampleRate), components, mask, windowSize, hopSize }
  const frames = frameCount(channels[0]!.length, settings)
  const bins = binCount(windowSize)
  const peak = channels.reduce(
    (most, samples) => samples.reduce((max, value) => Math.max(max, Math.abs(value)), most),
    0
  )
  return {
    settings,
    frameCount: frames,
    binCount: bins,
    componentCount: components,
    W: Float32Array.from({ length: components * bins }, () => random() / bins),
    H: Float32Array.from({ length: frames * components }, () => random() ** 4),
    meanV: 1,
    peak: peak || 1,
    divergence: []
  }
}

interface RandomOptions {
  readonly seed?: number
  readonly mask?: MaskKind
  readonly windowSize?: number
  readonly hopSize?: number
}

/** What a recording that never was a file says of itself. */
export function summaryOf({ channels, sampleRate }: Pcm, path = 'noise.wav'): AudioSummary {
  return {
    path,
    name: path,
    format: 'WAV, 24-bit',
    sampleRate,
    channelCount: channels.length,
    sampleCount: channels[0]!.length,
    sampleFormat: 'int24',
    peakDb: 0,
    remarks: [],
    timeReference: null,
    tags: noTags
  }
}
