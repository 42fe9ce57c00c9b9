import { describe, expect, it } from 'vitest'
import { alignModel } from '../../../../../src-main/engine/factorize/start/align'
import type { Model } from '../../../../../src-main/engine/factorize/sweep/kernels'
import { createRandom } from '../../../../../src-main/engine/factorize/start/random-start'
import { positiveMatrix } from '../../../../support/signals'

const shape = { T: 90, F: 40, K: 7 }
const { T, F, K } = shape

const someModel = (seed: number): Model => ({
  W: positiveMatrix(K * F, seed),
  H: positiveMatrix(T * K, seed + 1)
})

/**
 * The model with component order[k] as component k, and every entry changed by up to that share.
 */
function shuffled({ W, H }: Model, order: readonly number[], change: number): Model {
  const random = createRandom(9)
  const near = (value: number): number => value * (1 + change * (random() - 0.5))
  return {
    W: Float32Array.from(W, (_, i) => near(W[order[Math.floor(i / F)]! * F + (i % F)]!)),
    H: Float32Array.from(H, (_, i) => near(H[Math.floor(i / K) * K + order[i % K]!]!))
  }
}

/** The product H W, which does not depend on the order of components. */
function product({ W, H }: Model): number[] {
  return Array.from({ length: T * F }, (_, i) => {
    let sum = 0
    for (let k = 0; k < K; k++) sum += H[Math.floor(i / F) * K + k]! * W[k * F + (i % F)]!
    return sum
  })
}

describe('alignModel', () => {
  it('finds the order of the reference again', () => {
    const reference = someModel(1)
    const model = shuffled(reference, [3, 0, 6, 1, 5, 2, 4], 0)
    alignModel(model, reference, shape)
    expect(model).toEqual(reference)
  })

  it('finds it again where all entries are a little different', () => {
    const reference = someModel(1)
    const there = shuffled(reference, [0, 1, 2, 3, 4, 5, 6], 0.3)
    const back = shuffled(there, [6, 5, 4, 3, 2, 1, 0], 0)
    alignModel(back, reference, shape)
    expect(back).toEqual(there)
  })

  it('changes nothing but the order, also of components that are like none', () => {
    const model = someModel(4)
    const before = product(model)
    alignModel(model, someModel(20), shape)
    product(model).forEach((value, i) => expect(value / before[i]!).toBeCloseTo(1, 4))
  })

  it('moves free components alone, also past one that would be likelier', () => {
    const reference = someModel(1)
    const model = shuffled(reference, [3, 0, 6, 1, 5, 2, 4], 0)
    const before = { W: model.W.slice(), H: model.H.slice() }
    alignModel(model, reference, shape, [0, 2, 4])
    const rowsOf = ({ W }: Model): Float32Array[] =>
      Array.from({ length: K }, (_, k) => W.slice(k * F, (k + 1) * F))
    const [rows, were] = [rowsOf(model), rowsOf(before)]
    for (const k of [1, 3, 5, 6]) expect(rows[k]).toEqual(were[k])
    for (const k of [0, 2, 4]) {
      const from = were.findIndex((row) => row.every((w, f) => w === rows[k]![f]))
      expect([0, 2, 4]).toContain(from)
      for (let t = 0; t < T; t++) expect(model.H[t * K + k]).toBe(before.H[t * K + from])
    }
    const was = product(before)
    product(model).forEach((value, i) => expect(value / was[i]!).toBeCloseTo(1, 4))
  })

  it('finds the order of free components again, and changes nothing where none is free', () => {
    const reference = someModel(1)
    const model = shuffled(reference, [0, 4, 2, 3, 6, 5, 1], 0)
    const before = { W: model.W.slice(), H: model.H.slice() }
    alignModel(model, reference, shape, [])
    expect(model).toEqual(before)
    alignModel(model, reference, shape, [1, 4, 6])
    expect(model).toEqual(reference)
  })

  it('keeps every component where some are silent', () => {
    const [model, reference] = [someModel(1), someModel(2)]
    for (const { W, H } of [model, reference]) {
      W.fill(0, 0, 2 * F)
      for (let t = 0; t < T; t++) H.fill(0, t * K, t * K + 2)
    }
    const before = product(model)
    alignModel(model, reference, shape)
    product(model).forEach((value, i) => expect(value).toBeCloseTo(before[i]!, 2))
    expect(model.W.every(Number.isFinite)).toBe(true)
  })

  it('takes a recording without frames', () => {
    const empty = { W: positiveMatrix(K * F, 1), H: new Float32Array(0) }
    alignModel(empty, { W: positiveMatrix(K * F, 1), H: new Float32Array(0) }, { ...shape, T: 0 })
    expect(empty.W).toEqual(positiveMatrix(K * F, 1))
  })
})
