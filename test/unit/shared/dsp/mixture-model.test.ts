/**
 * The laws of sharing out, for models of every kind. T = frames, F = bins, K = components, J =
 * stems.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mixMask, mixPower } from '../../../../shared/dsp/mask'
import {
  amplitudeOf,
  mixtureModel,
  powerOf,
  sharesAt,
  type MixtureModel
} from '../../../../shared/dsp/mixture-model'
import { mixMatrices } from '../../../../shared/dsp/stereo-filter'
import type { Factorization } from '../../../../shared/factorization'
import { mixtureToy, toyKinds, toyStems, type ToyKind } from '../../../support/mixture-toys'

const stft = { windowSize: 64, hopSize: 16 }
const realKinds = toyKinds.filter((kind) => kind !== 'stereo')
const toy = (kind: ToyKind): Factorization => mixtureToy(kind, 400, stft)

const only = (components: readonly number[], count = 5): Float32Array => {
  const gains = new Float32Array(count)
  for (const k of components) gains[k] = 1
  return gains
}

function weightsOf(model: MixtureModel, t: number): Float32Array {
  const weights = new Float32Array(model.atoms.atomCount)
  model.weightsAt(t, weights)
  return weights
}

/** Mask of a mix at frame t, Rest silent unless said otherwise. */
function maskOf(model: MixtureModel, t: number, gains: Float32Array, rest = 0): Float64Array {
  const F = model.binCount
  const [wanted, all, mask] = [new Float64Array(F), new Float64Array(F), new Float64Array(F)]
  mixPower(model, t, weightsOf(model, t), gains, wanted, 0, F)
  mixPower(model, t, weightsOf(model, t), null, all, 0, F)
  mixMask(model.law, wanted, all, rest, new Float64Array(F), mask, 0, F)
  return mask
}

/** Matrices of a mix and of all at frame t. */
function matricesOf(model: MixtureModel, t: number, gains: Float32Array | null): Float64Array {
  const sum = new Float64Array(4 * model.binCount)
  mixMatrices(model, t, weightsOf(model, t), gains, sum, 0, model.binCount)
  return sum
}

describe.each(realKinds)('shares of a model that is %s', (kind) => {
  const factorization = toy(kind)
  const model = mixtureModel(factorization)
  const cell = fc.record({
    t: fc.nat(model.frameCount - 1),
    f: fc.nat(model.binCount - 1)
  })

  test('are not negative and add up to 1 with Rest, in every cell', () => {
    fc.assert(
      fc.property(cell, ({ t, f }) => {
        const shares = sharesAt(model, t, f)
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(0)
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
      })
    )
  })

  test('are what the loops make of any gains', () => {
    const gains = fc.array(fc.float({ min: 0, max: 4, noNaN: true }), {
      minLength: 5,
      maxLength: 5
    })
    fc.assert(
      fc.property(cell, gains, fc.boolean(), ({ t, f }, list, isRestHeard) => {
        const rest = isRestHeard ? 1 : 0
        const shares = sharesAt(model, t, f)
        const expected = list.reduce((sum, gain, k) => sum + gain * shares[k]!, rest * shares[5]!)
        const mask = maskOf(model, t, Float32Array.from(list), rest)
        expect(Math.abs(mask[f]! - expected)).toBeLessThan(1e-12)
      })
    )
  })

  test('are exactly 1 together when every gain is 1', () => {
    for (let t = 0; t < model.frameCount; t++) {
      const mask = maskOf(model, t, only([0, 1, 2, 3, 4]), 1)
      expect(mask.every((value) => value === 1)).toBe(true)
    }
  })

  test('of the components of a stem add up to the stem', () => {
    for (let t = 0; t < model.frameCount; t++) {
      for (const components of toyStems) {
        const stem = maskOf(model, t, only(components))
        const parts = components.map((k) => maskOf(model, t, only([k])))
        stem.forEach((share, f) => {
          expect(parts.reduce((sum, part) => sum + part[f]!, 0)).toBeCloseTo(share, 12)
        })
      }
    }
  })

  test('go whole to Rest in a frame where all is silent', () => {
    const silent = mixtureModel({ ...factorization, H: new Float32Array(factorization.H.length) })
    expect([...sharesAt(silent, 3, 3)]).toEqual([0, 0, 0, 0, 0, 1])
    expect(maskOf(silent, 3, only([0, 1]), 0.5).every((value) => value === 0.5)).toBe(true)
  })

  test('are the same at any level, up to where float32 ends', () => {
    const t = 9
    const expected = maskOf(model, t, only([0, 3]), 1)
    const raised = model.law === 'power' ? 1e-8 : 1e-20
    const quiet = { ...factorization, H: factorization.H.map((value) => value * raised) }
    maskOf(mixtureModel(quiet), t, only([0, 3]), 1).forEach((share, f) => {
      expect(share).toBeCloseTo(expected[f]!, 3)
    })
  })
})

