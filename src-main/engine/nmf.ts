/**
 * Non-negative matrix factorization of a recording's spectrum, V ~ H W, by the solver `mm`:
 * multiplicative updates of majorisation-minimisation, H then W, which never raise the divergence.
 * T = frames, F = bins, K = components. The arithmetic is in the kernels; see kernels-reference.ts
 * for the formulas.
 */
import type { Pcm } from '../../shared/audio'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import type { SeparationSettings } from '../../shared/settings'
import type { Kernels } from './kernels'
import { createKernels } from './kernels'
import { randomStart } from './nmf-init'
import { powerSpectrum } from './spectrum'

/**
 * Where a separation stands. `divergence` (per cell) is that of the state after `sweep` sweeps and
 * comes once for each; null in between.
 */
export interface SeparationState {
  readonly stage: 'spectrum' | 'factorize'
  /** 0 to 1 of the stage. */
  readonly fraction: number
  /** Sweeps that are done. */
  readonly sweep: number
  readonly divergence: number | null
}

/** Sees every block of frames and every sweep; false stops the work. */
export type SeparationWatch = (state: SeparationState) => boolean

/** F K beyond which a block of frames is a quarter as long. */
const LARGE_MODEL = 2 ** 18

/**
 * Frames from one look at the watch to the next: some 10 ms of work. It follows from the model's size
 * alone, since sums taken in other blocks are other bits.
 */
function framesPerBlock(F: number, K: number): number {
  return F * K > LARGE_MODEL ? 16 : 64
}

/**
 * Factorizes the spectrum of a recording. Same samples, settings and machine give the same bits.
 * @returns W and H over shared memory, or null when the watch said no
 * @throws Failure `engine/out-of-memory` when V and its company do not fit
 */
export function separateSpectrum(
  pcm: Pcm,
  settings: SeparationSettings,
  kernels: WebAssembly.Module,
  watch: SeparationWatch
): Factorization | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const K = settings.components
  const fit = createKernels(kernels, { T, F, K, beta: settings.beta })
  const scale = powerSpectrum(pcm, settings, fit.V, fit.rowStride, (fraction) =>
    watch({ stage: 'spectrum', fraction, sweep: 0, divergence: null })
  )
  if (scale === null) return null
  fit.setModel(randomStart(T, F, K, settings.seed))
  const divergence = factorize(fit, settings.iterations, watch)
  if (divergence === null) return null
  const W = sharedFloats(K * F)
  const H = sharedFloats(T * K)
  fit.readModel({ W, H })
  return {
    settings,
    frameCount: T,
    binCount: F,
    componentCount: K,
    W,
    H,
    meanV: scale.meanV,
    peak: scale.peak,
    divergence
  }
}

/**
 * Runs `iterations` sweeps on V and the start that lie in the kernels; the result lies there too.
 * @returns divergence per cell at the start and after each sweep [iterations + 1]; null when the
 *   watch said no
 */
export function factorize(
  kernels: Kernels,
  iterations: number,
  watch: SeparationWatch
): number[] | null {
  const { T, F, K } = kernels.shape
  const step = framesPerBlock(F, K)
  const cells = Math.max(1, T * F)
  const history: number[] = []
  const report = (sweep: number, framesDone: number, divergence: number | null): boolean =>
    watch({
      stage: 'factorize',
      fraction: Math.min(1, (sweep + framesDone / Math.max(1, T)) / (iterations + 1)),
      sweep,
      divergence
    })

  // A state's divergence falls out of the sweep that leaves it; the last state is only measured.
  for (let sweep = 0; sweep <= iterations; sweep++) {
    const isLast = sweep === iterations
    let sum = 0
    if (!isLast) kernels.beginSweep()
    for (let from = 0; from < T; from += step) {
      const to = Math.min(T, from + step)
      sum += isLast ? kernels.measureFrames(from, to) : kernels.updateFrames(from, to)
      if (!report(sweep, to, null)) return null
    }
    if (!isLast) kernels.endSweep()
    history.push(sum / cells)
    if (!report(sweep, T, sum / cells)) return null
  }
  return history
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}
