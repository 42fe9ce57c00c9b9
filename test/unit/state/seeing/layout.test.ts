import fc from 'fast-check'
import { expect, test } from 'vitest'
import { moveToRest } from '../../../../src-renderer/state/document/arranging'
import { rowsOf, type Row } from '../../../../src-renderer/state/document/rows'
import {
  headWidths,
  laneHeightPx,
  rowHeight,
  widened
} from '../../../../src-renderer/state/seeing/layout'
import { singles, withGroup } from '../../../support/some-arrangement'

const room = fc.integer({ min: 0, max: 3000 })

/** Stems, some of them perhaps in Rest. */
const someRows = fc
  .record({ count: fc.integer({ min: 1, max: 40 }), removed: fc.nat(3) })
  .map(({ count, removed }): readonly Row[] => {
    const moved = [...Array(Math.min(removed, count - 1)).keys()]
    const arrangement = moveToRest(singles(count), moved)
    return rowsOf(arrangement.stems, arrangement.removed, new Set())
  })

const wholeHeight = (rows: readonly Row[], lanePx: number): number =>
  rows.reduce((sum, row) => sum + rowHeight(row, lanePx), 0)

test('lanes that fill are never lower than normal ones, nor higher than is of use', () => {
  fc.assert(
    fc.property(someRows, room, (rows, roomPx) => {
      const px = laneHeightPx(rows, 'fill', roomPx)
      expect(px).toBeGreaterThanOrEqual(laneHeightPx(rows, 'normal', roomPx))
      expect(px).toBeLessThanOrEqual(220)
      expect(Number.isInteger(px)).toBe(true)
    })
  )
})

test('lanes that fill leave less than a pixel a stem of the room empty, while they fit', () => {
  fc.assert(
    fc.property(someRows, room, (rows, roomPx) => {
      const px = laneHeightPx(rows, 'fill', roomPx)
      fc.pre(px > laneHeightPx(rows, 'normal', roomPx) && px < 220)
      const left = roomPx - wholeHeight(rows, px)
      expect(left).toBeGreaterThanOrEqual(0)
      expect(left).toBeLessThan(rows.length)
    })
  )
})

test('Rest and the components of an open group keep their height while the stems fill', () => {
  const [grouped, id] = withGroup(5, [0, 1])
  const { stems, removed } = moveToRest(grouped, [4])
  const rows = rowsOf(stems, removed, new Set([id]))
  const px = laneHeightPx(rows, 'fill', 500)
  expect(rows.map((row) => rowHeight(row, px))).toEqual([124, 36, 36, 124, 124, 56])
})

test('the other heights are the same whatever room there is', () => {
  fc.assert(
    fc.property(someRows, room, (rows, roomPx) => {
      const heights = (['compact', 'normal', 'tall'] as const).map((lane) =>
        laneHeightPx(rows, lane, roomPx)
      )
      expect(heights).toEqual([32, 56, 104])
    })
  )
})

test('in compact lanes no row is higher than a lane', () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      expect(new Set(rows.map((row) => rowHeight(row, 32)))).toEqual(new Set([32]))
    })
  )
})

test('heads are widened within their bounds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 216, max: 360 }), fc.integer(), (width, px) => {
      const wide = widened(width, px)
      expect(wide).toBeGreaterThanOrEqual(headWidths.min)
      expect(wide).toBeLessThanOrEqual(headWidths.max)
    })
  )
  expect(widened(216, 8)).toBe(224)
})
