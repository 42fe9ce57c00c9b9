/**
 * The range of a recording that a separation is about: that of its settings, in whole hops. It is
 * separated as if it were the whole recording; then its frames go back to their places, and
 * activations of 0 leave everything around it to Rest. T = frames, K = components.
 */
import type { Pcm } from '../../shared/audio'
import { frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import { sharedFloats } from './threads/shared-arrays'

/** A range of a recording. */
export interface RecordingRange {
  readonly pcm: Pcm
  /** The recording's frame that is the first of the range. */
  readonly firstFrame: number
  /** T of the recording. */
  readonly frameCount: number
}

/**
 * Takes the range of the settings out of a recording, or all of it without a range. Shares the
 * samples.
 */
export function takeRange(pcm: Pcm, settings: SeparationSettings): RecordingRange {
  const { hopSize, range } = settings
  const length = pcm.channels[0]?.length ?? 0
  const frames = frameCount(length, settings)
  if (range === null) return { pcm, firstFrame: 0, frameCount: frames }
  const firstFrame = Math.floor(Math.min(range.fromSample, length) / hopSize)
  const to = Math.min(length, Math.ceil(range.toSample / hopSize) * hopSize)
  const channels = pcm.channels.map((samples) => samples.subarray(firstFrame * hopSize, to))
  return { pcm: { ...pcm, channels }, firstFrame, frameCount: frames }
}

/** A range's factorization as one of the whole recording, 0 outside; H is new where it grows. */
export function placeRange(
  factorization: Factorization,
  { frameCount: T, firstFrame }: RecordingRange
): Factorization {
  const { componentCount: K } = factorization
  if (factorization.frameCount === T) return factorization
  const H = sharedFloats(T * K)
  H.set(factorization.H, firstFrame * K)
  return { ...factorization, H, frameCount: T }
}
