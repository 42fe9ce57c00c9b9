import { describe, expect, it } from 'vitest'
import { neededBytes } from '../../../src-main/engine/kernel-memory'
import { createKernels } from '../../../src-main/engine/kernels'
import { factorize } from '../../../src-main/engine/nmf'
import { randomStart } from '../../../src-main/engine/nmf-init'
import { isFiniteEverywhere, largestRelativeError } from '../../support/compare'
import { fastKernels, kernelModule, modelOf, referenceKernels } from '../../support/kernels'
import { positiveMatrix } from '../../support/signals'

/** [T, F, K]: every count falls beside the tiles of 4 frames, 8 bins and 3 or 4 components. */
const awkwardShapes = [
  [1, 1, 1],
  [1, 3, 4],
  [3, 1, 2],
  [4, 4, 3],
  [5, 7, 5],
  [7, 5, 7],
  [63, 65, 4],
  [64, 64, 8],
  [65, 63, 9],
  [127, 17, 3],
  [129, 15, 11],
  [9, 129, 5],
  [12, 127, 7],
  [3, 1023, 6],
  [6, 1025, 10],
  [1025, 9, 2],
  [5, 33, 127],
  [9, 12, 128]
] as const

const betas = [-2, -0.7, 0, 0.5, 1, 1.5, 2, 3, 4]

describe('kernels', () => {
  it.each(awkwardShapes)('equal their twins for T=%i F=%i K=%i', (T, F, K) => {
    for (const beta of betas) {
      const shape = { T, F, K, beta }
      const V = positiveMatrix(T * F, 7, 2)
      const pair = [fastKernels(shape, V), referenceKernels(shape, V)] as const
      const [fast, reference] = pair.map((kernels) => {
        kernels.setModel(randomStart(T, F, K, 3))
        const history = factorize(kernels, 3, () => true)!
        return { history, ...modelOf(kernels) }
      })
      const named = `beta ${beta}`
      // A fit may become exact, where only the absolute error means something: cells are about 1.
      expect(largestRelativeError(reference!.history, fast!.history, 0.1), named).toBeLessThan(2e-5)
      // Entries amplify rounding: high powers of a small model.
      expect(largestRelativeError(reference!.W, fast!.W, 1e-6), named).toBeLessThan(2e-3)
      expect(largestRelativeError(reference!.H, fast!.H, 1e-6), named).toBeLessThan(2e-3)
    }
  })

  it.each([0, 1, 2, 0.5])(
    'take nothing and give nothing for no frames, bins or components (beta %d)',
    (beta) => {
      for (const [T, F, K] of [
        [0, 5, 2],
        [3, 0, 2],
        [5, 4, 0],
        [0, 0, 0]
      ] as const) {
        const kernels = createKernels(kernelModule, { T, F, K, beta })
        kernels.V.fill(1)
        kernels.setModel(randomStart(T, F, K, 1))
        const history = factorize(kernels, 2, () => true)!
        expect(isFiniteEverywhere(history)).toBe(true)
        expect(isFiniteEverywhere(modelOf(kernels).W)).toBe(true)
      }
    }
  )

  it('stay finite on data of mean 1 over 60 powers of ten, and on zeros', () => {
    const [T, F, K] = [33, 50, 5]
    const wide = positiveMatrix(T * F, 1, 60)
    const mean = wide.reduce((sum, value) => sum + value, 0) / wide.length
    const data = [wide.map((value) => value / mean), new Float32Array(T * F)]
    for (const V of data) {
      for (const beta of [0, 0.5, 1, 1.5, 2]) {
        const kernels = fastKernels({ T, F, K, beta }, V)
        kernels.setModel(randomStart(T, F, K, 2))
        for (let sweep = 0; sweep < 3; sweep++) factorize(kernels, 1, () => true)
        const { W, H } = modelOf(kernels)
        expect(isFiniteEverywhere(W), `beta ${beta}`).toBe(true)
        expect(isFiniteEverywhere(H), `beta ${beta}`).toBe(true)
      }
    }
  })

  it('keep rows of W at sum 1', () => {
    const [T, F, K] = [40, 129, 7]
    const kernels = fastKernels({ T, F, K, beta: 1 }, positiveMatrix(T * F, 5))
    kernels.setModel(randomStart(T, F, K, 2))
    factorize(kernels, 5, () => true)
    const { W } = modelOf(kernels)
    for (let k = 0; k < K; k++) {
      const sum = W.subarray(k * F, (k + 1) * F).reduce((a, b) => a + b, 0)
      expect(Math.abs(sum - 1)).toBeLessThan(1e-5)
    }
  })

  it('say how much memory is missing', () => {
    const shape = { T: 1_000_000, F: 8193, K: 16, beta: 1 }
    expect(() => createKernels(kernelModule, shape)).toThrow(
      expect.objectContaining({
        code: 'engine/out-of-memory',
        details: { neededBytes: neededBytes(shape) }
      })
    )
  })
})
