import { describe, expect, it } from 'vitest'
import { efforts } from '../../../../../src-main/engine/factorize/effort'
import { bestStart } from '../../../../../src-main/engine/factorize/start/portfolio'
import { fastKernels, kernelModule, modelOf } from '../../../../support/kernels'
import { exactRankMatrix, positiveMatrix } from '../../../../support/signals'

const [T, F, K] = [120, 60, 5]
const tools = { module: kernelModule, keepGoing: () => true }

describe('bestStart', () => {
  it('is the same whether somebody is shown the best so far or not', () => {
    const kernels = () => fastKernels({ T, F, K, beta: 1 }, exactRankMatrix(T, F, K, 7))
    const contest = { rounds: efforts.balanced.rounds, seed: 3 }
    let count = 0
    const shown = bestStart(kernels(), contest, { ...tools, show: () => count++ })!
    const alone = bestStart(kernels(), contest, tools)!
    expect(count).toBeGreaterThan(3)
    expect(shown).toEqual(alone)
  })

  it('keeps components in their places from the first to the last that is shown', () => {
    const kernels = fastKernels({ T, F, K, beta: 1 }, exactRankMatrix(T, F, K, 7))
    const shown: Float32Array[] = []
    const contest = { rounds: efforts.fine.rounds, seed: 3 }
    bestStart(kernels, contest, { ...tools, show: () => shown.push(modelOf(kernels).W) })
    const cosine = (a: Float32Array, i: number, b: Float32Array, j: number): number => {
      let [ab, aa, bb] = [0, 0, 0]
      for (let f = 0; f < F; f++) {
        const [x, y] = [a[i * F + f]!, b[j * F + f]!]
        ;[ab, aa, bb] = [ab + x * y, aa + x * x, bb + y * y]
      }
      return ab / Math.sqrt(aa * bb)
    }
    for (let i = 1; i < shown.length; i++) {
      const [before, after] = [shown[i - 1]!, shown[i]!]
      for (let k = 0; k < K; k++) {
        const own = cosine(before, k, after, k)
        const others = Array.from({ length: K }, (_, j) => cosine(before, k, after, j))
        // The place goes to the most similar one, or to one that is nearly as similar.
        expect(own).toBeGreaterThan(Math.max(...others) - 0.25)
      }
    }
  })

  it('moves free components alone', () => {
    let moved = 0
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const [none, some] = [[], [1, 3, 4]].map((free) => {
        // All starts are random here, so that a later one takes the lead now and then.
        const kernels = fastKernels({ T, F, K, beta: 0.5 }, positiveMatrix(T * F, seed, 1))
        const rounds = [{ starts: 8, sweeps: 4 }]
        return bestStart(kernels, { rounds, seed, free }, tools)!.W
      })
      const rowOf = (W: Float32Array, k: number): Float32Array => W.slice(k * F, (k + 1) * F)
      for (const k of [0, 2]) expect(rowOf(some!, k)).toEqual(rowOf(none!, k))
      expect(some!.slice().sort()).toEqual(none!.slice().sort())
      if (some!.some((w, i) => w !== none![i])) moved++
    }
    expect(moved).toBeGreaterThan(0)
  })
})
