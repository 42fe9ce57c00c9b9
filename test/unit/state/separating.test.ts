import { expect, test } from 'vitest'
import type { SeparationProgress } from '../../../shared/contract'
import { Separating } from '../../../src-renderer/state/separating.svelte'

function progress(sweep: number): SeparationProgress {
  return {
    document: 1,
    stage: 'factorize',
    fraction: sweep / 10,
    sweep,
    sweeps: 10,
    secondsLeft: null,
    divergence: [[sweep, 1 / (sweep + 1)]]
  }
}

test('the curve grows with the progress, and begins anew with each separation', () => {
  const separating = new Separating()
  separating.begin()
  separating.apply(progress(1))
  separating.apply(progress(2))
  expect(separating.points.map(([sweep]) => sweep)).toEqual([1, 2])
  separating.end([3, 2, 1])
  expect(separating.points).toEqual([
    [0, 3],
    [1, 2],
    [2, 1]
  ])
  separating.begin()
  expect(separating.points).toEqual([])
})

test('progress that comes late changes nothing', () => {
  const separating = new Separating()
  separating.begin()
  separating.end(null)
  separating.apply(progress(5))
  expect(separating.progress).toBeNull()
  expect(separating.points).toEqual([])
})
