/**
 * What a lane is drawn from: for each component its spectrum on the mel axis and its activation, and for
 * the stem their sums. K = components, F = bins, T = frames, R = rows of the mel axis.
 *
 *   Wd(row) = 20 log10(W_mel / max W), Hd(t) = 20 log10(H / max H), ref = 20 log10(max W max H) relative
 *   to the loudest component; 10 log10 where V is a power.
 * Here all are kept as powers (10^(dB / 10)), because stems add in power.
 */
import type { FactorizationView } from './factorization-view'
import { heightToHz, melScale } from './frequency-scale'
import { buildPyramid } from './pyramid'
import type { Pyramid } from './pyramid'

/** R: fine enough for a tall lane on a sharp screen. */
export const MEL_ROWS = 256
/** Lift of quiet stems, at most. */
const MAX_LIFT_DB = 18
/** Powers below this are nothing: -200 dB. */
const NO_POWER = 1e-20

/** One component of a stem, in powers relative to its own loudest cell. */
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
  /** [R] sum of the components' spectra in dB relative to the loudest component, lowest row first. */
  readonly spectrumDb: Float32Array
  /** [T] pyramid of the curve: sum of H max W over the components, 1 at the loudest frame, 0 for silence. */
  readonly envelope: Pyramid
}

const spectraOfViews = new WeakMap<Float32Array, Map<number, Pyramid>>()
const activationsOfViews = new WeakMap<Float32Array, Map<number, Pyramid>>()

/** Lines of a stem, a group of components; silent components give zeros, never NaN. */
export function stemLines(view: FactorizationView, components: readonly number[]): StemLines {
  const peaks = peaksOf(view)
  const known = components.filter((k) => k >= 0 && k < view.componentCount)
  const lines = known.map((k) => ({
    spectrum: remember(spectraOfViews, view.W, k, () => melSpectrum(view, k, peaks.W[k]!)),
    activation: remember(activationsOfViews, view.H, k, () => activation(view, k, peaks.H[k]!)),
    reference: peaks.reference[k]!
  }))
  const loudest = lines.reduce((most, { reference }) => Math.max(most, reference), 0)
  const lift = loudest > 0 ? Math.min(10 ** (MAX_LIFT_DB / 10), 1 / loudest) : 1
  return {
    components: lines,
    lift,
    spectrumDb: sumSpectra(lines),
    envelope: buildPyramid(envelopeOf(view, known, peaks.W))
  }
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
  /** [K] largest entry of each row of W and column of H. */
  readonly W: Float32Array
  readonly H: Float32Array
  /** [K] power of the loudest cell relative to the loudest component. */
  readonly reference: Float32Array
}
const peaksOfViews = new WeakMap<FactorizationView, Peaks>()

function peaksOf(view: FactorizationView): Peaks {
  const known = peaksOfViews.get(view)
  if (known !== undefined) return known
  const { componentCount: K, binCount: F, frameCount: T } = view
  const W = new Float32Array(K)
  const H = new Float32Array(K)
  for (let k = 0; k < K; k++) {
    for (let f = 0; f < F; f++) W[k] = Math.max(W[k]!, view.W[k * F + f]!)
  }
  for (let t = 0; t < T; t++) {
    for (let k = 0; k < K; k++) H[k] = Math.max(H[k]!, view.H[t * K + k]!)
  }
  const cells = W.map((peak, k) => peak * H[k]!)
  const loudest = cells.reduce((most, cell) => Math.max(most, cell), 0)
  const reference = cells.map((cell) => (loudest > 0 ? toPower(view, cell / loudest) : 0))
  const peaks = { W, H, reference }
  peaksOfViews.set(view, peaks)
  return peaks
}

/** Power of a value of V: its square, or itself where V is a power already. */
function toPower(view: FactorizationView, value: number): number {
  return view.settings.exponent === 2 ? value : value * value
}

/** Row of W on the mel axis [R]: mean power of the bins in a row, or interpolated in dB between two bins. */
function melSpectrum(view: FactorizationView, k: number, peak: number): Float32Array {
  const { binCount: F, W, sampleRate, settings } = view
  const rows = new Float32Array(MEL_ROWS)
  if (!(peak > 0)) return rows
  const scale = melScale(sampleRate)
  const hzPerBin = sampleRate / settings.windowSize
  const power = (f: number): number =>
    toPower(view, W[k * F + Math.min(F - 1, Math.max(0, f))]! / peak)
  for (let r = 0; r < MEL_ROWS; r++) {
    const low = heightToHz(scale, r / MEL_ROWS) / hzPerBin
    const high = heightToHz(scale, (r + 1) / MEL_ROWS) / hzPerBin
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
  return rows
}

/** Column of H as powers [T]. */
function activation(view: FactorizationView, k: number, peak: number): Float32Array {
  const { frameCount: T, componentCount: K, H } = view
  const line = new Float32Array(T)
  if (!(peak > 0)) return line
  for (let t = 0; t < T; t++) line[t] = toPower(view, H[t * K + k]! / peak)
  return line
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
  for (const k of components) {
    for (let t = 0; t < T; t++) line[t]! += H[t * K + k]! * peakW[k]!
  }
  const loudest = line.reduce((most, value) => Math.max(most, value), 0)
  return loudest > 0 ? line.map((value) => value / loudest) : line
}
