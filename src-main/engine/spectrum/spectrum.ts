/**
 * V = |X|^p of a recording, prepared for factorizing. T = frames, F = bins, C = channels,
 * p = exponent.
 *
 *   P = mean over channels of |X_c|^2,  P += 1e-9 max P,  V = P^(p/2),  V /= mean V
 *
 * Samples are divided by the largest one first, so that no level of recording leaves float32. The
 * floor (-90 dB) keeps digital silence away from the logarithms of the divergences.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { KeepGoing } from '../../../shared/failure'
import {
  FRAMES_PER_UNIT,
  openSpectrumThread,
  SpectrumOperation,
  SpectrumParameter,
  type SpectrumSettings,
  type SpectrumTask
} from './spectrum-thread'
import { soloTeam, type Team } from '../threads/team'

const FLOOR = 1e-9
/** What a cell of V takes one thread, about: to know how many threads a pass is worth. */
const NANOSECONDS_PER_CELL = 20

/** Memory that rows of V are written to. */
export interface Rows {
  /** [rows x rowStride], filled in bins 0 .. F - 1 of each row. */
  readonly V: Float32Array
  /** Values from one row to the next, at least F. */
  readonly rowStride: number
}

/** Where V is put. */
export interface SpectrumRows extends Rows {
  /** [T] becomes how loud each frame is; a team needs it in shared memory. */
  readonly levels?: Float32Array
}

/** What V was divided by. */
export interface SpectrumScale {
  /** Mean of V before it was divided by it; 0 for silence. */
  readonly meanV: number
  /** Largest absolute sample, 1 for silence. */
  readonly peak: number
}

/** Where a spectrum comes from, and what it is taken with. */
export interface SpectrumSource {
  readonly pcm: Pcm
  readonly settings: SpectrumSettings
  /** The compiled kernels. */
  readonly module: WebAssembly.Module
  /**
   * Who shares the work; the result is the same for any, to the bit. A team needs samples in shared
   * memory.
   */
  readonly team?: Team
}

/**
 * Computes V into given memory. Silence gives V = 1 everywhere.
 * @param V [T x rowStride], filled in bins 0 .. F - 1 of each row; a team needs it in shared memory
 * @param rowStride values from one frame to the next, at least F
 * @returns null when keepGoing said no
 * @throws Failure `engine/out-of-memory`; `engine/crashed` when a thread of the team died
 */
export function powerSpectrum(
  { pcm, settings, module, team = soloTeam }: SpectrumSource,
  { V, rowStride, levels }: SpectrumRows,
  keepGoing: KeepGoing
): SpectrumScale | null {
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
    parameters[SpectrumParameter.floor] = FLOOR * largest
    if (!pass(SpectrumOperation.raise, 0.8, 0.95)) return null
    // In the order of the frames, whoever of several threads was first.
    const sum = found.reduce((total, value) => total + value, 0)
    const meanV = T === 0 ? 0 : sum / (T * F)
    parameters[SpectrumParameter.mean] = meanV
    return pass(SpectrumOperation.scale, 0.95, 1) ? { meanV, peak } : null
  } finally {
    shared.close()
  }
}

function sharedDoubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(length * Float64Array.BYTES_PER_ELEMENT))
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}
