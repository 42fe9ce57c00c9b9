/**
 * A row of W laid out on a frequency axis, in power relative to its loudest bin.
 * A = atoms, F = bins, R = rows of the axis.
 */
import { powerOf, type Exponent } from '../../../shared/dsp/mixture-model'
import { heightToHz, type FrequencyScale } from '../../../shared/picture-axis'

/** Powers below this count as 0: -200 dB. */
export const NO_POWER = 1e-20

/** What is needed of a separation to lay out its spectra. */
export interface Spectra {
  /** Dictionary [A x F]. */
  readonly W: Float32Array
  readonly binCount: number
  readonly sampleRate: number
  readonly settings: { readonly windowSize: number; readonly exponent: Exponent }
}

/** Largest entry of row a of W. */
export function largestInRow(
  { W, binCount: F }: Pick<Spectra, 'W' | 'binCount'>,
  a: number
): number {
  let most = 0
  for (let f = 0; f < F; f++) most = Math.max(most, W[a * F + f]!)
  return most
}

/**
 * Row a of W on an axis, lowest row first, written to rows [R]: mean power of the bins in a row, or
 * interpolated in dB between two bins. 1 is the power of `peak`; a silent row of W gives zeros.
 */
export function spectrumRows(
  spectra: Spectra,
  a: number,
  peak: number,
  scale: FrequencyScale,
  rows: Float32Array
): void {
  const { binCount: F, W, sampleRate, settings } = spectra
  const R = rows.length
  rows.fill(0)
  if (!(peak > 0)) return
  const hzPerBin = sampleRate / settings.windowSize
  const power = (f: number): number =>
    powerOf(W[a * F + Math.min(F - 1, Math.max(0, f))]! / peak, settings.exponent)
  for (let r = 0; r < R; r++) {
    const low = heightToHz(scale, r / R) / hzPerBin
    const high = heightToHz(scale, (r + 1) / R) / hzPerBin
    if (high - low >= 1) {
      let sum = 0
      const first = Math.ceil(low)
      const end = Math.max(first + 1, Math.ceil(high))
      for (let f = first; f < end; f++) sum += power(f)
      rows[r] = sum / (end - first)
    } else {
      const at = (low + high) / 2
      const share = at - Math.floor(at)
      const below = Math.max(NO_POWER, power(Math.floor(at)))
      const above = Math.max(NO_POWER, power(Math.floor(at) + 1))
      rows[r] = below ** (1 - share) * above ** share
    }
  }
}
