/**
 * What a lane is drawn from: for each component its spectrum on the mel axis and its activation,
 * and for the stem their sums. K = components, A = atoms, F = bins, T = frames, R = rows of the mel
 * axis.
 *
 *   Wd(row) = 20 log10(W_mel / max W), Hd(t) = 20 log10(H / max H), ref = 20 log10(max W max H)
 *   relative
 *   to the loudest component; 10 log10 where V is a power.
 * Here all are kept as powers (10^(dB / 10)), because stems add in power.
 */
import { atomTable, type AtomTable } from '../../../shared/dsp/atoms'
import { powerOf } from '../../../shared/dsp/mixture-model'
import { axisScale, type FrequencyScale } from '../../../shared/picture-axis'
import type { FactorizationView } from './factorization-view'
import { buildPyramid } from './pyramid'
import type { Pyramid } from './pyramid'
import { largestInRow, NO_POWER, spectrumRows } from './spectrum-rows'

/** R: fine enough for a tall lane on a high-density screen. */
export const MEL_ROWS = 256
/** Greatest lift of a quiet stem. */
const MAX_LIFT_DB = 18

/** A component of a stem, in powers relative to its own loudest cell. */
export interface ComponentLines {
  /** [R] pyramid, lowest row first; 1 at its loudest bin or a little less. */
  readonly spectrum: Pyramid
  /** [T] pyramid, 1 at its loudest frame. */
  readonly activation: Pyramid
  /** Power of its loudest cell relative to the loudest component's. */
  readonly reference: number
}

/** Everything that is drawn of a stem. */
export interface StemLines {
  readonly components: readonly ComponentLines[]
  /** Factor on powers that lifts a quiet stem: at most 18 dB, never above the loudest component. */
  readonly lift: number
  /**
   * [R] sum of the components' spectra in dB relative to the loudest component, lowest row first.
   */
  readonly spectrumDb: Float32Array
  /**
   * [T] pyramid of the curve: sum of H max W over the components, 1 at the loudest frame, 0 for
   * silence.
   */
  readonly envelope: Pyramid
}

const spectraOfViews = new WeakMap<Float32Array, Map<number, Pyramid>>()
const activationsOfViews = new WeakMap<Float32Array, Map<number, Pyramid>>()

/** A frequency axis and how many rows it is cut into. */
export interface LineAxis {
  readonly scale: FrequencyScale
  readonly rowCount: number
}

const linesOfViews = new WeakMap<FactorizationView, Map<string, StemLines>>()

/**
 * Lines of a stem, a group of components; silent components give zeros, never NaN. Cached, because
 * lane and thumbnail use the same ones.
 */
export function stemLines(view: FactorizationView, components: readonly number[]): StemLines {
  const ofView = linesOfViews.get(view) ?? new Map<string, StemLines>()
  linesOfViews.set(view, ofView)
  const key = components.join()
  const known = ofView.get(key) ?? makeLines(view, components)
  ofView.set(key, known)
  return known
}

function makeLines(view: FactorizationView, components: readonly number[]): StemLines {
  const lines = componentLines(view, components)
  return {
    ...lines,
    spectrumDb: sumSpectra(lines.components),
    envelope: buildPyramid(envelopeOf(view, knownOf(view, components), peaksOf(view).W))
  }
}

/**
 * What a strip is drawn from: lines of components and their common lift.
 * @param axis another axis than the lanes' own, whose lines are remembered
 */
export function componentLines(
  view: FactorizationView,
  components: readonly number[],
  axis?: LineAxis
): Pick<StemLines, 'components' | 'lift'> {
  const peaks = peaksOf(view)
  const own = { scale: axisScale('mel', view.sampleRate), rowCount: MEL_ROWS }
  const known = knownOf(view, components)
  const activations = activationsOf(view, known, peaks.H)
  const lines = known.map((k, i) => ({
    spectrum:
      axis === undefined
        ? remember(spectraOfViews, view.W, k, () => spectrumOf(view, k, peaks, own))
        : buildPyramid(spectrumOf(view, k, peaks, axis)),
    activation: activations[i]!,
    reference: peaks.reference[k]!
  }))
  const loudest = lines.reduce((most, { reference }) => Math.max(most, reference), 0)
  const lift = loudest > 0 ? Math.min(10 ** (MAX_LIFT_DB / 10), 1 / loudest) : 1
  return { components: lines, lift }
}

/**
 * Spectrum of a stem on an axis, in dB relative to the loudest component, lowest row first, new
 * [R].
 */
export function spectrumDbOn(
  view: FactorizationView,
  components: readonly number[],
  { scale, rowCount }: LineAxis
): Float32Array {
  const peaks = peaksOf(view)
  const sum = new Float32Array(rowCount)
  for (const k of knownOf(view, components)) {
    const rows = spectrumOf(view, k, peaks, { scale, rowCount })
    for (let r = 0; r < rowCount; r++) sum[r]! += rows[r]! * peaks.reference[k]!
  }
  return sum.map((power) => 10 * Math.log10(Math.max(NO_POWER, power)))
}

/**
 * Spectrum of a stem, bin by bin, in power relative to the loudest component, new [F]. Silent
 * components give zeros.
 */
