import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  planWeights,
  weightBytes,
  writeWeights
} from '../../../../../src-main/engine/factorize/sweep/cell-weights'
import type { SweepGuide, WeightBox } from '../../../../../src-main/engine/factorize/sweep/guide'

const stem = { rowCount: 1, isFiltered: false, isHeld: false }

function guideOf(T: number, F: number, weights: readonly WeightBox[]): SweepGuide {
  return { T, F, channels: 1, stems: [stem, stem], exponent: 1, gates: null, weights }
}

const boxes = fc.array(
  fc.record({
    stem: fc.integer({ min: 0, max: 1 }),
    fromFrame: fc.integer({ min: -3, max: 40 }),
    toFrame: fc.integer({ min: -3, max: 40 }),
    fromBin: fc.integer({ min: -3, max: 40 }),
    toBin: fc.integer({ min: -3, max: 40 }),
    factor: fc.constantFrom(1, 0.5, 0.02)
  }),
  { maxLength: 6 }
)

/** The weight of a cell by tables that lie in memory from `at` on. */
function weightAt(buffer: ArrayBuffer, at: number, T: number, j: number, t: number, f: number) {
  const address = (from: number, index: number): number =>
    new Uint32Array(buffer, from + 4 * index, 1)[0]!
  const row = address(at, j * Math.ceil(T / 4) + Math.floor(t / 4))
  const tile = row === 0 ? 0 : address(row, Math.floor(f / 8))
  return tile === 0 ? 1 : new Float32Array(buffer, tile, 32)[(t % 4) * 8 + (f % 8)]!
}

describe('weights of cells', () => {
  it('are, in memory, the product of the boxes over each cell', () => {
    fc.assert(
      fc.property(
        boxes,
        fc.integer({ min: 1, max: 37 }),
        fc.integer({ min: 1, max: 35 }),
        (weights, T, F) => {
          const plan = planWeights(guideOf(T, F, weights))
          const at = 64
          const buffer = new ArrayBuffer(at + weightBytes(plan))
          if (plan !== null) writeWeights(plan, buffer, at)
          let largest = 0
          for (let j = 0; j < 2; j++) {
            for (let t = 0; t < T; t++) {
              for (let f = 0; f < F; f++) {
                let wanted = 1
                for (const box of weights) {
                  const isIn =
                    box.stem === j &&
                    t >= box.fromFrame &&
                    t < box.toFrame &&
                    f >= box.fromBin &&
                    f < box.toBin
                  if (isIn) wanted = Math.fround(wanted * box.factor)
                }
                const own = plan === null ? 1 : weightAt(buffer, at, T, j, t, f)
                largest = Math.max(largest, Math.abs(own - wanted))
              }
            }
          }
          expect(largest).toBeLessThan(1e-7)
        }
      ),
      { numRuns: 60 }
    )
  })

  it('are none where every factor is 1 or no cell is met', () => {
    const whole = { stem: 0, fromFrame: 0, toFrame: 9, fromBin: 0, toBin: 9, factor: 1 }
    expect(planWeights(guideOf(9, 9, []))).toBeNull()
    expect(planWeights(guideOf(9, 9, [whole]))).toBeNull()
    expect(planWeights(guideOf(9, 9, [{ ...whole, factor: 0.1, toBin: 0 }]))).toBeNull()
    expect(weightBytes(null)).toBe(0)
  })

  it('take memory along the edges of a box, not over its area', () => {
    const box = { stem: 0, fromFrame: 101, fromBin: 13, factor: 0.02 }
    const [small, large] = [200, 3001].map((end) =>
      weightBytes(planWeights(guideOf(4000, 2049, [{ ...box, toFrame: end, toBin: 900 }])))
    )
    expect(large! - small!).toBeLessThan(4096)
  })
})
