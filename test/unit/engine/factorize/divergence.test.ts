import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cellDivergence,
  divergence,
  effectiveBeta
} from '../../../../src-main/engine/factorize/divergence'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import { randomStart } from '../../../../src-main/engine/factorize/start/random-start'
import { fastKernels } from '../../../support/kernels'
import { positiveMatrix } from '../../../support/signals'

const betas = [-2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4]
const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true })

describe('cellDivergence', () => {
  it.each(betas)('is zero where data and model agree, positive elsewhere (beta %d)', (beta) => {
    fc.assert(
      fc.property(positive, positive, (v, m) => {
        const scale = v ** beta + m ** beta + v * m ** (beta - 1) + 1
        expect(Math.abs(cellDivergence(v, v, beta))).toBeLessThan(1e-10 * scale)
        expect(cellDivergence(v, m, beta)).toBeGreaterThan(-1e-10 * scale)
      }),
      { seed: 1 }
    )
  })

  it.each(betas)('scales as the beta-th power (beta %d)', (beta) => {
    expect(cellDivergence(6, 10, beta)).toBeCloseTo(2 ** beta * cellDivergence(3, 5, beta), 8)
  })

  it('has its named cases as limits', () => {
    for (const beta of [0, 1, 2]) {
      for (const step of [1e-4, -1e-4, 1e-7]) {
        expect(cellDivergence(3, 5, beta + step)).toBeCloseTo(cellDivergence(3, 5, beta), 3)
      }
    }
  })

  it('is the textbook formula', () => {
    expect(cellDivergence(3, 5, 2)).toBe(2)
    expect(cellDivergence(3, 5, 1)).toBeCloseTo(3 * Math.log(3 / 5) + 2, 12)
    expect(cellDivergence(3, 5, 0)).toBeCloseTo(3 / 5 - Math.log(3 / 5) - 1, 12)
    expect(cellDivergence(0, 5, 1)).toBe(5)
  })
})

describe('effectiveBeta', () => {
  it('takes what is within rounding of a named case for it', () => {
    expect([1 - 1e-7, 1e-9, 2 + 1e-6].map(effectiveBeta)).toEqual([1, 0, 2])
    expect([0.5, -1, 3, 1.001].map(effectiveBeta)).toEqual([0.5, -1, 3, 1.001])
  })
})

describe('divergence', () => {
  it.each(betas)('agrees with what the kernels sum up on the way (beta %d)', (beta) => {
    const [T, F, K] = [37, 45, 4]
    const V = positiveMatrix(T * F, 3)
    const start = randomStart(T, F, K, 5)
    const kernels = fastKernels({ T, F, K, beta }, V)
    kernels.setModel(start)
    const [first] = factorize(kernels, 0, () => true)!
    const expected = divergence(V, start.W, start.H, { T, F, K }, beta, 1e-10) / (T * F)
    expect(Math.abs(first! / expected - 1)).toBeLessThan(1e-6)
  })
})
