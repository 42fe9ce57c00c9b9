import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { factorize } from '../../../../src-main/engine/factorize/solver-mm'
import type { Kernels } from '../../../../src-main/engine/factorize/sweep/kernels'
import { randomStart } from '../../../../src-main/engine/factorize/start/random-start'
import { accelerate, accelerateSafely } from '../../../../src-main/engine/factorize/accelerate'
import { isFiniteEverywhere, largestRelativeError } from '../../../support/compare'
import { fastKernels, modelOf, referenceKernels } from '../../../support/kernels'
import { exactRankMatrix, positiveMatrix } from '../../../support/signals'

const go = (): boolean => true
const betas = [-2, -0.7, 0, 0.5, 1, 1.5, 2, 3, 4]
const endless = { sweeps: 40, tolerance: 0 }

/** Kernels with seeded data and a seeded start. */
function toy(T: number, F: number, K: number, beta: number, seed: number): Kernels {
  const kernels = fastKernels({ T, F, K, beta }, positiveMatrix(T * F, seed))
  kernels.setModel(randomStart(T, F, K, seed + 1))
  return kernels
}

/** Data that a low rank explains in part: what recordings are like. */
function mixedMatrix(T: number, F: number, K: number, seed: number): Float32Array {
  const noise = positiveMatrix(T * F, seed)
  return exactRankMatrix(T, F, K, seed).map((value, i) => value + 0.02 * noise[i]!)
}

describe('the accelerated sweeps', () => {
  it.each(betas)('never end above their start for beta %d', (beta) => {
    const shapes = fc.record({
      T: fc.integer({ min: 1, max: 40 }),
      F: fc.integer({ min: 1, max: 40 }),
      K: fc.integer({ min: 1, max: 9 }),
      seed: fc.nat()
    })
    fc.assert(
      fc.property(shapes, ({ T, F, K, seed }) => {
        const history = accelerateSafely(toy(T, F, K, beta, seed), endless, go)!
        expect(isFiniteEverywhere(history)).toBe(true)
        expect(history.at(-1)).toBeLessThanOrEqual(history[0]!)
      }),
      { numRuns: 30, seed: 1 }
    )
  })

  it.each([0, 1, 2])('reach in 100 sweeps what plain updates reach in 200, beta %d', (beta) => {
    const [T, F, K] = [80, 65, 6]
    for (const seed of [1, 2, 3]) {
      const run = (fit: (kernels: Kernels) => number[]): number => {
        const kernels = fastKernels({ T, F, K, beta }, mixedMatrix(T, F, K, seed))
        kernels.setModel(randomStart(T, F, K, seed))
        return fit(kernels).at(-1)
      }
      const plain = run((kernels) => factorize(kernels, 200, go)!)
      const limits = { sweeps: 100, tolerance: 0 }
      const fast = run((kernels) => accelerateSafely(kernels, limits, go)!)
      expect(fast, `seed ${seed}`).toBeLessThanOrEqual(plain)
    }
  })

  it.each(betas)('equal those of the plain loops for beta %d', (beta) => {
    const [T, F, K] = [21, 30, 4]
    const V = positiveMatrix(T * F, 7, 2)
    const [fast, reference] = [fastKernels, referenceKernels].map((make) => {
      const kernels = make({ T, F, K, beta }, V)
      kernels.setModel(randomStart(T, F, K, 3))
      const history = accelerateSafely(kernels, { sweeps: 6, tolerance: 0 }, go)!
      return { history, ...modelOf(kernels) }
    })
    expect(largestRelativeError(reference!.history, fast!.history, 0.1)).toBeLessThan(1e-4)
    expect(largestRelativeError(reference!.W, fast!.W, 1e-4)).toBeLessThan(2e-2)
    expect(largestRelativeError(reference!.H, fast!.H, 1e-4)).toBeLessThan(2e-2)
  })

  it.each(betas)(
    'stay finite on data of mean 1 over 60 powers of ten, and on zeros: %d',
    (beta) => {
      const [T, F, K] = [33, 50, 5]
      const wide = positiveMatrix(T * F, 1, 60)
      const mean = wide.reduce((sum, value) => sum + value, 0) / wide.length
      const data = [wide.map((value) => value / mean)]
      if (beta > 0) data.push(new Float32Array(T * F))
      for (const V of data) {
        const kernels = fastKernels({ T, F, K, beta }, V)
        kernels.setModel(randomStart(T, F, K, 2))
        const history = accelerateSafely(kernels, endless, go)!
        const { W, H } = modelOf(kernels)
        expect(isFiniteEverywhere(W)).toBe(true)
        expect(isFiniteEverywhere(H)).toBe(true)
        expect(history.at(-1)).toBeLessThanOrEqual(history[0]!)
      }
    }
  )

  it('go back to the last good state when a sweep gives no number', () => {
    const kernels = toy(20, 20, 3, 1, 1)
    let sweeps = 0
    const broken: Kernels = {
      ...kernels,
      beginSweep() {
        sweeps++
        kernels.beginSweep()
      },
      pass: (...pass) => kernels.pass(...pass)?.map((value) => (sweeps === 5 ? NaN : value)) ?? null
    }
    const history = accelerateSafely(broken, { sweeps: 12, tolerance: 0 }, go)!
    expect(history).toHaveLength(12) // one sweep of twelve was thrown away, and the result measured
    expect(history.at(-1)).toBeLessThan(history[3]!)
    expect(isFiniteEverywhere(history)).toBe(true)
  })

  it('give the start back when they end above it', () => {
    const kernels = toy(20, 20, 3, 1, 1)
    const start = modelOf(kernels)
    let measured = 0
    const broken: Kernels = {
      ...kernels,
      pass: (pass, keepGoing) => {
        const isFirstLook = pass === 'measure' && measured++ === 0
        return kernels.pass(pass, keepGoing)?.map((value) => (isFirstLook ? NaN : value)) ?? null
      }
    }
    const history = accelerateSafely(broken, { sweeps: 5, tolerance: 0 }, go)!
    expect(modelOf(kernels)).toEqual(start)
    expect(history.at(-1) / history[0]!).toBeCloseTo(1, 5)
  })

  it('stop when they no longer lower the divergence', () => {
    const kernels = toy(30, 30, 2, 1, 1)
    const history = accelerate(kernels, { sweeps: 1000, tolerance: 1e-3 }, go)!
    expect(history.length).toBeGreaterThan(10)
    expect(history.length).toBeLessThan(200)
  })

  it('stop when they are told that it is enough', () => {
    const all = accelerateSafely(toy(30, 30, 4, 1, 1), endless, go)!
    const isEnough = (history: readonly number[]): boolean => history.at(-1)! <= all[15]!
    const some = accelerateSafely(toy(30, 30, 4, 1, 1), { ...endless, isEnough }, go)!
    expect(some.slice(0, 16)).toEqual(all.slice(0, 16))
    expect(some).toHaveLength(17)
  })

  it('stop after any block when told to', () => {
    for (const stopAt of [1, 2, 3, 10]) {
      let calls = 0
      const result = accelerateSafely(toy(130, 9, 2, 1, 1), endless, () => ++calls < stopAt)
      expect(result).toBeNull()
      expect(calls).toBe(stopAt)
    }
  })
})
