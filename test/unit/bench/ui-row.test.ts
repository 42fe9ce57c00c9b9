import { expect, test } from 'vitest'
import { workBetween } from '../../bench/threads.mjs'
import { createRows, verdictOf } from '../../bench/ui-row.mjs'

test('a budget that may be reached is met by its own value, one to stay below is not', () => {
  const judged = { value: 8, budget: 8, unit: '%' }
  expect(verdictOf(judged)).toBe('ok')
  expect(verdictOf({ ...judged, law: 'below' })).toBe('missed')
})

test('more than the budget is a miss, and so is what is no number', () => {
  expect(verdictOf({ value: 9, budget: 8, unit: 'ms' })).toBe('missed')
  expect(verdictOf({ value: NaN, budget: 8, unit: 'ms' })).toBe('missed')
})

test('rows carry figure, budget and verdict, and a part that breaks does not end the others', async () => {
  const lines: object[] = []
  const rows = createRows((line) => lines.push(line))
  rows.row('start', { value: 700.123, budget: 1200, unit: 'ms' }, { runs: 3 })
  await rows.part('open', () => Promise.reject(new Error('no window')))
  rows.row('export', null, { seconds: 5 })
  rows.row('scroll', { value: 120, budget: 100, unit: 'ms' })
  expect(lines).toMatchObject([
    { what: 'start', value: 700.1, budget: 1200, verdict: 'ok', runs: 3 },
    { what: 'open', verdict: 'broken', error: 'Error: no window' },
    { what: 'export', seconds: 5 },
    { what: 'scroll', verdict: 'missed' }
  ])
  expect(lines[2]).not.toHaveProperty('verdict')
  expect(rows.missed).toEqual(['scroll'])
  expect(rows.broken).toEqual(['open'])
})

test('the work of threads is summed by name, those that came and went included', () => {
  const thread = { process: 1, runMs: 10, waitMs: 1 }
  const before = [{ ...thread, name: 'main' }]
  const after = [
    { ...thread, name: 'main', runMs: 25 },
    { ...thread, name: 'pool' },
    { ...thread, name: 'pool', runMs: 5 }
  ]
  expect([...workBetween(before, after)]).toEqual([
    ['main', { runMs: 15, waitMs: 0 }],
    ['pool', { runMs: 15, waitMs: 2 }]
  ])
})
