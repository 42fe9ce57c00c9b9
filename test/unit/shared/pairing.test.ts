import { expect, test } from 'vitest'
import { pairUp } from '../../../shared/pairing'

const table =
  (rows: readonly (readonly number[])[]) =>
  (a: number, b: number): number =>
    rows[a]![b]!

test('the most similar pair comes first, though another would suit the sum', () => {
  const similarity = table([
    [0.9, 0.8],
    [0.8, 0.1]
  ])
  expect([...pairUp(2, 2, similarity, 0)]).toEqual([0, 1])
  expect([...pairUp(2, 2, similarity, 0.5)]).toEqual([0, -1])
})

test('everything is paired at most once, and nothing below the least similarity', () => {
  const similarity = table([
    [1, 1, 1],
    [0.4, 0.4, 0.4]
  ])
  expect([...pairUp(2, 3, similarity, 0.5)]).toEqual([0, -1, -1])
  expect([...pairUp(2, 3, similarity, 0)]).toEqual([0, 1, -1])
})

test('what is no number is no similarity', () => {
  expect([...pairUp(1, 1, () => NaN, 0)]).toEqual([-1])
  expect([...pairUp(0, 2, () => 1, 0)]).toEqual([-1, -1])
})
