/**
 * What stems take of the recording's spectrum, frame by frame, in the order of the transform. The
 * kernels do simple sums over components; sharing by amplitude goes through the sums of shared/dsp.
 * F = bins, K = components, A = atoms, C = channels.
 */
import { atomTable, type AtomTable } from '../../../shared/dsp/atoms'
import { mixMask, mixPower } from '../../../shared/dsp/mask'
import {
  lawOf,
  mixtureModel,
  raisingOf,
  weighAtoms,
  MIN_POWER
} from '../../../shared/dsp/mixture-model'
import { applyMatrices, ENTRIES, mixMatrices } from '../../../shared/dsp/stereo-filter'
import type { Factorization } from '../../../shared/factorization'
import { passOrder } from '../wasm/fft-order'
import type { StemKernels } from '../wasm/stem-kernels'
import { pairCount, type StemPlan, type ThreadPlan } from './stem-plan'

/** What a stem is made of. */
export interface StemMix {
  readonly components: readonly number[]
  /** Linear. */
  readonly gain: number
  /** Linear gains of the components, in the same order; 1 each by default. */
  readonly partGains?: readonly number[]
}

/** Masks of all stems for one frame after the other. */
export interface StemMasks {
  /** Takes the recording's spectra of frame t, in place of the thread's re and im. */
  begin(t: number): void
  /** Makes the mask of stem s; with `isTwo`, in mono only, also that of the next one, times i. */
  choose(s: number, isTwo: boolean): void
  /** Writes what the stem takes of a pair of channels to stemRe and stemIm. */
  write(pair: number): void
}

/** What masks are made from, on one thread. */
export interface MaskTools {
  readonly kernels: StemKernels
  readonly plan: StemPlan
  readonly own: ThreadPlan
  readonly buffer: ArrayBufferLike
  readonly factorization: Factorization
  readonly stems: readonly StemMix[]
}

/** The masks that the law of a factorization requires. */
export function stemMasks(tools: MaskTools): StemMasks {
  return lawOf(tools.factorization) === 'amplitude' ? sharedMasks(tools) : kernelMasks(tools)
}

/** Sums of the kernels: weights times rows, divided by all of them or by what the recording has. */
function kernelMasks({ kernels, plan, own, buffer, factorization, stems }: MaskTools): StemMasks {
  const { windowSize: size, channelCount: C } = plan.shape
  const { re, im, power, otherPower } = own
  const pairs = pairCount(plan.shape)
  const atoms = atomTable(factorization)
  const { atomCount: A } = atoms
  const law = lawOf(factorization)
  const raising = raisingOf(factorization, law)
  const row = new Float32Array(A)
  const members = stems.map((stem) => membersOf(atoms, stem))
  const firstMember = members.map((_, s) =>
    members.slice(0, s).reduce((sum, { length }) => sum + length, A)
  )
  const all = [...Array(A).keys(), ...members.flat().map(({ atom }) => atom)]
  const weights = new Float64Array(buffer, own.weights, all.length)
  new Uint32Array(buffer, own.rows, all.length).set(
    all.map((a) => plan.spectra + a * plan.spectrumBytes)
  )

  /** Weights of all atoms at one frame, then those of each stem's. */
  function weighFrame(t: number): void {
    weighAtoms(atoms, factorization.H, t, raising.power, raising.factor, row)
    for (let a = 0; a < A; a++) weights[a] = row[a]!
    let i = A
    for (const list of members) {
      for (const { atom, gain } of list) weights[i++] = gain * row[atom]!
    }
  }

  function mixStem(s: number, into: number): void {
    const first = firstMember[s]!
    kernels.mixRows(own.rows + 4 * first, own.weights + 8 * first, members[s]!.length, into, size)
  }

  return {
    begin: (t) => {
      weighFrame(t)
      if (law === 'direct') {
        // Bins f and -f of L + iR together hold twice the power of L and R.
        kernels.meanMagnitude(re, im, pairs, plan.mirror, 1 / (2 * C), power, size)
      } else {
        kernels.mixRows(own.rows, own.weights, A, power, size)
      }
      const least = law === 'direct' ? Number.MIN_VALUE : MIN_POWER
      for (let pair = 0; pair < pairs; pair++) {
        const at = 8 * size * pair
        kernels.divideSpectrum(re + at, im + at, power, least, size)
      }
    },
    ...realMasks({ kernels, plan, own }, (s, isTwo) => {
      mixStem(s, power)
      if (isTwo) mixStem(s + 1, otherPower)
    })
  }
}

