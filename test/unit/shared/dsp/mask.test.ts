import { describe, expect, it } from 'vitest'
import { mixMask, mixPower } from '../../../../shared/dsp/mask'
import { mixtureModel } from '../../../../shared/dsp/mixture-model'
import type { Factorization } from '../../../../shared/factorization'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import { isFiniteEverywhere } from '../../../support/compare'
import { positiveMatrix } from '../../../support/signals'

const [T, F, K] = [6, 65, 4]

function factorization(changes: Partial<SeparationSettings> = {}): Factorization {
  return {
    settings: { ...defaultSettings(44100), ...changes },
    frameCount: T,
    binCount: F,
    componentCount: K,
    W: positiveMatrix(K * F, 1, 8),
    H: positiveMatrix(T * K, 2, 8),
    meanV: 0.3,
    peak: 0.7,
    divergence: [1]
  }
}

const ones = new Float32Array(K).fill(1)
const only = (k: number): Float32Array => new Float32Array(K).fill(1, k, k + 1).fill(0, 0, k)
const magnitudes = new Float64Array(F).fill(1)

/** Mask of a mix at frame t; Rest is silent unless said otherwise. */
function maskOf(source: Factorization, t: number, gains: Float32Array, rest = 0): Float64Array {
  const model = mixtureModel(source)
  const [wanted, all, mask] = [new Float64Array(F), new Float64Array(F), new Float64Array(F)]
  const weights = new Float32Array(K)
  model.weightsAt(t, weights)
  mixPower(model, t, weights, gains, wanted, 0, F)
  mixPower(model, t, weights, null, all, 0, F)
  mixMask(model.law, wanted, all, rest, magnitudes, mask, 0, F)
  return mask
}

describe.each([1, 2] as const)('ratio masks with exponent %i', (exponent) => {
  const source = factorization({ exponent })

  it('lie between 0 and 1 and sum to 1 over the components', () => {
    for (let t = 0; t < T; t++) {
      const masks = [0, 1, 2, 3].map((k) => maskOf(source, t, only(k)))
      for (let f = 0; f < F; f++) {
        const values = masks.map((mask) => mask[f]!)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(0)
        expect(Math.max(...values)).toBeLessThanOrEqual(1)
        expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12)
      }
    }
  })

  it('are the share of a component in the model power', () => {
    const { W, H } = source
    const power = (k: number): number => (H[2 * K + k]! * W[k * F + 5]!) ** (2 / exponent)
    const share = power(1) / [0, 1, 2, 3].reduce((sum, k) => sum + power(k), 0)
    expect(maskOf(source, 2, only(1))[5]).toBeCloseTo(share, 5)
  })

  it('are exactly 1 when every gain is 1, and exactly a power of two when every gain is', () => {
    expect(maskOf(source, 0, ones).every((value) => value === 1)).toBe(true)
    const half = new Float32Array(K).fill(0.5)
    expect(maskOf(source, 0, half).every((value) => value === 0.5)).toBe(true)
  })

  it('leave a bin without any model power to Rest', () => {
    const empty = { ...source, H: new Float32Array(T * K) }
    expect(maskOf(empty, 0, ones, 0).every((value) => value === 0)).toBe(true)
    expect(maskOf(empty, 0, ones, 1).every((value) => value === 1)).toBe(true)
  })
})

describe.each([1, 2] as const)('direct masks with exponent %i', (exponent) => {
  const source = factorization({ exponent, mask: 'direct' })

  it('give the amplitude of the model at the level of the recording', () => {
    const { W, H, meanV, peak } = source
    const amplitude = (meanV * H[3 * K + 2]! * W[2 * F + 9]!) ** (1 / exponent) * peak
    expect(maskOf(source, 3, only(2))[9]! / amplitude).toBeCloseTo(1, 5)
  })

  it('add up to 1 together with Rest', () => {
    for (const value of maskOf(source, 1, ones, 1)) expect(value).toBeCloseTo(1, 6)
  })

  it('are 0 where the recording is silent', () => {
    const mask = new Float64Array(F)
    const all = new Float64Array(F).fill(1)
    mixMask('direct', all, all, 1, new Float64Array(F), mask, 0, F)
    expect(mask.every((value) => value === 0)).toBe(true)
  })
})

describe('masks of extreme models', () => {
  it('hold no NaN, whatever the level', () => {
    for (const mask of ['ratio', 'direct'] as const) {
      for (const exponent of [1, 2] as const) {
        for (const level of [0, 1e-12, 1e-30, 1e15]) {
          const source = factorization({ mask, exponent })
          const H = source.H.map((value) => value * level)
          expect(isFiniteEverywhere(maskOf({ ...source, H }, 0, only(1), 1))).toBe(true)
        }
      }
    }
  })

  it('leave bins outside of from .. to alone', () => {
    const model = mixtureModel(factorization())
    const power = new Float64Array(F).fill(-1)
    mixPower(model, 0, ones, null, power, 10, 20)
    expect(power.subarray(0, 10).every((value) => value === -1)).toBe(true)
    expect(power.subarray(20).every((value) => value === -1)).toBe(true)
    expect(power.subarray(10, 20).every((value) => value > 0)).toBe(true)
  })
})
