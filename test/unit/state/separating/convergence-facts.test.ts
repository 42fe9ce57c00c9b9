import { expect, test } from 'vitest'
import { convergenceFacts } from '../../../../src-renderer/state/separating/convergence-facts'
import type { Separating } from '../../../../src-renderer/state/separating/separating.svelte'
import { factsOf } from '../../../support/some-arrangement'
import { loaded, viewOf } from '../../../support/some-separation'

const finished = loaded(viewOf([0]), [factsOf(0)])
const preview = {
  ...finished,
  result: { ...finished.result, seconds: NaN, residualDb: NaN },
  factorization: { ...finished.factorization, divergence: [] },
  isPreview: true
} as const

type Running = Pick<Separating, 'points' | 'progress' | 'timesOf'>
const running = (points: Running['points'], sweep: number | null): Running => ({
  points,
  progress:
    sweep === null
      ? null
      : {
          document: 1,
          stage: 'factorize',
          fraction: 0.5,
          sweep,
          sweeps: 200,
          secondsLeft: null,
          divergence: []
        },
  timesOf: () => []
})

test('while a separation runs, the figures are those of the running job', () => {
  const facts = convergenceFacts(preview, running([[1, 0.5], [12, 0.1322]], 12)) // prettier-ignore
  expect(facts).toMatchObject({ text: '12 of 200 sweeps', divergence: '0.1322', sweeps: 200 })
  expect(facts.points).toHaveLength(2)
})

test('before the first sweep no figure is made up', () => {
  for (const sweep of [null, 0]) {
    const { text, divergence } = convergenceFacts(preview, running([], sweep))
    expect(divergence).toBe('–')
    expect(text).not.toMatch(/NaN|0\.0/)
  }
})

test('a finished separation has its own figures, also while the next one runs', () => {
  const facts = convergenceFacts(finished, running([[12, 0.1322]], 12))
  expect(facts).toMatchObject({ text: '0 sweeps in 1.0 s', divergence: '1.000', sweeps: null })
})
