/**
 * V = |X|^p of a recording, prepared for factorizing. T = frames, F = bins, C = channels,
 * p = exponent.
 *
 *   P = mean over channels of |X_c|^2,  P += 1e-9 max P,  V = P^(p/2),  V /= mean V
 *
 * Samples are divided by the largest one first, so that no level of recording leaves float32. The
 * floor (-90 dB) keeps digital silence away from the logarithms of the divergences.
 */
import type { Pcm } from '../../shared/audio'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { KeepGoing } from '../../shared/failure'
import {
  FRAMES_PER_UNIT,
  openSpectrumThread,
  SpectrumOperation,
  type SpectrumSettings,
  type SpectrumTask
} from './spectrum-thread'
import { soloTeam, type Team } from './team'

const FLOOR = 1e-9
/** What a cell of V takes one thread, about: to know how many threads a pass is worth. */
const NANOSECONDS_PER_CELL = 50

/** What V was divided by. */
export interface SpectrumScale {
  /** Mean of V before it was divided by it; 0 for silence. */
  readonly meanV: number
  /** Largest absolute sample, 1 for silence. */
  readonly peak: number
}

/** Largest absolute sample of all channels, 1 for silence. */
export function peakOf(pcm: Pcm): number {
  let peak = 0
  for (const samples of pcm.channels) {
    for (let n = 0; n < samples.length; n++) {
      const size = Math.abs(samples[n]!)
      if (size > peak) peak = size
    }
  }
  return peak > 0 ? peak : 1
}

/**
 * Computes V into given memory. Silence gives V = 1 everywhere.
 * @param V [T x rowStride], filled in bins 0 .. F - 1 of each row; a team needs it, and the samples,
 *   in shared memory
 * @param rowStride values from one frame to the next, at least F
 * @param team who shares the work; the result is the same for any, to the bit
 * @returns null when keepGoing said no
 * @throws Failure `engine/crashed` when a thread of the team died
 */
export function powerSpectrum(
  pcm: Pcm,
  settings: SpectrumSettings,
  V: Float32Array,
  rowStride: number,
  keepGoing: KeepGoing,
  team: Team = soloTeam
): SpectrumScale | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const units = Math.ceil(T / FRAMES_PER_UNIT)
  const peak = peakOf(pcm)
  const parameters = sharedDoubles(2)
  const found = sharedDoubles(units)
  const { exponent, windowSize, hopSize } = settings
  const task: SpectrumTask = {
    ...{ kind: 'spectrum', pcm, settings: { exponent, windowSize, hopSize }, peak },
    ...{ V, rowStride, parameters, found }
  }
  const shared = team.open(task, openSpectrumThread(task))
  /** Runs one pass over the frames; `from` and `to` are its share of the whole. */
  const pass = (operation: number, from: number, to: number): boolean => {
    const milliseconds = T * F * (to - from) * NANOSECONDS_PER_CELL * 1e-6
    return shared.run({ operation, units, panels: units, milliseconds }, (share) =>
      keepGoing(from + (to - from) * share)
    )
  }
  try {
    if (!pass(SpectrumOperation.power, 0, 0.9)) return null
    parameters[0] = FLOOR * found.reduce((most, value) => Math.max(most, value), 0)
    if (!pass(SpectrumOperation.raise, 0.9, 0.97)) return null
    // In the order of the frames, whoever of several threads was first.
    const sum = found.reduce((total, value) => total + value, 0)
    const meanV = T === 0 ? 0 : sum / (T * F)
    parameters[1] = meanV
    return pass(SpectrumOperation.scale, 0.97, 1) ? { meanV, peak } : null
  } finally {
    shared.close()
  }
}

function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}
