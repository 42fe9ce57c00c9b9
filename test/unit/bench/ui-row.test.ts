import { expect, test } from 'vitest'
import { workBetween } from '../../bench/threads.mjs'
import { createRows, verdictOf } from '../../bench/ui-row.mjs'

test('a budget that may be reached is met by its own value, one to stay below is not', () => {
  const judged = { value: 8, budget: 8, unit: '%' }
  expect(verdictOf(judged, 0)).toBe('met')
  expect(verdictOf({ ...judged, law: 'below' }, 0)).toBe('missed')
})

test('a miss on a busy machine says so, and what is no number is a miss', () => {
  expect(verdictOf({ value: 9, budget: 8, unit: 'ms' }, 1.5)).toBe('missed, machine busy')
  expect(verdictOf({ value: NaN, budget: 8, unit: 'ms' }, 0)).toBe('missed')
})

test('rows carry figure, budget and verdict, and a part that breaks does not end the others', async () => {
  const lines: object[] = []
  const rows = createRows((line) => lines.push(line))
  rows.row('start', { value: 700.123, budget: 1200, unit: 'ms' }, { runs: 3 })
  await rows.part('open', () => Promise.reject(new Error('no window')))
  rows.row('export', null, { seconds: 5 })
  expect(lines).toMatchObject([
    { what: 'start', value: 700.1, budget: 1200, verdict: 'met', runs: 3 },
    { what: 'open', verdict: 'broken', error: 'Error: no window' },
    { what: 'export', seconds: 5 }
  ])
  expect(lines[2]).not.toHaveProperty('verdict')
  expect(rows.missed).toEqual(['open'])
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
