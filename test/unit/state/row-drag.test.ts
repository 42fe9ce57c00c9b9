import { describe, expect, test } from 'vitest'
import {
  allTargets,
  lineTop,
  nearestTarget,
  targetAt,
  targetText
} from '../../../src-renderer/state/row-drag.svelte'
import { moveToRest } from '../../../src-renderer/state/arranging'
import { REST_ID, rowOfComponent, rowsOf, type Row } from '../../../src-renderer/state/rows'
import { singles, withGroup } from './some-arrangement'

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
  // Heights: 56 for stems, 36 for parts and Rest.
  const at = (y: number, ids = [3]): unknown => targetAt(someRows(), 'normal', y, ids)

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
  expect([0, 1, 2, 3].map((index) => lineTop(rows, 'normal', index))).toEqual([0, 128, 184, 240])
})
