import { describe, expect, it } from 'vitest'
import { defaultSettings, qualities, type SeparationSettings } from '../../../../shared/settings'
import {
  chooseFramesPerPool,
  poolFrames,
  pooledCount,
  spreadActivations
} from '../../../../src-main/engine/factorize/coarse/coarse'
import { fitFast } from '../../../../src-main/engine/factorize/solver-fast'
import { contestSweeps, efforts } from '../../../../src-main/engine/factorize/effort'
import { createRandom } from '../../../../src-main/engine/factorize/start/random-start'
import { nndsvdStart } from '../../../../src-main/engine/factorize/start/nndsvd'
import { bestStart } from '../../../../src-main/engine/factorize/start/portfolio'
import { leadingTriplets } from '../../../../src-main/engine/factorize/start/singular'
import { divergence } from '../../../../src-main/engine/factorize/divergence'
import { type SeparationWatch, showNobody } from '../../../../src-main/engine/factorize/watch'
import type { WholeTools } from '../../../../src-main/engine/factorize/whole'
import { isFiniteEverywhere } from '../../../support/compare'
import { fastKernels, kernelModule, modelOf } from '../../../support/kernels'
import { solverTools } from '../../../support/separate'
import { exactRankMatrix, positiveMatrix } from '../../../support/signals'

const longestPool = 4
const tools: WholeTools = { ...solverTools, show: showNobody }
const settings: SeparationSettings = { ...defaultSettings(44_100), components: 3 }

describe('poolFrames', () => {
  it('averages frames, the last pool over fewer', () => {
    const kernels = fastKernels({ T: 3, F: 2, K: 1, beta: 1 }, Float32Array.of(1, 2, 3, 4, 5, 7))
    const V = new Float32Array(4)
    poolFrames(kernels, 2, { V, rowStride: 2 })
    expect([...V]).toEqual([2, 3, 5, 7])
  })

  it.each([
    [0, 0],
    [1, 1],
    [2, 1],
    [3, 2]
  ])('makes of %i frames %i', (T, count) => {
    const kernels = fastKernels({ T, F: 5, K: 1, beta: 1 }, positiveMatrix(T * 5, 1))
    const V = new Float32Array(count * 5)
    poolFrames(kernels, 2, { V, rowStride: 5 })
    expect(pooledCount(T, 2)).toBe(count)
    expect(V.every((value) => value > 0)).toBe(true)
    expect(spreadActivations(new Float32Array(count * 4).fill(1), T, 4, 2)).toEqual(
      new Float32Array(T * 4).fill(1)
    )
  })

  it('takes pools no longer than they may be, and four frames for each component', () => {
    expect(chooseFramesPerPool(10_000, 8, 10)).toBe(8)
    expect(chooseFramesPerPool(10_000, 8, longestPool)).toBe(4)
    expect(chooseFramesPerPool(64, 8, longestPool)).toBe(2)
    expect(chooseFramesPerPool(63, 8, longestPool)).toBe(1)
    expect(chooseFramesPerPool(0, 8, longestPool)).toBe(1)
    expect(chooseFramesPerPool(10_000, 8, 1)).toBe(1)
  })
})

describe('leadingTriplets', () => {
  it('finds the decomposition of a matrix of low rank, and no more', () => {
    const [N, F, rank] = [30, 20, 4]
    const A = Float64Array.from(exactRankMatrix(N, F, rank, 3))
    const triplets = leadingTriplets(A, N, F, 9, createRandom(1))!
    // The matrix is of float32, so its rank is only nearly 4.
    expect(triplets.length).toBeGreaterThanOrEqual(rank)
    const rebuilt = new Float64Array(N * F)
    for (const { left, value, right } of triplets.slice(0, rank)) {
      for (let t = 0; t < N; t++) {
        for (let f = 0; f < F; f++) rebuilt[t * F + f]! += left[t]! * value * right[f]!
      }
    }
    for (let i = 0; i < A.length; i++) expect(Math.abs(rebuilt[i]! - A[i]!)).toBeLessThan(1e-5)
    const values = triplets.map(({ value }) => value)
    expect(values).toEqual([...values].sort((a, b) => b - a))
  })

  it('finds nothing in nothing', () => {
    expect(leadingTriplets(new Float64Array(0), 0, 5, 3, createRandom(1))).toEqual([])
    expect(leadingTriplets(new Float64Array(12), 3, 4, 3, createRandom(1))).toEqual([])
  })
})