/** Masks that are the same for all channels: `make` leaves them in power and otherPower. */
function realMasks(
  { kernels, plan, own }: Pick<MaskTools, 'kernels' | 'plan' | 'own'>,
  make: (s: number, isTwo: boolean) => void
): Pick<StemMasks, 'choose' | 'write'> {
  const { windowSize: size } = plan.shape
  const { re, im, stemRe, stemIm, power, otherPower } = own
  let hasTwo = false
  return {
    choose: (s, isTwo) => {
      hasTwo = isTwo
      make(s, isTwo)
    },
    write: (pair) => {
      const at = 8 * size * pair
      if (hasTwo) kernels.maskTwo(re + at, im + at, power, otherPower, stemRe, stemIm, size)
      else kernels.maskOne(re + at, im + at, power, stemRe, stemIm, size)
    }
  }
}

/** The atoms of a stem with the gains of their components, those of one component side by side. */
function membersOf(
  { firstAtom }: AtomTable,
  { components, gain, partGains }: StemMix
): { atom: number; gain: number }[] {
  return components.flatMap((k, j) => {
    const own = gain * (partGains?.[j] ?? 1)
    const count = firstAtom[k + 1]! - firstAtom[k]!
    return Array.from({ length: count }, (_, l) => ({ atom: firstAtom[k]! + l, gain: own }))
  })
}

/** The sums that listening uses, sorted into the order of the transform. */
function sharedMasks({ kernels, plan, own, buffer, factorization, stems }: MaskTools): StemMasks {
  const { windowSize: size, channelCount: C } = plan.shape
  const model = mixtureModel(factorization)
  const { law, binCount: F, atoms } = model
  const order = passOrder(size)
  const bins = order.map((bin) => Math.min(bin, size - bin))
  const weights = new Float32Array(atoms.atomCount)
  const gains = stems.map((stem) => gainsOf(stem, factorization.componentCount))
  const at = (address: number): Float64Array => new Float64Array(buffer, address, size)
  const isMatrix = model.filter !== null && C === 2
  let frame = 0

  const all = new Float64Array((isMatrix ? ENTRIES : 1) * F)
  const wanted = all.slice()
  const mask = new Float64Array(F)
  const none = new Float64Array(0)
  const [power, otherPower] = [at(own.power), at(own.otherPower)]

  function maskStem(s: number, out: Float64Array): void {
    const { gain } = stems[s]!
    mixPower(model, frame, weights, gains[s]!, wanted, 0, F)
    mixMask(law, wanted, all, 0, none, mask, 0, F)
    for (let n = 0; n < size; n++) out[n] = gain * mask[bins[n]!]!
  }

  /** Masks are real and the same for all channels, except matrices for two. */
  const real = realMasks({ kernels, plan, own }, (s, isTwo) => {
    maskStem(s, power)
    if (isTwo) maskStem(s + 1, otherPower)
  })
  const [re, im, stemRe, stemIm] = [at(own.re), at(own.im), at(own.stemRe), at(own.stemIm)]
  const Z = new Float64Array(isMatrix ? 2 * size : 0)
  const product = Z.slice()
  let chosen = 0

  function filterStem(s: number): void {
    const { gain } = stems[s]!
    mixMatrices(model, frame, weights, gains[s]!, wanted, 0, F)
    applyMatrices(Z, all, wanted, wanted, 0, product, 0, F)
    for (let n = 0; n < size; n++) {
      const i = 2 * order[n]!
      stemRe[n] = gain * product[i]!
      stemIm[n] = gain * product[i + 1]!
    }
  }

  return {
    begin: (t) => {
      frame = t
      model.weightsAt(t, weights)
      if (!isMatrix) {
        mixPower(model, t, weights, null, all, 0, F)
        return
      }
      mixMatrices(model, t, weights, null, all, 0, F)
      for (let n = 0; n < size; n++) {
        const i = 2 * order[n]!
        Z[i] = re[n]!
        Z[i + 1] = im[n]!
      }
    },
    choose: (s, isTwo) => {
      if (isMatrix) chosen = s
      else real.choose(s, isTwo)
    },
    write: (pair) => {
      if (isMatrix) filterStem(chosen)
      else real.write(pair)
    }
  }
}

/** Gains of the components inside a stem, 0 for all others, new [K]. */
export function gainsOf({ components, partGains }: StemMix, componentCount: number): Float32Array {
  const gains = new Float32Array(componentCount)
  components.forEach((k, i) => (gains[k] = partGains?.[i] ?? 1))
  return gains
}
