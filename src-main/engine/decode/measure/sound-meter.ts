/**
 * Measures samples while they are read: facts, peaks and loudness, a few thousand samples at a
 * time, while they are in the cache. N = samples.
 */
import type { ChannelLayout } from '../../../../shared/speakers'
import { BlockPeakMeter, PEAK_BLOCK } from './block-peaks'
import { createLoudnessMeter, type EnergyMeter, type LoudnessMeter } from './loudness'
import { SampleFacts } from './sample-facts'
import { SOUND_BLOCK, type SoundKernels } from './sound-kernels'

/** The measurements of a recording so far. */
export interface SoundMeter {
  readonly facts: SampleFacts
  readonly peaks: BlockPeakMeter
  readonly loudness: LoudnessMeter
  /**
   * Takes in samples up to `to` that were not taken in yet; samples that are not finite become 0,
   * in place.
   * @param isLast whether no more will come: until then only whole stretches are measured
   */
  readonly add: (channels: readonly Float32Array[], to: number, isLast: boolean) => void
}

/**
 * Makes a meter.
 * @param kernels those of the recording; without them plain loops measure, the kernels' reference
 *   in tests
 */
export function createSoundMeter(
  sampleRate: number,
  layout: ChannelLayout,
  kernels: SoundKernels | null = null
): SoundMeter {
  const { channelCount } = layout
  const facts = new SampleFacts(channelCount)
  const peaks = new BlockPeakMeter(channelCount)
  /** First sample of what the kernels hold. */
  let loaded = 0
  const energy: EnergyMeter | null =
    kernels && ((_, from, to) => kernels.energies(from - loaded, to - loaded))
  const loudness = createLoudnessMeter(sampleRate, layout, energy)
  let measured = 0

  const measurePlainly = (channels: readonly Float32Array[], from: number, to: number): void => {
    facts.add(channels, from, to)
    peaks.add(channels, to)
    loudness.add(channels, from, to)
  }

  const measure = (
    by: SoundKernels,
    channels: readonly Float32Array[],
    from: number,
    to: number
  ): void => {
    const count = to - from
    const blocks = Math.floor(count / PEAK_BLOCK)
    by.load(channels, from, to)
    loaded = from
    const tail = from + blocks * PEAK_BLOCK
    channels.forEach((samples, c) => {
      const odd = by.silenceOdd(c, count)
      if (odd > 0) samples.set(by.samples(c, count), from)
      const found = by.extremes(c, blocks)
      peaks.note(c, from / PEAK_BLOCK, found)
      facts.note(c, found.minima)
      facts.note(c, found.maxima)
      facts.note(c, samples.subarray(tail, to))
      facts.noteOdd(odd)
    })
    loudness.add(channels, from, to)
  }

  return {
    facts,
    peaks,
    loudness,
    add(channels, to, isLast) {
      while (measured < to && (isLast || measured + SOUND_BLOCK <= to)) {
        const end = Math.min(to, measured + SOUND_BLOCK)
        if (kernels) measure(kernels, channels, measured, end)
        else measurePlainly(channels, measured, end)
        measured = end
      }
    }
  }
}
