/**
 * Non-negative matrix factorization of a recording's spectrum, V ~ H W, and its reference solver
 * `mm`: multiplicative updates of majorisation-minimisation, H then W, which never raise the
 * divergence. The solver `fast` is in coarse-to-fine.ts.
 * T = frames, F = bins, K = components. The arithmetic is in the kernels; see kernels-reference.ts
 * for the formulas.
 */
import type { Pcm } from '../../shared/audio'
import { binCount, frameCount } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { isLong } from '../../shared/memory-plan'
import type { SeparationSettings } from '../../shared/settings'
import { fitFast, showNobody, type ShowModel } from './coarse-to-fine'
import { effectiveBeta, updateExponent } from './divergence'
import { createKernels } from './factorize/sweep/simd-kernels'
import type { Kernels } from './kernels'
import { separateLong } from './long-recording'
import { randomStart } from './nmf-init'
import { cellCount, runPass, type SeparationWatch } from './passes'
import { powerSpectrum } from './spectrum'
import { soloTeam, type Team } from './team'

/** Sweeps of a random start after which it is worth hearing. */
const FIRST_HEARD = 10

/**
 * Says who is shown a fit of this measure while it goes on.
 * @param levels [T] how loud each frame is; null where V is never there as a whole
 */
export type Listen = (
  shape: Omit<Factorization, 'W' | 'H' | 'divergence'>,
  levels: Float32Array | null
) => ShowModel

/**
 * Factorizes the spectrum of a recording. Same samples, settings and machine give the same bits.
 * @param team who shares the work; the result is the same for any
 * @param listen who is shown the fit while it goes on; the result does not depend on it
 * @returns W and H over shared memory, or null when the watch said no
 * @throws Failure `engine/out-of-memory` when V and its company do not fit; `engine/crashed` when a
 *   thread of the team died
 */
export function separateSpectrum(
  pcm: Pcm,
  settings: SeparationSettings,
  kernels: WebAssembly.Module,
  watch: SeparationWatch,
  team: Team = soloTeam,
  listen: Listen = () => showNobody
): Factorization | null {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const K = settings.components
  if (settings.solver === 'fast' && isLong(T, F)) {
    return separateLong(pcm, settings, kernels, watch, team, listen)
  }
  const fit = createKernels(kernels, { T, F, K, beta: settings.beta }, team)
  try {
    const look = (fraction: number): boolean =>
      watch({ stage: 'spectrum', fraction, sweep: 0, divergence: null })
    const { V, rowStride } = fit
    const levels = sharedFloats(T)
    const source = { pcm, settings, module: kernels, team }
    const scale = powerSpectrum(source, { V, rowStride, levels }, look)
    if (scale === null) return null
    const hopSeconds = settings.hopSize / pcm.sampleRate
    const shape = { settings, frameCount: T, binCount: F, componentCount: K, ...scale }
    const tools = { kernels, watch, team, show: listen(shape, levels) }
    const divergence = solve(fit, settings, hopSeconds, tools)
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
  } finally {
    fit.close()
  }
}

/**
 * Runs `iterations` sweeps on V and the start that lie in the kernels; the result lies there too.
 * @param measures `every` sweep, for which the divergence of the state before falls out, or the
 *   `result` alone, which saves a tenth to a fifth of the time and changes no bit of it
 * @returns divergence per cell of what was measured: at the start and after each sweep
 *   [iterations + 1], or after the last [1]; null when the watch said no
 */
export function factorize(
  kernels: Kernels,
  iterations: number,
  watch: SeparationWatch,
  show: ShowModel = showNobody,
  measures: 'every' | 'result' = 'every'
): number[] | null {
  const pass = measures === 'every' ? 'sweep' : 'unmeasuredSweep'
  const history: number[] = []
  const report = (sweep: number, share: number, divergence: number | null): boolean =>
    watch({
      stage: 'factorize',
      fraction: Math.min(1, (sweep + share) / (iterations + 1)),
      sweep,
      divergence
    })

  kernels.setExponent(updateExponent(effectiveBeta(kernels.shape.beta)))
  // A state's divergence falls out of the sweep that leaves it; the last state is only measured.
  for (let sweep = 0; sweep <= iterations; sweep++) {
    const isLast = sweep === iterations
    if (!isLast) kernels.beginSweep()
    const sum = runPass(kernels, isLast ? 'measure' : pass, (share) => report(sweep, share, null))
    if (sum === null) return null
    if (!isLast) kernels.endSweep()
    const isMeasured = isLast || measures === 'every'
    const divergence = isMeasured ? sum / cellCount(kernels.shape) : null
    if (divergence !== null) history.push(divergence)
    if (sweep >= FIRST_HEARD) show(kernels, 1)
    if (!report(sweep, 1, divergence)) return null
  }
  return history
}

interface SolveTools {
  readonly kernels: WebAssembly.Module
  readonly watch: SeparationWatch
  readonly team: Team
  readonly show: ShowModel
}

/** Fits V in the kernels by the solver that is asked for; returns the divergences. */
function solve(
  fit: Kernels,
  settings: SeparationSettings,
  hopSeconds: number,
  { kernels, watch, team, show }: SolveTools
): number[] | null {
  if (settings.solver === 'fast') {
    return fitFast(fit, settings, hopSeconds, kernels, watch, team, show)
  }
  const { T, F, K } = fit.shape
  fit.setModel(randomStart(T, F, K, settings.seed))
  return factorize(fit, settings.iterations, watch, show)
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT))
}
