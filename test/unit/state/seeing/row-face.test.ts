import { expect, test } from 'vitest'
import { moveToRest } from '../../../../src-renderer/state/document/arranging'
import { REST_ID, rowsOf, type Row } from '../../../../src-renderer/state/document/rows'
import {
  isRowSilent,
  rowColor,
  rowComponents,
  rowDescription,
  rowName
} from '../../../../src-renderer/state/seeing/row-face'
import { withGroup } from '../../../support/some-arrangement'

/** A group (id 5) with parts 0 and 1, stems 2 and 3, Rest with component 4, all folded out. */
const [grouped, groupId] = withGroup(5, [0, 1])
const { stems, removed } = moveToRest(grouped, [4])
const rows = rowsOf(stems, removed, new Set([groupId, REST_ID]))

const rowOf = (kind: Row['kind']): Row => rows.find((row) => row.kind === kind)!
const nothing: ReadonlySet<number> = new Set()

test('a row is called what its stem or part is called', () => {
  expect(rows.map(rowName)).toEqual([
    stems[0]!.name,
    ...stems[0]!.parts.map(({ name }) => name),
    ...stems.slice(1).map(({ name }) => name),
    'Rest',
    removed[0]!.name
  ])
})

test('parts take the color of their stem, and what is in Rest that of Rest', () => {
  const own = `--stem-${stems[0]!.color}`
  expect(rows.slice(0, 3).map(rowColor)).toEqual([own, own, own])
  expect(rowColor(rowOf('rest'))).toBe('--stem-rest')
  expect(rowColor(rowOf('removed'))).toBe('--stem-rest')
})

test('stems and Rest together hold every component once', () => {
  const whole = rows.filter(({ kind }) => kind === 'stem' || kind === 'rest')
  expect(whole.flatMap(rowComponents).sort()).toEqual([0, 1, 2, 3, 4])
})

test('a stem is the same list of components every time, so that nothing is painted anew', () => {
  expect(rowComponents(rowOf('stem'))).toBe(rowComponents(rowOf('stem')))
})

test('a row that is no single stem says what it is', () => {
  expect(rows.map(rowDescription)).toEqual([
    'group of 2 components',
    `in ${stems[0]!.name}`,
    `in ${stems[0]!.name}`,
    undefined,
    undefined,
    '1 component moved out of the stems',
    'in Rest'
  ])
})

test('a row is silent where it is not heard', () => {
  for (const row of rows) {
    expect(isRowSilent(row, { heardIds: nothing, held: null })).toBe(true)
    const everything = new Set(rows.map(({ id }) => id))
    expect(isRowSilent(row, { heardIds: everything, held: null })).toBe(false)
  }
})

test('a part is silent with its stem, but not while it is held to be heard alone', () => {
  const part = rowOf('part')
  const heardIds = new Set([part.id])
  expect(isRowSilent(part, { heardIds, held: null })).toBe(true)
  expect(isRowSilent(part, { heardIds, held: part.id })).toBe(false)
})