export function binPowers(view: FactorizationView, components: readonly number[]): Float32Array {
  const { W, binCount: F, settings } = view
  const { atoms, W: peakW, reference } = peaksOf(view)
  const sum = new Float32Array(F)
  for (const k of knownOf(view, components)) {
    if (!(peakW[k]! > 0)) continue
    for (let a = atoms.firstAtom[k]!; a < atoms.firstAtom[k + 1]!; a++) {
      for (let f = 0; f < F; f++) {
        sum[f]! += powerOf(W[a * F + f]! / peakW[k]!, settings.exponent) * reference[k]!
      }
    }
  }
  return sum
}

function knownOf(
  { componentCount: K }: FactorizationView,
  components: readonly number[]
): number[] {
  return components.filter((k) => k >= 0 && k < K)
}

function remember(
  cache: WeakMap<Float32Array, Map<number, Pyramid>>,
  owner: Float32Array,
  k: number,
  make: () => Float32Array
): Pyramid {
  const known = cache.get(owner) ?? new Map<number, Pyramid>()
  cache.set(owner, known)
  const pyramid = known.get(k) ?? buildPyramid(make())
  known.set(k, pyramid)
  return pyramid
}

interface Peaks {
  readonly atoms: AtomTable
  /** [K] largest entry of each component in W and of its column of H. */
  readonly W: Float32Array
  readonly H: Float32Array
  /** [K] power of the loudest cell relative to the loudest component. */
  readonly reference: Float32Array
}
const peaksOfViews = new WeakMap<FactorizationView, Peaks>()

function peaksOf(view: FactorizationView): Peaks {
  const known = peaksOfViews.get(view)
  if (known !== undefined) return known
  const { componentCount: K, frameCount: T } = view
  const atoms = atomTable(view)
  const W = new Float32Array(K)
  const H = new Float32Array(K)
  atoms.componentOf.forEach((k, a) => (W[k] = Math.max(W[k]!, largestInRow(view, a))))
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < K; k++) {
      const value = view.H[t * K + k]!
      if (value > H[k]!) H[k] = value
    }
  }
  const cells = W.map((peak, k) => peak * H[k]!)
  const loudest = cells.reduce((most, cell) => Math.max(most, cell), 0)
  const { exponent } = view.settings
  const reference = cells.map((cell) => (loudest > 0 ? powerOf(cell / loudest, exponent) : 0))
  const peaks = { atoms, W, H, reference }
  peaksOfViews.set(view, peaks)
  return peaks
}

/** Spectrum of a component on an axis, the sum of its rows of W, new [R]. */
function spectrumOf(
  view: FactorizationView,
  k: number,
  { atoms, W }: Peaks,
  { scale, rowCount }: LineAxis
): Float32Array {
  const sum = new Float32Array(rowCount)
  const rows = new Float32Array(rowCount)
  for (let a = atoms.firstAtom[k]!; a < atoms.firstAtom[k + 1]!; a++) {
    spectrumRows(view, a, W[k]!, scale, rows)
    for (let r = 0; r < rowCount; r++) sum[r]! += rows[r]!
  }
  return sum
}

/**
 * Columns of H as powers, a pyramid over [T] for each; missing ones are made in one pass through H.
 */
function activationsOf(
  view: FactorizationView,
  components: readonly number[],
  peaks: Float32Array
): readonly Pyramid[] {
  const { frameCount: T, componentCount: K, H, settings } = view
  const cache = activationsOfViews.get(H) ?? new Map<number, Pyramid>()
  activationsOfViews.set(H, cache)
  const missing = components.filter((k) => !cache.has(k))
  const lines = missing.map(() => new Float32Array(T))
  const of = Int32Array.from(missing)
  const scales = Float32Array.from(missing, (k) => (peaks[k]! > 0 ? 1 / peaks[k]! : 0))
  const { exponent } = settings
  // A frame of H is contiguous, so time is the outer loop.
  for (let t = 0; t < T; t++) {
    for (let i = 0; i < lines.length; i++) {
      const value = H[t * K + of[i]!]! * scales[i]!
      lines[i]![t] = powerOf(value, exponent)
    }
  }
  missing.forEach((k, i) => cache.set(k, buildPyramid(lines[i]!)))
  return components.map((k) => cache.get(k)!)
}

function sumSpectra(lines: readonly ComponentLines[]): Float32Array {
  const sum = new Float32Array(MEL_ROWS)
  for (const { spectrum, reference } of lines) {
    for (let r = 0; r < MEL_ROWS; r++) sum[r]! += spectrum[0]![r]! * reference
  }
  return sum.map((power) => 10 * Math.log10(Math.max(NO_POWER, power)))
}

function envelopeOf(
  { frameCount: T, componentCount: K, H }: FactorizationView,
  components: readonly number[],
  peakW: Float32Array
): Float32Array {
  const line = new Float32Array(T)
  const count = components.length
  const of = Int32Array.from(components)
  const peaks = Float32Array.from(components, (k) => peakW[k]!)
  // A frame of H is contiguous, so time is the outer loop.
  for (let t = 0; t < T; t++) {
    let sum = 0
    for (let i = 0; i < count; i++) sum += H[t * K + of[i]!]! * peaks[i]!
    line[t] = sum
  }
  const loudest = line.reduce((most, value) => Math.max(most, value), 0)
  return loudest > 0 ? line.map((value) => value / loudest) : line
}
