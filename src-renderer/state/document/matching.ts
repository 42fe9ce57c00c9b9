/**
 * Matches the components of a new separation with those of the last one: cosine of the rows of W
 * times the correlation of the columns of H, best pairs first. Windows, hops and exponents may
 * differ, so both are converted to common bands and stretches of time. T = frames, F = bins, K =
 * components, B = bands, S = stretches.
 */
import { atomTable } from '../../../shared/dsp/atoms'
import { amplitudeOf } from '../../../shared/dsp/mixture-model'
import { pairUp } from '../../../shared/pairing'
import type { FactorizationView } from '../../draw/factorization/factorization-view'

/** B: enough to tell neighboring notes apart, few enough for 128 x 128 pairs. */
const BANDS = 512
/** Frequencies below this are compared by Hz, above by pitch. */
const LINEAR_BELOW_HZ = 100
/** S, at most. */
const STRETCHES = 1024
/** Pairs below this do not match. */
const LEAST_SIMILARITY = 0.5

/** What is compared of a separation. */
export type Comparable = Omit<FactorizationView, 'sampleRate'> & { readonly sampleRate: number }

/**
 * For each component of `next` the one of `previous` that it continues, each at most once; -1 for
 * none.
 */
export function matchComponents(previous: Comparable, next: Comparable): Int32Array {
  const stretches = Math.max(1, Math.min(STRETCHES, previous.frameCount, next.frameCount))
  const [before, after] = [features(previous, stretches), features(next, stretches)]
  const similarity = (a: number, b: number): number => {
    const correlation = dot(before.activations, a, after.activations, b, stretches)
    if (correlation < LEAST_SIMILARITY) return 0
    return correlation * dot(before.spectra, a, after.spectra, b, BANDS)
  }
  return pairUp(previous.componentCount, next.componentCount, similarity, LEAST_SIMILARITY)
}

interface Features {
  /** [K x B] rows of length 1. */
  readonly spectra: Float32Array
  /** [K x S] rows of mean 0 and length 1. */
  readonly activations: Float32Array
}

function features(view: Comparable, stretches: number): Features {
  const spectra = bandSpectra(view)
  const activations = stretchedActivations(view, stretches)
  for (let k = 0; k < view.componentCount; k++) {
    normalize(spectra.subarray(k * BANDS, (k + 1) * BANDS))
    const row = activations.subarray(k * stretches, (k + 1) * stretches)
    let mean = 0
    for (const value of row) mean += value / stretches
    for (let s = 0; s < stretches; s++) row[s]! -= mean
    normalize(row)
  }
  return { spectra, activations }
}

/**
 * W as magnitudes [K x B], means over bands that are equally wide on an axis which is linear below
 * 100 Hz and logarithmic above. A bin counts for the frequencies around it, so that windows of any
 * size compare.
 */
function bandSpectra(view: Comparable): Float32Array {
  const { W, binCount: F, componentCount: K, settings, sampleRate } = view
  const { firstAtom } = atomTable(view)
  const { exponent } = settings
  const bands = new Float32Array(K * BANDS)
  const hzPerBin = sampleRate / settings.windowSize
  const top = Math.log1p(sampleRate / 2 / LINEAR_BELOW_HZ)
  /** Where band b begins, in bins from the lower end of bin 0. */
  const edge = (b: number): number =>
    (LINEAR_BELOW_HZ * Math.expm1((b / BANDS) * top)) / hzPerBin + 0.5
  // sums[f]: everything below bin f.
  const sums = new Float64Array(F + 1)
  const upTo = (at: number): number => {
    const f = Math.min(F - 1, Math.max(0, Math.floor(at)))
    const part = Math.min(1, Math.max(0, at - f))
    return sums[f]! + part * (sums[f + 1]! - sums[f]!)
  }
  for (let k = 0; k < K; k++) {
    for (let f = 0; f < F; f++) {
      let sum = 0
      for (let a = firstAtom[k]!; a < firstAtom[k + 1]!; a++) {
        sum += amplitudeOf(W[a * F + f]!, exponent)
      }
      sums[f + 1] = sums[f]! + sum
    }
    for (let b = 0; b < BANDS; b++) {
      const [low, high] = [edge(b), edge(b + 1)]
      bands[k * BANDS + b] = (upTo(high) - upTo(low)) / (high - low)
    }
  }
  return bands
}

/** H as magnitudes, means over equal stretches of time [K x S]. */
function stretchedActivations(view: Comparable, S: number): Float32Array {
  const { H, frameCount: T, componentCount: K, settings } = view
  const sums = new Float32Array(K * S)
  for (let t = 0; t < T; t++) {
    const s = Math.min(S - 1, Math.floor((t / T) * S))
    for (let k = 0; k < K; k++) sums[k * S + s]! += amplitudeOf(H[t * K + k]!, settings.exponent)
  }
  return sums
}

/** Scales rows to length 1; silence stays as it is. */
function normalize(row: Float32Array): void {
  let power = 0
  for (const value of row) power += value * value
  if (!(power > 0)) return
  const scale = 1 / Math.sqrt(power)
  for (let i = 0; i < row.length; i++) row[i]! *= scale
}

function dot(a: Float32Array, rowA: number, b: Float32Array, rowB: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[rowA * length + i]! * b[rowB * length + i]!
  return sum
}