describe('nndsvdStart', () => {
  it('ends at once when it is not wanted any more', () => {
    const kernels = fastKernels({ T: 40, F: 65, K: 8, beta: 1 }, new Float32Array(40 * 65).fill(1))
    let asked = 0
    expect(nndsvdStart(kernels, 1, kernelModule, () => ++asked < 3)).toBeNull()
    expect(asked).toBeLessThan(12)
  })

  it.each([
    [40, 30, 5],
    [3, 30, 5],
    [40, 2, 5],
    [0, 7, 2],
    [1000, 9, 3]
  ])('is positive, with rows of W at sum 1 and the mean of V: T=%i F=%i K=%i', (T, F, K) => {
    const V = positiveMatrix(T * F, 3)
    const { W, H } = nndsvdStart(fastKernels({ T, F, K, beta: 1 }, V), 1, kernelModule)!
    expect(W.every((value) => value > 0)).toBe(true)
    expect(H.every((value) => value > 0)).toBe(true)
    for (let k = 0; k < K; k++) {
      const sum = W.subarray(k * F, (k + 1) * F).reduce((a, b) => a + b, 0)
      expect(sum).toBeCloseTo(1, 4)
    }
    const total = (values: Float32Array): number => values.reduce((a, b) => a + b, 0)
    if (T > 0) expect(total(H) / total(V)).toBeCloseTo(1, 1)
  })

  it('is nearer than a random start', () => {
    const shape = { T: 60, F: 50, K: 4 }
    const V = exactRankMatrix(60, 50, 4, 3)
    const { W, H } = nndsvdStart(fastKernels({ ...shape, beta: 1 }, V), 1, kernelModule)!
    const flat = { W: new Float32Array(200).fill(1 / 50), H: new Float32Array(240).fill(50 / 4) }
    const before = divergence(V, flat.W, flat.H, shape, 1)
    expect(divergence(V, W, H, shape, 1)).toBeLessThan(before / 2)
  })
})

describe('bestStart', () => {
  it('takes all sweeps of its rounds at most, and says how far it is', () => {
    const kernels = fastKernels({ T: 50, F: 40, K: 3, beta: 1 }, positiveMatrix(2000, 1))
    let last = 0
    const { rounds } = efforts.balanced
    const keepGoing = (done: number): boolean => {
      expect(done).toBeGreaterThanOrEqual(last)
      last = done
      return true
    }
    bestStart(kernels, { rounds, seed: 1 }, { module: kernelModule, keepGoing })
    expect(last).toBeLessThanOrEqual(contestSweeps(rounds))
  })
})

describe('fitFast', () => {
  const fit = (T: number, F: number, K: number, changes: Partial<SeparationSettings> = {}) => {
    const beta = changes.beta ?? settings.beta
    const kernels = fastKernels({ T, F, K, beta }, positiveMatrix(T * F, 5))
    const chosen = { ...settings, ...changes, components: K }
    const history = fitFast(kernels, chosen, longestPool, tools)!
    return { history, ...modelOf(kernels) }
  }

  it.each([-2, 0, 0.5, 1, 1.5, 2, 3])('takes any number of frames for beta %d', (beta) => {
    for (const [T, K] of [
      [0, 3],
      [1, 3],
      [2, 3],
      [3, 1],
      [3, 7],
      [50, 3]
    ] as const) {
      const { history, W, H } = fit(T, 20, K, { beta })
      expect([history, W, H].every((values) => isFiniteEverywhere(values))).toBe(true)
      expect(history.at(-1)).toBeLessThanOrEqual(history[0]!)
    }
  })

  it('gives the same bits for the same seed and others for another', () => {
    const [a, b, c] = [fit(80, 33, 3), fit(80, 33, 3), fit(80, 33, 3, { seed: 2 })]
    expect(b).toEqual(a)
    expect(c.W).not.toEqual(a.W)
  })

  it('does no more sweeps than its quality and the settings allow', () => {
    for (const quality of qualities) {
      expect(fit(80, 33, 3, { quality }).history.length).toBeLessThanOrEqual(
        efforts[quality].fineSweeps + 1
      )
      expect(fit(80, 33, 3, { quality, iterations: 4 }).history).toHaveLength(5)
    }
  })

  it('reports a fraction that rises, and only divergences of the whole V, in order', () => {
    const kernels = fastKernels({ T: 300, F: 33, K: 3, beta: 1 }, positiveMatrix(300 * 33, 5))
    const seen: [number, number][] = []
    let last = 0
    const watch: SeparationWatch = (state) => {
      expect(state.fraction).toBeGreaterThanOrEqual(last)
      last = state.fraction
      if (state.divergence !== null) seen.push([state.sweep, state.divergence])
      return true
    }
    const history = fitFast(kernels, settings, longestPool, { ...tools, watch })!
    expect(seen).toEqual(history.map((value, sweep) => [sweep, value]))
    expect(last).toBe(1)
  })

  it('stops whenever it is told to', () => {
    const kernels = fastKernels({ T: 300, F: 33, K: 3, beta: 1 }, positiveMatrix(300 * 33, 5))
    let total = 0
    const count: SeparationWatch = () => ++total > 0
    fitFast(kernels, settings, longestPool, { ...tools, watch: count })
    for (let stopAt = 1; stopAt <= total; stopAt += 17) {
      let calls = 0
      const watch = (): boolean => ++calls < stopAt
      expect(fitFast(kernels, settings, longestPool, { ...tools, watch })).toBeNull()
      expect(calls).toBe(stopAt)
    }
  })
})
