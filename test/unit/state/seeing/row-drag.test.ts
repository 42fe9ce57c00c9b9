import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import {
  allTargets,
  HOVER_MS,
  lineTop,
  nearestTarget,
  RowDrag,
  targetAt,
  targetText
} from '../../../../src-renderer/state/seeing/row-drag.svelte'
import { moveToRest } from '../../../../src-renderer/state/document/arranging'
import {
  REST_ID,
  rowOfComponent,
  rowsOf,
  type Row
} from '../../../../src-renderer/state/document/rows'
import { singles, withGroup } from '../../../support/some-arrangement'

/** Rows: a group (id 5) with parts 0 and 1 folded out, stems 2 and 3, Rest with component 4. */
function someRows(isOpen = true): readonly Row[] {
  const [grouped, id] = withGroup(5, [0, 1])
  const { stems, removed } = moveToRest(grouped, [4])
  return rowsOf(stems, removed, new Set(isOpen ? [id] : []))
}
const group = 5

test('rows are stems, their parts where they are folded out, and Rest', () => {
  expect(someRows().map(({ id }) => id)).toEqual([group, -1, -2, 2, 3, REST_ID])
  expect(someRows(false).map(({ id }) => id)).toEqual([group, 2, 3, REST_ID])
  const { stems, removed } = moveToRest(singles(2), [1])
  const open = rowsOf(stems, removed, new Set([REST_ID]))
  expect(open.map(({ kind }) => kind)).toEqual(['stem', 'rest', 'removed'])
})

describe('what is dropped', () => {
  // Heights: 56 for stems, 36 for parts, 56 for Rest.
  const at = (y: number, ids = [3]): unknown => targetAt(someRows(), 56, y, ids)

  test('on the middle of a lane goes into its stem', () => {
    expect(at(28)).toEqual({ kind: 'into', stemId: group })
    expect(at(128 + 28)).toEqual({ kind: 'into', stemId: 2 })
  })

  test('on an edge of a lane goes between the stems', () => {
    expect(at(4)).toEqual({ kind: 'before', index: 0 })
    expect(at(128 + 4)).toEqual({ kind: 'before', index: 1 })
    expect(at(128 + 52, [group])).toEqual({ kind: 'before', index: 2 })
  })

  test('on a part goes into its group, under the last part behind it', () => {
    expect(at(56 + 10)).toEqual({ kind: 'into', stemId: group })
    expect(at(56 + 71)).toEqual({ kind: 'before', index: 1 })
  })

  test('on Rest goes there, below everything to the end', () => {
    expect(at(128 + 112 + 10)).toEqual({ kind: 'rest' })
    expect(at(2000, [2])).toEqual({ kind: 'before', index: 3 })
  })

  test('where it would change nothing goes nowhere', () => {
    expect(at(128 + 28, [2])).toBeNull()
    expect(at(128 + 4, [2])).toBeNull()
    expect(at(28, [rowOfComponent(0)])).toBeNull()
    expect(at(250, [rowOfComponent(4)])).toBeNull()
  })
})

describe('what is held over a lane', () => {
  // The first lane is the group's, 56 high; stem 2 begins at 128.
  const topOf2 = 128
  let drag = new RowDrag()
  const hold = (y: number | null): void => drag.aim(someRows(), 56, y)
  const into2 = { kind: 'into', stemId: 2 }
  const before2 = { kind: 'before', index: 1 }

  beforeEach(() => {
    vi.useFakeTimers()
    drag = new RowDrag()
    drag.lift([3])
  })
  afterEach(() => vi.useRealTimers())

  test('goes into its stem at once on the middle half', () => {
    hold(topOf2 + 28)
    expect(drag.target).toEqual(into2)
    expect(drag.nearing).toBeNull()
  })

  test('goes between the lanes on an edge, and into the stem once it has rested there', () => {
    hold(topOf2 + 4)
    expect(drag.target).toEqual(before2)
    vi.advanceTimersByTime(HOVER_MS - 1)
    expect(drag.target).toEqual(before2)
    expect(drag.nearing).toBe(2)
    vi.advanceTimersByTime(1)
    expect(drag.target).toEqual(into2)
    expect(drag.nearing).toBeNull()
  })

  test('rests although a hand trembles, and not while it moves', () => {
    hold(topOf2 + 4)
    vi.advanceTimersByTime(HOVER_MS / 2)
    hold(topOf2 + 6)
    vi.advanceTimersByTime(HOVER_MS / 2)
    expect(drag.target).toEqual(into2)
    hold(topOf2 + 5)
    expect(drag.target).toEqual(into2)
    hold(topOf2 + 12)
    expect(drag.target).toEqual(before2)
    vi.advanceTimersByTime(HOVER_MS - 1)
    expect(drag.target).toEqual(before2)
  })

  test('begins to rest anew over another lane, and not at all beside the list', () => {
    hold(topOf2 - 2)
    expect(drag.target).toEqual(before2)
    vi.advanceTimersByTime(HOVER_MS - 1)
    hold(topOf2 + 1)
    vi.advanceTimersByTime(HOVER_MS - 1)
    expect(drag.target).toEqual(before2)
    hold(null)
    vi.advanceTimersByTime(2 * HOVER_MS)
    expect(drag.target).toBeNull()
  })

  test('does nothing over its own lane', () => {
    hold(topOf2 + 56 + 52)
    vi.advanceTimersByTime(2 * HOVER_MS)
    expect(drag.target).toBeNull()
  })

  test('is nowhere any more once it was let go of', () => {
    hold(topOf2 + 4)
    drag.end()
    vi.advanceTimersByTime(2 * HOVER_MS)
    expect([drag.ids, drag.target, drag.nearing]).toEqual([null, null, null])
  })
})

test('by keyboard every useful place can be reached, beginning where the row stands', () => {
  const rows = someRows()
  const targets = allTargets(rows, [2])
  expect(targets.map((target) => targetText(target, rows))).toEqual([
    'Move before Component 0 +1',
    'Move into Component 0 +1',
    'Move into Component 3',
    'Move to the end',
    'Move to Rest'
  ])
  expect(targetText(targets[nearestTarget(targets, rows, 2)] ?? null, rows)).toBe(
    'Move into Component 0 +1'
  )
})

test('the line between lanes stands where the stem of that index begins', () => {
  const rows = someRows()
  expect([0, 1, 2, 3].map((index) => lineTop(rows, 56, index))).toEqual([0, 128, 184, 240])
})
