/**
 * Soft masks from W and H, the one implementation for listening and for export.
 * T = frames, F = bins, K = components, p = exponent of V = |X|^p.
 *
 * The model power of component k is P_k(t, f) = (H[t,k] W[k,f])^(2/p), again a product of one
 * factor of time and one of frequency. Ratio mask m_k = P_k / sum_j P_j (Wiener, exponent 2 on
 * magnitudes); direct mask m_k = (meanV H W)^(1/p) / |X|. What a mixer does with it is
 *   y = x (rest (1 - sum_k m_k) + sum_k gain_k m_k),
 * where 1 - sum_k m_k belongs to Rest: exactly 0 for ratio masks, except where no component has any
 * power (below MIN_POWER), there 1. No epsilon enters the ratio: it would break the sum.
 */
import type { Factorization } from '../factorization'
import type { MaskKind } from '../settings'

/** Below this sum of model powers a bin goes whole to Rest. */
export const MIN_POWER = 1e-37

/** W and H raised to what masks need: powers for `ratio`, amplitudes for `direct`. */
export interface MaskModel {
  readonly kind: MaskKind
  readonly componentCount: number
  readonly binCount: number
  readonly frameCount: number
  /** [K x F] */
  readonly spectra: Float32Array
  /** [T x K] */
  readonly activations: Float32Array
}

/**
 * What makes of W and H the terms that masks add up, the one formula for listening and for export:
 * W ** power and factor * H ** power.
 */
export function maskRaising({
  settings,
  meanV,
  peak
}: Pick<Factorization, 'settings' | 'meanV' | 'peak'>): { power: number; factor: number } {
  const { exponent, mask } = settings
  if (mask === 'ratio') return { power: 2 / exponent, factor: 1 }
  return { power: 1 / exponent, factor: meanV ** (1 / exponent) * peak }
}

/** Prepares a factorization for masking; new arrays, or the same ones where the power is 1. */
export function maskModel(factorization: Factorization): MaskModel {
  const { settings, componentCount, binCount, frameCount } = factorization
  return {
    kind: settings.mask,
    componentCount,
    binCount,
    frameCount,
    spectra: maskSpectra(factorization),
    activations: maskActivations(factorization, 0, frameCount)
  }
}

/** The spectra of `maskModel`, [K x F]; a new array, or W itself. */
export function maskSpectra(factorization: Factorization): Float32Array {
  return raise(factorization.W, maskRaising(factorization).power, 1)
}

/** The activations of `maskModel` in frames from .. to - 1; a new array, or a part of H itself. */
export function maskActivations(
  factorization: Factorization,
  from: number,
  to: number
): Float32Array {
  const { H, componentCount: K } = factorization
  const { power, factor } = maskRaising(factorization)
  return raise(H.subarray(from * K, to * K), power, factor)
}

function raise(values: Float32Array, power: number, scale: number): Float32Array {
  if (power === 1 && scale === 1) return values
  return values.map((value) => scale * value ** power)
}

/**
 * Sum over components of gain_k P_k at one frame, for bins from .. to - 1, written to power[f]
 * (for `direct`: of amplitudes). Unit gains give the sum that a ratio mask divides by; equal gains
 * give equal bits, so a mix with all gains 1 is exactly the recording. Allocates nothing.
 * @param activations [K] of this frame, a row of the model's activations, beginning at `offset`
 * @param gains [K] linear
 */
export function mixPower(
  {
    componentCount: K,
    binCount: F,
    spectra
  }: Pick<MaskModel, 'componentCount' | 'binCount' | 'spectra'>,
  activations: Float32Array,
  offset: number,
  gains: Float32Array,
  power: Float64Array,
  from: number,
  to: number
): void {
  power.fill(0, from, to)
  // Four components in one pass: the sums stay in registers, which is about twice as fast.
  const whole = K - (K % 4)
  for (let k = 0; k < whole; k += 4) {
    const at = offset + k
    const a = gains[k]! * activations[at]!
    const b = gains[k + 1]! * activations[at + 1]!
    const c = gains[k + 2]! * activations[at + 2]!
    const d = gains[k + 3]! * activations[at + 3]!
    if (a === 0 && b === 0 && c === 0 && d === 0) continue
    const rowA = k * F
    const rowB = rowA + F
    const rowC = rowB + F
    const rowD = rowC + F
    for (let f = from; f < to; f++) {
      const ab = a * spectra[rowA + f]! + b * spectra[rowB + f]!
      power[f]! += ab + (c * spectra[rowC + f]! + d * spectra[rowD + f]!)
    }
  }
  for (let k = whole; k < K; k++) {
    const gain = gains[k]! * activations[offset + k]!
    if (gain === 0) continue
    const row = k * F
    for (let f = from; f < to; f++) power[f]! += gain * spectra[row + f]!
  }
}

/**
 * Mask of a mix at one frame from its `mixPower`, for bins from .. to - 1. Allocates nothing.
 * @param wanted [F] mixPower with the mix's gains
 * @param all [F] mixPower with unit gains
 * @param rest linear gain of Rest
 * @param magnitude [F] of the mixture, root mean square over channels; only read by `direct`
 */
export function mixMask(
  kind: MaskKind,
  wanted: Float64Array,
  all: Float64Array,
  rest: number,
  magnitude: Float64Array,
  mask: Float64Array,
  from: number,
  to: number
): void {
  if (kind === 'ratio') {
    for (let f = from; f < to; f++) mask[f] = all[f]! < MIN_POWER ? rest : wanted[f]! / all[f]!
  } else {
    for (let f = from; f < to; f++) {
      mask[f] = magnitude[f]! > 0 ? rest + (wanted[f]! - rest * all[f]!) / magnitude[f]! : 0
    }
  }
}
