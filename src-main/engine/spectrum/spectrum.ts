/**
 * V = |X|^p of a recording, prepared for factorizing. T = frames, F = bins, C = channels,
 * p = exponent.
 *
 *   P = mean over channels of |X_c|^2,  P += 1e-9 max P,  V = P^(p/2),  V /= mean V
 *
 * Samples are divided by the largest one first, so that no recording level leaves the range of
 * float32. The floor (-90 dB) keeps digital silence out of the logarithms of the divergences.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { KeepGoing } from '../../../shared/failure'
import type { Scale, WholeRows } from '../matrix/frames'
import {
  FRAMES_PER_UNIT,
  openSpectrumThread,
  SpectrumOperation,
  SpectrumParameter,
  type SpectrumSettings,
  type SpectrumTask
} from './spectrum-thread'
import { sharedDoubles, sharedFloats } from '../threads/shared-arrays'
import type { Team } from '../threads/team'

/** What is added to P, as a share of the largest. */
export const FLOOR = 1e-9
/** About what a cell of V takes one thread; decides how many threads a pass is worth. */
const NANOSECONDS_PER_CELL = 20

/** What a spectrum is computed from. */
export interface SpectrumSource {
  readonly pcm: Pcm
  readonly settings: SpectrumSettings
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  /**
   * The threads that share the work; the result is the same for any team, to the bit. A team needs
   * samples in shared memory.
   */
  readonly team: Team
}

/**
 * Computes V into given memory, [T x rowStride]. Silence gives V = 1 everywhere.
 * @returns null when keepGoing said no
 * @throws Failure `engine/out-of-memory`; `engine/crashed` when a thread of the team died
 */
export function powerSpectrum(
  { pcm, settings, module, team }: SpectrumSource,
  { V, rowStride, levels }: WholeRows,
  keepGoing: KeepGoing
): Scale | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const units = Math.ceil(T / FRAMES_PER_UNIT)
  const parameters = sharedDoubles(3)
  const found = sharedDoubles(units)
  const { exponent, windowSize, hopSize } = settings
  const task: SpectrumTask = {
    kind: 'spectrum',
    pcm,
    settings: { exponent, windowSize, hopSize },
    V,
    rowStride,
    levels: levels ?? sharedFloats(T),
    parameters,
    found
  }
  const shared = team.open(task, openSpectrumThread(task, module))
  /** Runs one pass over the frames; `from` and `to` are its share of the whole. */
  const pass = (operation: number, from: number, to: number): boolean => {
    const milliseconds = T * F * (to - from) * NANOSECONDS_PER_CELL * 1e-6
    return shared.run({ operation, units, panels: units, milliseconds }, (share) =>
      keepGoing(from + (to - from) * share)
    )
  }
  try {
    if (!pass(SpectrumOperation.peak, 0, 0.05)) return null
    const peak = found.reduce((most, value) => Math.max(most, value), 0) || 1
    parameters[SpectrumParameter.peak] = peak
    if (!pass(SpectrumOperation.power, 0.05, 0.8)) return null
    const largest = found.reduce((most, value) => Math.max(most, value), 0)
    const floor = FLOOR * largest
    parameters[SpectrumParameter.floor] = floor
    if (!pass(SpectrumOperation.raise, 0.8, 0.95)) return null
    // In the order of the frames, whichever thread was first.
    const sum = found.reduce((total, value) => total + value, 0)
    const meanV = T === 0 ? 0 : sum / (T * F)
    parameters[SpectrumParameter.mean] = meanV
    return pass(SpectrumOperation.scale, 0.95, 1) ? { peak, floor, meanV } : null
  } finally {
    shared.close()
  }
}
