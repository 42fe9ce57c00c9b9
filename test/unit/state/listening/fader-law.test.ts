import fc from 'fast-check'
import { expect, test } from 'vitest'
import { gainToPosition, positionToGain } from '../../../../src-renderer/state/listening/fader-law'

test('a position read back gives the gain, to the tenth of a decibel that is shown', () => {
  fc.assert(
    fc.property(fc.integer({ min: -600, max: 120 }), (tenths) => {
      expect(positionToGain(gainToPosition(tenths / 10))).toBeCloseTo(tenths / 10, 9)
    })
  )
})

test('a higher gain never stands lower', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -60, max: 12, noNaN: true }),
      fc.double({ min: -60, max: 12, noNaN: true }),
      (a, b) => {
        expect(gainToPosition(Math.max(a, b))).toBeGreaterThanOrEqual(
          gainToPosition(Math.min(a, b))
        )
      }
    )
  )
})

test.each([
  [-60, 0],
  [-24, 0.3],
  [-12, 0.5],
  [-6, 0.62],
  [0, 0.75],
  [6, 0.875],
  [12, 1]
])('%d dB stands where the scale says', (db, position) => {
  expect(gainToPosition(db)).toBeCloseTo(position, 2)
})

test('positions and gains beyond the ends mean the ends', () => {
  expect(gainToPosition(-100)).toBe(0)
  expect(gainToPosition(40)).toBe(1)
  expect(positionToGain(-1)).toBe(-60)
  expect(positionToGain(2)).toBe(12)
})
