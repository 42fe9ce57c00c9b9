import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeTip, tipParts } from '../../../../src-renderer/components/controls/tip-place'

const shown = { width: 1100, height: 700 }
const tip = fc.record({
  width: fc.integer({ min: 20, max: 320 }),
  height: fc.integer({ min: 26, max: 120 })
})
const anchor = fc.record({
  left: fc.integer({ min: 0, max: 1080 }),
  top: fc.integer({ min: 0, max: 680 }),
  width: fc.integer({ min: 4, max: 300 }),
  height: fc.integer({ min: 4, max: 60 })
})

test('a tooltip lies within the window and never over what it tells about', () => {
  fc.assert(
    fc.property(anchor, tip, (at, size) => {
      const { x, y } = placeTip(at, size, shown)
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x + size.width).toBeLessThanOrEqual(shown.width)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y + size.height).toBeLessThanOrEqual(shown.height)
      const isApart = y >= at.top + at.height || y + size.height <= at.top
      expect(isApart).toBe(true)
    })
  )
})

test('it stands below, and above where the window ends', () => {
  const size = { width: 100, height: 26 }
  const box = { left: 500, width: 20, height: 20 }
  expect(placeTip({ ...box, top: 100 }, size, shown)).toEqual({ x: 460, y: 126 })
  expect(placeTip({ ...box, top: 670 }, size, shown)).toEqual({ x: 460, y: 638 })
})

test.each([
  ['Play (Space)', 'Play', 'Space'],
  ['Make one stem of the selection (Ctrl G)', 'Make one stem of the selection', 'Ctrl G'],
  ['Zoom out (−)', 'Zoom out', '−'],
  ['Sort', 'Sort', null],
  ['Low (left)', 'Low (left)', null],
  ['/music/Take (2)', '/music/Take (2)', null]
])('“%s” is shown as a label and its key', (title, label, key) => {
  expect(tipParts(title)).toEqual({ label, key })
})
