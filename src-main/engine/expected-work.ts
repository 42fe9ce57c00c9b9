/** What a separation costs, told before it is run. T = frames, F = bins, K = components. */
import type { AudioSummary } from '../../shared/audio'
import type { SeparationSettings } from '../../shared/settings'
import { chooseSolver } from './factorize/factorize'
import type { StageCosts } from './factorize/solver'
import type { FrameFacts } from './matrix/frames'
import { frameFacts } from './spectrum/recording-frames'

/** About what a cell of V costs one thread in each stage, in nanoseconds, all channels together. */
export interface SeparationCosts extends StageCosts {
  readonly measure: number
}

/** The costs of a separation by stage, as far as its settings tell. */
export function separationCosts(
  settings: SeparationSettings,
  frames: FrameFacts,
  channelCount: number
): SeparationCosts {
  const { spectrum, factorize } = chooseSolver(settings, frames).stages(settings, frames)
  // Only some frames of a long recording are measured.
  const measure = frames.isLong ? 1 : 20 * channelCount + 2 * settings.components
  return { spectrum: spectrum * channelCount, factorize, measure }
}

/**
 * The work of a separation in seconds of one thread of a usual machine. Only ratios of two are
 * worth anything: machines differ, and threads share the work.
 */
export function expectedWork(
  settings: SeparationSettings,
  { sampleCount, sampleRate, channelCount }: AudioSummary
): number {
  const { range } = settings
  const samples = range === null ? sampleCount : range.toSample - range.fromSample
  const frames = frameFacts(samples, sampleRate, settings)
  const { spectrum, factorize, measure } = separationCosts(settings, frames, channelCount)
  return 1e-9 * frames.shape.T * frames.shape.F * (spectrum + factorize + measure)
}
