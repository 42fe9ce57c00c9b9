/**
 * Non-negative matrix factorization of a recording's spectrum, V ~ H W, by the solver that is asked
 * for: `mm` (solver-mm.ts) or `fast` (coarse-to-fine.ts, long-recording.ts). T = frames, F = bins,
 * K = components. The arithmetic is in the kernels; see kernels-reference.ts for the formulas.
 */
import type { Pcm } from '../../../shared/audio'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import { isLong } from '../../../shared/memory-plan'
import type { SeparationSettings } from '../../../shared/settings'
import { fitFast } from './solver-fast'
import { factorize } from './solver-mm'
import { simdBackend } from './sweep/simd-kernels'
import { type Listen, type SeparationWatch, showNobody, type ShowModel } from './watch'
import type { Kernels } from './sweep/kernels'
import { separateLong } from './solver-long'
import { randomStart } from './start/random-start'
import { powerSpectrum } from '../spectrum/spectrum'
import { soloTeam, type Team } from '../threads/team'

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
  const fit = simdBackend(kernels).open({ T, F, K, beta: settings.beta }, team)
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
