import { describe, expect, it } from 'vitest'
import { factorize } from '../../../../../src-main/engine/factorize/solver-mm'
import { simdBackend } from '../../../../../src-main/engine/factorize/sweep/simd-kernels'
import { neededBytes } from '../../../../../src-main/engine/factorize/sweep/kernel-memory'
import {
  COORDINATE_DESCENT,
  type Kernels
} from '../../../../../src-main/engine/factorize/sweep/kernels'
import { randomStart } from '../../../../../src-main/engine/factorize/start/random-start'
import { runPass } from '../../../../../src-main/engine/factorize/sweep/passes'
import { accelerateSafely } from '../../../../../src-main/engine/factorize/accelerate'
import { isFiniteEverywhere, largestRelativeError } from '../../../../support/compare'
import {
  fastBackend,
  fastKernels,
  kernelModule,
  modelOf,
  plainKernelModule,
  referenceKernels
} from '../../../../support/kernels'
import { soloTeam } from '../../../../../src-main/engine/threads/team'
import { exactRankMatrix, positiveMatrix } from '../../../../support/signals'

/** [T, F, K]: every count falls beside the tiles of 4 frames, 8 bins and 2 or 4 components. */
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

/** Divergences before sweeps of coordinate descent, and after the last. */
function descendByCoordinates(kernels: Kernels, sweeps: number): number[] {
  const go = (): boolean => true
  kernels.setExponent(COORDINATE_DESCENT)
  const history = Array.from({ length: sweeps }, () => {
    kernels.beginSweep()
    const sum = runPass(kernels, 'sweep', go)!
    kernels.endSweep()
    return sum
  })
  return [...history, runPass(kernels, 'measure', go)!]
}

/** H W, cell by cell. */
function multiplyModel(
  { W, H }: { W: Float32Array; H: Float32Array },
  { T, F, K }: { T: number; F: number; K: number }
): Float32Array {
  return Float32Array.from({ length: T * F }, (_, i) => {
    const [t, f] = [Math.floor(i / F), i % F]
    let sum = 0
    for (let k = 0; k < K; k++) sum += H[t * K + k]! * W[k * F + f]!
    return sum
  })
}

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

  it.each(awkwardShapes)('descend by coordinates as their twins do, T=%i F=%i K=%i', (T, F, K) => {
    const shape = { T, F, K, beta: 2 }
    const V = positiveMatrix(T * F, 7, 2)
    const [fast, reference] = [fastKernels(shape, V), referenceKernels(shape, V)].map((kernels) => {
      kernels.setModel(randomStart(T, F, K, 3))
      return { history: descendByCoordinates(kernels, 3), ...modelOf(kernels) }
    })
    // With more components than bins or frames the way down is not determined, only where it leads.
    const most = K > Math.min(T, F) ? 0.05 : 2e-4
    expect(largestRelativeError(reference!.history, fast!.history, 0.1)).toBeLessThan(most)
    const product = (model: { W: Float32Array; H: Float32Array }): Float32Array =>
      multiplyModel(model, shape)
    expect(largestRelativeError(product(reference!), product(fast!), 0.1)).toBeLessThan(100 * most)
  })

  it.each(awkwardShapes)('leave the same bits unmeasured for T=%i F=%i K=%i', (T, F, K) => {
    const go = (): boolean => true
    for (const beta of [...betas, COORDINATE_DESCENT]) {
      const isDescent = beta === COORDINATE_DESCENT
      const kernels = fastKernels({ T, F, K, beta: isDescent ? 2 : beta }, positiveMatrix(T * F, 7))
      if (isDescent) kernels.setExponent(COORDINATE_DESCENT)
      const [measured, unmeasured] = (
        [
          ['sweep', 'activations'],
          ['unmeasuredSweep', 'unmeasuredActivations']
        ] as const
      ).map(([sweep, activations]) => {
        kernels.setModel(randomStart(T, F, K, 3))
        for (let i = 0; i < 2; i++) {
          kernels.beginSweep()
          kernels.pass(sweep, go)
          kernels.endSweep()
        }
        kernels.beginSweep()
        kernels.pass(activations, go)
        return modelOf(kernels)
      })
      expect(unmeasured, `beta ${beta}`).toEqual(measured)
    }
  })

  it('descend by coordinates without ever rising', () => {
    const [T, F, K] = [70, 90, 8]
    const kernels = fastKernels({ T, F, K, beta: 2 }, positiveMatrix(T * F, 5))
    kernels.setModel(randomStart(T, F, K, 1))
    const history = descendByCoordinates(kernels, 60)
    for (const [i, after] of history.slice(1).entries()) {
      expect(after).toBeLessThanOrEqual(history[i]! * (1 + 1e-6))
    }
    expect(isFiniteEverywhere(history)).toBe(true)
  })

  it.each([0, 1, 2, 0.5])(
    'agree with and without relaxed SIMD after 50 sweeps, beta %d',
    (beta) => {
      const [T, F, K] = [101, 130, 7]
      const noise = positiveMatrix(T * F, 4)
      const V = exactRankMatrix(T, F, 5, 3).map((value, i) => value + 0.1 * noise[i]!)
      const ends = [plainKernelModule, kernelModule].map((module) => {
        const kernels = simdBackend(module).open({ T, F, K, beta }, soloTeam)
        for (let t = 0; t < T; t++) {
          kernels.V.set(V.subarray(t * F, (t + 1) * F), t * kernels.rowStride)
        }
        kernels.setModel(randomStart(T, F, K, 1))
        const plain = factorize(kernels, 50, () => true)!.at(-1)
        kernels.setModel(randomStart(T, F, K, 1))
        const fast = accelerateSafely(kernels, { sweeps: 50, tolerance: 0 }, () => true)!.at(-1)
        return [plain, fast]
      })
      expect(largestRelativeError(ends[0]!, ends[1]!, 0)).toBeLessThan(1e-4)
    }
  )

  it.each([0, 1, 2, 0.5])(
    'take nothing and give nothing for no frames, bins or components (beta %d)',
    (beta) => {
      for (const [T, F, K] of [
        [0, 5, 2],
        [3, 0, 2],
        [5, 4, 0],
        [0, 0, 0]
      ] as const) {
        const kernels = fastBackend.open({ T, F, K, beta }, soloTeam)
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
    expect(() => fastBackend.open(shape, soloTeam)).toThrow(
      expect.objectContaining({
        code: 'engine/out-of-memory',
        details: { neededBytes: neededBytes(shape) }
      })
    )
  })
})
