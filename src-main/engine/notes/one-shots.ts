/**
 * The hits of a stem as ranges for short files of their own, the cleanest first. T = frames. The
 * activations tell where hits are; the stem's share of the model's energy during a hit tells how
 * clean it is. The writer cuts the stem's samples and fades them.
 */
import { frameStart } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import { findNoteFrames, hitLevels, referencePower } from './note-frames'
import { componentPowers } from './voices'

/** One hit, in samples of the recording. */
export interface OneShot {
  readonly startSample: number
  /** One past the last sample. */
  readonly endSample: number
  /** Samples of the linear fades at both ends. */
  readonly fadeSamples: number
  /** The stem's share of the energy in this range, 0 to 1. */
  readonly isolation: number
  /** Level of its loudest frame, in dB relative to the stem's loud frames. */
  readonly peakDb: number
}

const FADE_SECONDS = 0.002
/**
 * A file begins this much before its hit, so that the fade and an error of the onset do not touch
 * the attack.
 */
const LEAD_SECONDS = 0.008
const LONGEST_SECONDS = 2

/**
 * The hits of a stem.
 * @param components of the stem
 * @param sampleCount of the recording
 * @returns the cleanest first, of equally clean ones the louder first; ranges do not overlap
 */
export function findOneShots(
  factorization: Factorization,
  components: readonly number[],
  sampleRate: number,
  sampleCount: number
): OneShot[] {
  const { settings, componentCount: K, frameCount: T } = factorization
  const every = componentPowers(
    factorization,
    Array.from({ length: K }, (_, k) => k)
  )
  const sumOf = (powers: readonly Float64Array[]): Float64Array =>
    Float64Array.from({ length: T }, (_, t) => powers.reduce((sum, power) => sum + power[t]!, 0))
  const whole = sumOf(every)
  const stem = sumOf(components.map((k) => every[k]!))

  const hits = findNoteFrames(stem, referencePower(stem), settings.hopSize / sampleRate, hitLevels)
  const middle = frameStart(0, settings) + settings.windowSize / 2
  const toSample = (t: number): number => Math.round(t * settings.hopSize + middle)
  const clamp = (sample: number): number => Math.min(sampleCount, Math.max(0, sample))
  const lead = Math.round(LEAD_SECONDS * sampleRate)
  const starts = hits.map(({ onset }) => clamp(toSample(onset) - lead))

  return hits
    .map(({ start, end, peakDb }, i) => {
      const startSample = starts[i]!
      const longest = startSample + LONGEST_SECONDS * sampleRate
      // The window reaches half of itself beyond the frame that is silent again.
      const silent = toSample(end) + settings.windowSize / 2
      const endSample = clamp(Math.min(silent, longest, starts[i + 1] ?? Infinity))
      const fade = Math.round(FADE_SECONDS * sampleRate)
      return {
        startSample,
        endSample,
        fadeSamples: Math.min(fade, Math.floor((endSample - startSample) / 2)),
        isolation: share(stem, whole, start, end),
        peakDb
      }
    })
    .filter(({ startSample, endSample }) => endSample > startSample)
    .sort((a, b) => b.isolation - a.isolation || b.peakDb - a.peakDb)
}

function share(part: Float64Array, whole: Float64Array, from: number, to: number): number {
  let sum = 0
  let all = 0
  for (let t = from; t < to; t++) {
    sum += part[t]!
    all += whole[t]!
  }
  return all > 0 ? sum / all : 0
}
