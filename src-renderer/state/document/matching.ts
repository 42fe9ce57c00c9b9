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

/** A part of the recording, in shares of its length, 0 to 1. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

/** All of the recording. */
export const wholeStretch: Stretch = { from: 0, to: 1 }

/**
 * For each component of `next` the one of `previous` that it continues, each at most once; -1 for
 * none.
 * @param stretch that both separations are about; nothing else is compared
 */
export function matchComponents(
  previous: Comparable,
  next: Comparable,
  stretch: Stretch = wholeStretch
): Int32Array {
  const frames = Math.min(previous.frameCount, next.frameCount) * (stretch.to - stretch.from)
  if (!(frames > 0)) return new Int32Array(next.componentCount).fill(-1)
  const stretches = Math.max(1, Math.min(STRETCHES, Math.floor(frames)))
  const before = features(previous, stretches, stretch)
  const after = features(next, stretches, stretch)
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

function features(view: Comparable, stretches: number, stretch: Stretch): Features {
  const spectra = bandSpectra(view)
  const activations = stretchedActivations(view, stretches, stretch)
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

/**
 * Share of each component's energy that lies in a stretch of the recording [K], 0 to 1; 0 for
 * silence.
 */
export function sharesWithin(view: Comparable, stretch: Stretch): Float64Array {
  const { H, frameCount: T, componentCount: K, settings } = view
  const [inside, whole] = [new Float64Array(K), new Float64Array(K)]
  const [first, end] = framesOf(stretch, T)
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < K; k++) {
      const power = amplitudeOf(H[t * K + k]!, settings.exponent) ** 2
      whole[k]! += power
      if (t >= first && t < end) inside[k]! += power
    }
  }
  return inside.map((power, k) => (whole[k]! > 0 ? power / whole[k]! : 0))
}

/** First frame of a stretch, and the one after its last. */
function framesOf({ from, to }: Stretch, T: number): readonly [first: number, end: number] {
  return [Math.floor(from * T), Math.min(T, Math.ceil(to * T))]
}

/** H as magnitudes, means over S equal parts of a stretch of time [K x S]. */
function stretchedActivations(view: Comparable, S: number, stretch: Stretch): Float32Array {
  const { H, frameCount: T, componentCount: K, settings } = view
  const sums = new Float32Array(K * S)
  const [first, end] = framesOf(stretch, T)
  for (let t = first; t < end; t++) {
    const s = Math.min(S - 1, Math.floor(((t - first) / (end - first)) * S))
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
