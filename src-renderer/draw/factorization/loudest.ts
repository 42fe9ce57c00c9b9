/**
 * Which components are loudest at a place of the spectrogram: argmax over k of the power of its
 * atoms. Also how loud a group of components is at a time. K = components, A = atoms, F = bins, T =
 * frames.
 */
import { atomTable, weightAt, type AtomTable } from '../../../shared/dsp/atoms'
import { powerOf } from '../../../shared/dsp/mixture-model'
import type { Factorization } from '../../../shared/factorization'
import { factorizationView, secondsToFrame } from './factorization-view'

/** A component and its part of the power at a place, 0 to 1. */
export interface Share {
  readonly component: number
  readonly share: number
}

/** A place of a picture: what a pointer covers. */
export interface Place {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly lowHz: number
  readonly highHz: number
}

/** Most frames read for one place: over a wide place they are taken at even distances. */
const MAX_FRAMES = 64

/**
 * Components by their power within a place, the loudest first; empty where there is none. The place
 * always covers at least the frame and the bin of its middle.
 */
export function loudestComponents(
  factorization: Factorization,
  sampleRate: number,
  place: Place
): readonly Share[] {
  const { W, H, binCount: F, frameCount: T, settings } = factorization
  const atoms = atomTable(factorization)
  const view = factorizationView(factorization, sampleRate)
  const hzPerBin = sampleRate / settings.windowSize
  const frames = cells(
    secondsToFrame(view, place.startSeconds),
    secondsToFrame(view, place.endSeconds),
    T
  )
  // Bin f is centered on f times the distance of bins.
  const bins = cells(place.lowHz / hzPerBin + 0.5, place.highHz / hzPerBin + 0.5, F)
  const step = Math.max(1, Math.ceil((frames.end - frames.first) / MAX_FRAMES))
  const powers = Array<number>(atoms.componentCount).fill(0)
  atoms.componentOf.forEach((k, a) => {
    let up = 0
    for (let f = bins.first; f < bins.end; f++) up += powerOf(W[a * F + f]!, settings.exponent)
    let across = 0
    for (let t = frames.first; t < frames.end; t += step) {
      across += powerOf(weightAt(atoms, H, t, a), settings.exponent)
    }
    powers[k]! += up * across
  })
  const sum = powers.reduce((a, b) => a + b, 0)
  if (!(sum > 0)) return []
  return powers
    .map((power, component) => ({ component, share: power / sum }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
}

/** Entries that positions [from, to) of a line cover, entry i centered on i + 0.5; at least one. */
function cells(from: number, to: number, count: number): { first: number; end: number } {
  const middle = Math.min(count - 1, Math.max(0, Math.floor((from + to) / 2)))
  if (to - from < 1) return { first: middle, end: Math.min(count, middle + 1) }
  const first = Math.min(middle, Math.max(0, Math.round(from)))
  return { first, end: Math.min(count, Math.max(middle + 1, Math.round(to))) }
}

const spectraPowers = new WeakMap<Float32Array, Float64Array>()

/** Power of each row of W, summed over its bins, new or remembered [A]. */
function rowPowers({ W, binCount: F, settings }: Factorization, atoms: AtomTable): Float64Array {
  const known = spectraPowers.get(W)
  if (known !== undefined) return known
  const powers = new Float64Array(atoms.atomCount)
  for (let a = 0; a < powers.length; a++) {
    for (let f = 0; f < F; f++) powers[a]! += powerOf(W[a * F + f]!, settings.exponent)
  }
  spectraPowers.set(W, powers)
  return powers
}

/**
 * Level in dBFS (root mean square) that the model gives a group of components at a time; minus
 * infinity for silence and beyond the ends. A full-scale sine reads -3 dB.
 */
export function levelOfComponents(
  factorization: Factorization,
  sampleRate: number,
  components: readonly number[],
  seconds: number
): number {
  const { H, frameCount: T, settings, meanV, peak } = factorization
  const t = Math.floor(secondsToFrame(factorizationView(factorization, sampleRate), seconds))
  if (t < 0 || t >= T) return -Infinity
  const atoms = atomTable(factorization)
  const rows = rowPowers(factorization, atoms)
  let power = 0
  for (const k of components) {
    for (let a = atoms.firstAtom[k]!; a < atoms.firstAtom[k + 1]!; a++) {
      power += rows[a]! * powerOf(weightAt(atoms, H, t, a), settings.exponent)
    }
  }
  // Parseval over half a spectrum: mean square = 2 sum |X|^2 / (N sum w^2), and sum w^2 of a sine
  // window is N / 2.
  const square = (power * powerOf(meanV, settings.exponent) * 4) / settings.windowSize ** 2
  return 10 * Math.log10(square) + 20 * Math.log10(peak)
}
