/**
 * The law by which sound is shared out at (frame, bin), stated once for listening, export and
 * pictures. T = frames, F = bins, K = components, A = atoms, J = stems, p = exponent of V = |X|^p.
 *
 * A model is a sum of atoms, each a spectrum times a weight that changes from frame to frame.
 * Usually a component is one atom; a component whose shape unfolds in time has several. Both
 * factors are raised beforehand to what the law adds up: P_a = (weight spectrum)^(2/p) by power,
 * (weight spectrum)^(1/p) by amplitude. The sums over atoms are mask.ts and stereo-filter.ts.
 */
import type { Factorization } from '../factorization'
import type { SeparationSettings } from '../settings'
import { atomTable, readWeights, type AtomTable } from './atoms'
import { factorsAt, type FactorsAt } from './cell-factors'
import type { Sharing, SharingLaw, StereoFilter } from './sharing'

/** p of V = |X|^p. */
export type Exponent = SeparationSettings['exponent']

/** Below this sum of model powers all of a cell goes to Rest; by amplitude, below its square. */
export const MIN_POWER = 1e-37

/** Power of a value of V = |X|^p, the value raised to 2 / p. */
export function powerOf(value: number, exponent: Exponent): number {
  return exponent === 2 ? value : value * value
}

/** Amplitude of a value of V = |X|^p, the value raised to 1 / p. */
export function amplitudeOf(value: number, exponent: Exponent): number {
  return exponent === 2 ? Math.sqrt(value) : value
}

/** The powers that occur, 2 / p and 1 / p, need no logarithm. */
function raise(value: number, power: number): number {
  if (power === 1) return value
  if (power === 2) return value * value
  return power === 0.5 ? Math.sqrt(value) : value ** power
}

/** How the terms of a law are made from W and H: W ** power and factor * H ** power. */
export interface Raising {
  readonly power: number
  readonly factor: number
}

/** What decides how a factorization is raised. */
export type RaisingSource = Pick<Factorization, 'settings' | 'meanV' | 'peak'>

/** The raising that a law asks for. Direct terms are at the level of the recording. */
export function raisingOf({ settings, meanV, peak }: RaisingSource, law: SharingLaw): Raising {
  const { exponent } = settings
  if (law === 'power') return { power: 2 / exponent, factor: 1 }
  const factor = law === 'direct' ? amplitudeOf(meanV, exponent) * peak : 1
  return { power: 1 / exponent, factor }
}

/**
 * out[i] = factor * values[i] ** power for i from `from` to `to` - 1; may be in place. Allocates
 * nothing.
 */
export function raiseValues(
  values: Float32Array,
  power: number,
  factor: number,
  out: Float32Array,
  from: number,
  to: number
): void {
  if (power === 2 && factor === 1) {
    for (let i = from; i < to; i++) out[i] = values[i]! * values[i]!
  } else if (power !== 1 || factor !== 1) {
    for (let i = from; i < to; i++) out[i] = factor * raise(values[i]!, power)
  } else if (out !== values) {
    out.set(values.subarray(from, to), from)
  }
}

/** The law that the stems of a factorization are made by. */
export function lawOf({
  settings,
  sharing
}: Pick<Factorization, 'settings' | 'sharing'>): SharingLaw {
  if (settings.mask === 'direct') return 'direct'
  return sharing ? 'amplitude' : 'power'
}

/** `readWeights`, raised to what a law adds up. Allocates nothing. */
export function weighAtoms(
  atoms: AtomTable,
  H: Float32Array,
  t: number,
  power: number,
  factor: number,
  out: Float32Array
): void {
  readWeights(atoms, H, t, out)
  raiseValues(out, power, factor, out, 0, atoms.atomCount)
}

/** What sums over atoms are taken of, with memory for them; see `mixPower`. */
export interface MixTerms {
  readonly law: SharingLaw
  readonly binCount: number
  readonly atoms: AtomTable
  /** [A x F], raised. */
  readonly spectra: Float32Array
  readonly factorsAt: FactorsAt | null
  /** Makes matrices of masks; null where one real mask does for both channels. */
  readonly filter: StereoFilter | null
  readonly work: MixWork
}

/** Memory that sums are taken in; one for each thread. */
export interface MixWork {
  /** [A] weights times gains. */
  readonly scaled: Float64Array
  /** [F] each, empty where the law asks for no sums of stems. */
  readonly all: Float64Array
  readonly wanted: Float64Array
  readonly factors: Float64Array
  readonly total: Float64Array
  readonly gains: Float64Array
}

/** Memory for the sums of a law. */
export function mixWork(law: SharingLaw, atomCount: number, binCount: number): MixWork {
  const perBin = (): Float64Array => new Float64Array(law === 'amplitude' ? binCount : 0)
  return {
    scaled: new Float64Array(atomCount),
    all: perBin(),
    wanted: perBin(),
    factors: perBin(),
    total: perBin(),
    gains: perBin()
  }
}

