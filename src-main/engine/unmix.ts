/** The steps of a separation in order: spectrum, factorization, facts, residual. */
import type { Pcm } from '../../shared/audio'
import type { ComponentFacts, Factorization } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import { separationCosts, type SeparationCosts } from './expected-work'
import { describeComponents } from './facts/describe'
import { factorizeFrames } from './factorize/factorize'
import { type Listen, type SeparationWatch, showNobody } from './factorize/watch'
import type { Backend } from './factorize/sweep/backend'
import { simdBackend } from './factorize/sweep/simd-kernels'
import { placeRange, takeRange } from './range-of-recording'
import { recordingFrames } from './spectrum/recording-frames'
import { Previews, type PreviewOutlet } from './factorize/preview'
import { measureResidual } from './stems/residual'
import { soloTeam, type Team } from './threads/team'

/** A finished separation. */
export interface Separation {
  readonly factorization: Factorization
  readonly components: readonly ComponentFacts[]
  readonly residualDb: number
  /** Threads that took part in it. */
  readonly threads: number
  /** Seconds by stage: spectrum, factorize, measure. */
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** Progress of a separation. */
export interface UnmixState {
  readonly stage: 'spectrum' | 'factorize' | 'measure'
  /** 0 to 1 of the whole. */
  readonly fraction: number
  /** Sweeps that are done. */
  readonly sweep: number
  /** Per cell, of the state after `sweep` sweeps; null in between. */
  readonly divergence: number | null
}

/** Sees the work every few milliseconds; false stops it. */
export type UnmixWatch = (state: UnmixState) => boolean

/** What a separation needs besides recording and settings. */
export interface UnmixTools {
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  readonly watch: UnmixWatch
  /**
   * The threads that share the spectrum and the factorization; by default the calling thread alone.
   */
  readonly team?: Team
  /** Receives previews; the result does not depend on it. */
  readonly outlet?: PreviewOutlet | null
  /** What computes sweeps; by default the SIMD kernels. */
  readonly backend?: Backend
}

/**
 * Separates a recording, or the range that the settings name, into components and describes them.
 * @returns null when the watch said no
 * @throws Failure `engine/out-of-memory`; `engine/crashed` when a thread of the team died
 */
export function unmix(
  pcm: Pcm,
  settings: SeparationSettings,
  { module, watch, team = soloTeam, outlet = null, backend = simdBackend(module) }: UnmixTools
): Separation | null {
  const range = takeRange(pcm, settings)
  const frames = recordingFrames({ pcm: range.pcm, settings, module, team })
  const { components: K } = settings
  const shares = stageShares(separationCosts(settings, frames, pcm.channels.length))
  const clock = startClock()

  const watchFit: SeparationWatch = (state) => {
    clock.enter(state.stage)
    return watch({ ...state, fraction: shares[state.stage](state.fraction) })
  }
  const listen: Listen = ({ meanV, peak }, levels) => {
    const { firstFrame, frameCount } = range
    const { T: fittedFrames, F: binCount } = frames.shape
    const frame = { settings, frameCount, binCount, componentCount: K, meanV, peak }
    return outlet
      ? new Previews(outlet, { ...frame, firstFrame, fittedFrames }, levels).show
      : showNobody
  }
  const tools = { module, backend, team, watch: watchFit, listen }
  const factorization = factorizeFrames(frames, settings, tools)
  if (factorization === null) return null

  clock.enter('measure')
  const measuring = (from: number, to: number) => (fraction: number) =>
    watch({
      stage: 'measure',
      fraction: shares.measure(from + (to - from) * fraction),
      sweep: factorization.divergence.length - 1,
      divergence: null
    })
  const components = describeComponents(range.pcm, factorization, measuring(0, 0.5))
  if (components === null) return null
  const residualDb = measureResidual(range.pcm, factorization, module, measuring(0.5, 1))
  if (residualDb === null) return null
  const stageSeconds = clock.stop()
  const placed = placeRange(factorization, range)
  return { factorization: placed, components, residualDb, threads: team.used, stageSeconds }
}

type Share = (fraction: number) => number

/**
 * Turns the fraction of a stage into that of the whole, by what a cell of V costs in each stage.
 */
function stageShares({
  spectrum,
  factorize,
  measure
}: SeparationCosts): Record<UnmixState['stage'], Share> {
  const whole = spectrum + factorize + measure
  const share =
    (before: number, own: number): Share =>
    (fraction) =>
      Math.min(1, (before + own * fraction) / whole)
  return {
    spectrum: share(0, spectrum),
    factorize: share(spectrum, factorize),
    measure: share(spectrum + factorize, measure)
  }
}

/** Seconds by stage. */
function startClock(): {
  enter: (stage: UnmixState['stage']) => void
  stop: () => Record<UnmixState['stage'], number>
} {
  const seconds = { spectrum: 0, factorize: 0, measure: 0 }
  let current: UnmixState['stage'] = 'spectrum'
  let since = performance.now()
  const enter = (stage: UnmixState['stage']): void => {
    const now = performance.now()
    seconds[current] += (now - since) / 1000
    current = stage
    since = now
  }
  return {
    enter,
    stop: () => {
      enter(current)
      return seconds
    }
  }
}