describe('by amplitude', () => {
  test('a stem of one component is shared out as by power', () => {
    const plain = toy('rank one')
    const alone = Uint16Array.of(0, 1, 2, 3, 4)
    const sharing = { stemOf: alone, atoms: null, factors: [], filter: null }
    const [power, amplitude] = [mixtureModel(plain), mixtureModel({ ...plain, sharing })]
    for (const t of [0, 5, 20]) {
      const expected = maskOf(power, t, only([1, 3]), 1)
      maskOf(amplitude, t, only([1, 3]), 1).forEach((share, f) => {
        expect(share).toBeCloseTo(expected[f]!, 5)
      })
    }
  })

  test('a stem has the square of the sum, and a component of it the part it adds', () => {
    const { W, H, binCount: F } = toy('grouped')
    const [t, f] = [8, 11]
    const V = [0, 1, 2, 3, 4].map((k) => H[t * 5 + k]! * W[k * F + f]!)
    const S = toyStems.map((components) => components.reduce((sum, k) => sum + V[k]!, 0))
    const sum = S.reduce((all, one) => all + one * one, 0)
    const shares = sharesAt(mixtureModel(toy('grouped')), t, f)
    expect(shares[4]).toBeCloseTo((S[1]! ** 2 / sum) * (V[4]! / S[1]!), 12)
  })
})

test('an atom sounds as many frames after its activation as it says', () => {
  const factorization = toy('convolutive')
  const { W, binCount: F } = factorization
  const H = new Float32Array(factorization.H.length)
  H[10 * 5 + 2] = 2
  const model = mixtureModel({ ...factorization, H })
  const sum = new Float64Array(F)
  for (let lag = -1; lag <= 4; lag++) {
    mixPower(model, 10 + lag, weightsOf(model, 10 + lag), null, sum, 0, F)
    const expected = lag < 0 || lag > 3 ? 0 : (2 * W[(2 * 4 + lag) * F + 7]!) ** 2
    expect(sum[7]! / (expected || 1)).toBeCloseTo(expected === 0 ? 0 : 1, 12)
  }
})

test('factors change the cells of their stem and no others', () => {
  const painted = toy('painted')
  const { sharing, ...rest } = painted
  const [plain, turned] = [toy('grouped'), painted].map((one) => mixtureModel(one))
  const at = (model: MixtureModel, t: number, f: number): number => sharesAt(model, t, f)[3]!
  expect(rest.W).toEqual(plain!.spectra)
  expect(at(turned!, 20, 2)).toBe(at(plain!, 20, 2))
  expect(at(turned!, 1, 9)).toBe(at(plain!, 1, 9))
  const { values, fromBin, toBin, fromFrame } = sharing!.factors[0]!
  const silenced = values.findIndex((value, i) => value === 0 && i > 10 * (toBin - fromBin))
  const t = fromFrame + Math.floor(silenced / (toBin - fromBin))
  const f = fromBin + (silenced % (toBin - fromBin))
  expect(sharesAt(turned!, t, f)[0]).toBe(0)
})