/** A factorization as it is shared out. */
export interface MixtureModel extends MixTerms {
  readonly frameCount: number
  /** Weights of all atoms at a frame, raised, to out [A]. Allocates nothing. */
  readonly weightsAt: (frame: number, out: Float32Array) => void
}

/**
 * The model of a factorization. Its spectra are new, or W itself where nothing is to be raised.
 * @param law another one than its stems are made by, for facts of components
 */
export function mixtureModel(
  factorization: Factorization,
  law: SharingLaw = lawOf(factorization)
): MixtureModel {
  const { W, H, frameCount, binCount, sharing } = factorization
  const atoms = atomTable(factorization)
  const raising = raisingOf(factorization, law)
  return {
    law,
    binCount,
    frameCount,
    atoms,
    spectra: raisedSpectra(W, raising),
    ...sharedParts(law, sharing),
    work: mixWork(law, atoms.atomCount, binCount),
    weightsAt: (t, out) => weighAtoms(atoms, H, t, raising.power, raising.factor, out)
  }
}

/** What only sharing by amplitude has: factors of cells, and directions. */
export function sharedParts(
  law: SharingLaw,
  sharing: Sharing | null | undefined
): Pick<MixTerms, 'factorsAt' | 'filter'> {
  if (law !== 'amplitude' || !sharing) return { factorsAt: null, filter: null }
  return { factorsAt: factorsAt(sharing.factors), filter: sharing.filter }
}

/**
 * Spectrum of a component, [F], raised; a part of the model's, or new where several atoms add up.
 */
export function componentSpectrum(
  { atoms: { firstAtom }, spectra, binCount: F }: MixTerms,
  k: number
): Float32Array {
  const first = firstAtom[k]!
  const end = firstAtom[k + 1]!
  const spectrum = spectra.subarray(first * F, (first + 1) * F)
  if (end === first + 1) return spectrum
  const sum = new Float32Array(F)
  for (let i = first * F; i < end * F; i++) sum[i % F]! += spectra[i]!
  return sum
}

/** Activations of a component as powers, [T], new, in float32 as masks take them. */
export function activationPowers(
  { H, componentCount: K, frameCount: T, settings }: Factorization,
  k: number
): Float64Array {
  const { exponent } = settings
  const power = (t: number): number => Math.fround(powerOf(H[t * K + k]!, exponent))
  return Float64Array.from({ length: T }, (_, t) => power(t))
}

function raisedSpectra(W: Float32Array, { power }: Raising): Float32Array {
  if (power === 1) return W
  const spectra = new Float32Array(W.length)
  raiseValues(W, power, 1, spectra, 0, W.length)
  return spectra
}

/**
 * The law itself, for one cell: the share of each component, Rest behind them, [K + 1], new; they
 * add up to 1. Tests hold the loops of mask.ts and of the export's kernels to it. By power a
 * component takes its part of all powers. By amplitude a stem takes S_j^2 of the sum of squares,
 * and a component the part V_k / S_j of that: S_j V_k, which needs no division by S_j. In doubles
 * no square of what counts underflows, so amplitudes need not be scaled first. A model with a
 * filter has matrices for shares.
 */
export function sharesAt(model: MixtureModel, t: number, f: number): Float64Array {
  const { law, atoms, spectra, binCount: F } = model
  const { atomCount, componentCount: K, stemCount, componentOf, stemOf } = atoms
  if (law === 'direct' || model.filter) throw new Error('a cell of this model has no real shares')
  const weights = new Float32Array(atomCount)
  model.weightsAt(t, weights)
  const factor = new Float64Array(F)
  const terms = Float64Array.from(weights, (weight, a) => {
    const isTurned = model.factorsAt?.(t, stemOf[a]!, factor, f, f + 1) ?? false
    return weight * spectra[a * F + f]! * (isTurned ? factor[f]! : 1)
  })
  const stems = new Float64Array(stemCount)
  terms.forEach((term, a) => (stems[stemOf[a]!]! += term))
  const shares = new Float64Array(K + 1)
  const of = (a: number): number => (law === 'power' ? terms[a]! : stems[stemOf[a]!]! * terms[a]!)
  terms.forEach((_, a) => (shares[componentOf[a]!]! += of(a)))
  const sum = shares.reduce((all, share) => all + share, 0)
  if (sum < leastSum(law)) return shares.fill(0).fill(1, K)
  return shares.map((share) => share / sum)
}

/** A sum of a law below this counts as nothing, and all of the cell goes to Rest. */
export function leastSum(law: SharingLaw): number {
  return law === 'amplitude' ? MIN_POWER ** 2 : MIN_POWER
}
