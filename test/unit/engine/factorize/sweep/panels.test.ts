import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  neededBytes,
  planMemory
} from '../../../../../src-main/engine/factorize/sweep/kernel-memory'
import { planPanels } from '../../../../../src-main/engine/factorize/sweep/panels'

const shapes = fc.record({
  T: fc.integer({ min: 0, max: 400_000 }),
  F: fc.integer({ min: 1, max: 8193 }),
  K: fc.integer({ min: 1, max: 128 })
})

describe('planPanels', () => {
  it('gives every frame to one unit, and none of the units nothing to do', () => {
    fc.assert(
      fc.property(shapes, ({ T, F, K }) => {
        const { panelFrames, panelsPerUnit, unitCount } = planPanels(T, F, K, 8 * F * K)
        const unitFrames = panelFrames * panelsPerUnit
        expect(unitCount * unitFrames).toBeGreaterThanOrEqual(T)
        if (T > 0) expect((unitCount - 1) * unitFrames).toBeLessThan(T)
        expect(unitCount).toBeGreaterThanOrEqual(1)
        // Kernels take whole groups of 4 frames, and 256 at most.
        expect(panelFrames % 4).toBe(0)
        expect(panelFrames).toBeLessThanOrEqual(256)
      })
    )
  })

  it('holds the memory of the sums, whatever the length', () => {
    fc.assert(
      fc.property(shapes, ({ T, F, K }) => {
        const slotBytes = 8 * F * K
        const { unitCount } = planPanels(T, F, K, slotBytes)
        expect(unitCount * slotBytes).toBeLessThanOrEqual(Math.max(2 ** 25, 8 * slotBytes))
        expect(unitCount).toBeLessThanOrEqual(48)
      })
    )
  })

  it('makes several units of all but the shortest recordings', () => {
    expect(planPanels(128, 1025, 10, 82_000).unitCount).toBe(1)
    expect(planPanels(1292, 1025, 10, 82_000).unitCount).toBeGreaterThanOrEqual(8)
    expect(planPanels(15_504, 1025, 16, 131_200).unitCount).toBeGreaterThanOrEqual(32)
    expect(planPanels(1000, 8193, 128, 8_389_632).unitCount).toBe(8)
  })
})

describe('planMemory', () => {
  it('is the same for any number of threads, but for what each has for itself', () => {
    const shape = { T: 500, F: 129, K: 7, beta: 0 }
    const { scratch, bytes, v, ...one } = planMemory(shape, 1)
    const { scratch: scratches, bytes: more, v: later, ...three } = planMemory(shape, 3)
    expect(three).toEqual(one)
    expect([scratch.length, scratches.length]).toEqual([1, 3])
    expect(more - bytes).toBe(later - v)
  })

  it('gives every part lines of its own, one after the other', () => {
    const { scratch, v, w, h, stateBytes, last, previous, ...rest } = planMemory(
      { T: 321, F: 77, K: 5, beta: 1 },
      2
    )
    const { floor, sums, parameters, divergences, slots } = rest
    const inOrder = [w, h, last, previous, floor, sums, parameters, divergences, slots]
    const all = [...inOrder, ...scratch.flatMap(({ p, q, dotP, dotQ }) => [p, q, dotP, dotQ]), v]
    expect(all.every((at) => at % 64 === 0)).toBe(true)
    expect(all).toEqual(all.toSorted((a, b) => a - b))
    expect(new Set(all).size).toBe(all.length)
    expect(last).toBe(w + stateBytes)
    expect(slots + rest.panels.unitCount * rest.slotBytes).toBe(scratch[0]!.p)
  })

  it('says what a shape needs', () => {
    const shape = { T: 1000, F: 1025, K: 16, beta: 1 }
    expect(neededBytes(shape)).toBeGreaterThan(1000 * 1025 * 4)
    expect(neededBytes(shape, 8)).toBeGreaterThan(neededBytes(shape))
  })
})