describe('matrices of a stereo filter', () => {
  const factorization = toy('stereo')
  const model = mixtureModel(factorization)

  type Complex = readonly [re: number, im: number]
  const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
  const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d]
  type Matrix = readonly [Complex, Complex, Complex, Complex]
  const product = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
    plus(times(a, e), times(b, g)),
    plus(times(a, f), times(b, h)),
    plus(times(c, e), times(d, g)),
    plus(times(c, f), times(d, h))
  ]
  const entries = (sums: Float64Array, f: number): Matrix => {
    const [a, d, re, im] = sums.subarray(4 * f, 4 * f + 4) as unknown as number[]
    return [
      [a!, 0],
      [re!, im!],
      [re!, -im!],
      [d!, 0]
    ]
  }
  const inverse = ([a, b, c, d]: Matrix): Matrix => {
    const determinant = a[0] * d[0] - times(b, c)[0]
    const scaled = ([re, im]: Complex, sign = 1): Complex => [
      (sign * re) / determinant,
      (sign * im) / determinant
    ]
    return [scaled(d), scaled(b, -1), scaled(c, -1), scaled(a)]
  }
  /** What a mix keeps at a cell. */
  const maskAt = (t: number, f: number, gains: Float32Array): Matrix =>
    product(
      entries(matricesOf(model, t, gains), f),
      inverse(entries(matricesOf(model, t, null), f))
    )
  const sumOf = (matrices: readonly Matrix[]): number[] =>
    matrices.reduce(
      (sum, matrix) => sum.map((x, i) => x + matrix.flat()[i]!),
      Array<number>(8).fill(0)
    )

  test.each([0, 1, 9, 20])('of all components add up to the identity (frame %i)', (t) => {
    for (const f of [0, 1, 13, 31, 32]) {
      const sum = sumOf([0, 1, 2, 3, 4].map((k) => maskAt(t, f, only([k]))))
      const identity = [1, 0, 0, 0, 0, 0, 1, 0]
      sum.forEach((entry, i) => expect(Math.abs(entry - identity[i]!)).toBeLessThan(1e-9))
    }
  })

  test('of the components of a stem add up to the stem', () => {
    for (const [t, f] of [
      [4, 7],
      [13, 20]
    ] as const) {
      for (const components of toyStems) {
        const sum = sumOf(components.map((k) => maskAt(t, f, only([k]))))
        const stem = maskAt(t, f, only(components)).flat()
        sum.forEach((entry, i) => expect(Math.abs(entry - stem[i]!)).toBeLessThan(1e-9))
      }
    }
  })

  test('are what Wiener says', () => {
    const { filter } = factorization.sharing!
    const { matrices, exponent, floor, leak } = filter!
    const { W, H, binCount: F } = factorization
    const [t, f] = [11, 17]
    const v = toyStems.map((components) => {
      const S = components.reduce((sum, k) => sum + H[t * 5 + k]! * W[k * F + f]!, 0)
      return S ** exponent + floor
    })
    const whole = v.reduce((sum, one) => sum + one, 0)
    const weighted = (j: number): number[] =>
      [0, 1, 2, 3].map((i) => v[j]! * matrices[4 * (j * F + f) + i]!)
    const even = (i: number): number => (i < 2 ? (leak * whole) / 3 : 0)
    const sum = [0, 1, 2, 3].map((i) =>
      [0, 1, 2].reduce((all, j) => all + weighted(j)[i]! + even(i), 0)
    )
    const own = weighted(1).map((entry, i) => entry + even(i))
    const asMatrix = (list: number[]): Matrix => entries(Float64Array.from(list), 0)
    const expected = product(asMatrix(own), inverse(asMatrix(sum))).flat()
    maskAt(t, f, only([1, 4]))
      .flat()
      .forEach((entry, i) => {
        expect(entry).toBeCloseTo(expected[i]!, 6)
      })
  })
})

test('amplitude and power of a value of V follow from its exponent', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (value) => {
      expect([powerOf(value, 1), amplitudeOf(value, 1)]).toEqual([value * value, value])
      expect([powerOf(value, 2), amplitudeOf(value, 2)]).toEqual([value, Math.sqrt(value)])
      // What raising by a power gives, to the bit.
      expect([powerOf(value, 1), amplitudeOf(value, 2)]).toEqual([value ** 2, value ** 0.5])
    })
  )
})
