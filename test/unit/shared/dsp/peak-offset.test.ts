import fc from 'fast-check'
import { expect, test } from 'vitest'
import { peakOffset } from '../../../../shared/dsp/peak-offset'

test('the vertex of a bell is found wherever it lies, at any height', () => {
  const at = fc.double({ min: -0.5, max: 0.5, noNaN: true })
  const width = fc.double({ min: 0.5, max: 3, noNaN: true })
  fc.assert(
    fc.property(
      at,
      width,
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      (center, wide, height) => {
        const bell = (x: number): number => height * Math.exp(-(((x - center) / wide) ** 2))
        expect(peakOffset(bell(-1), bell(0), bell(1))).toBeCloseTo(center, 6)
      }
    )
  )
})

test('beside silence, and on a plateau, it is the middle', () => {
  expect([peakOffset(0, 1, 0.5), peakOffset(1, 1, 1), peakOffset(0, 0, 0)]).toEqual([0, 0, 0])
})
