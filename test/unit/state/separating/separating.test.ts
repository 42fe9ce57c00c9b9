import { expect, test } from 'vitest'
import type { SeparationProgress } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/settings'
import {
  secondsOfSweeps,
  Separating
} from '../../../../src-renderer/state/separating/separating.svelte'

const settings = defaultSettings(44_100)

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
  separating.begin(settings)
  separating.apply(progress(1))
  separating.apply(progress(2))
  expect(separating.points.map(([sweep]) => sweep)).toEqual([1, 2])
  separating.end([3, 2, 1])
  expect(separating.points).toEqual([
    [0, 3],
    [1, 2],
    [2, 1]
  ])
  separating.begin(settings)
  expect(separating.points).toEqual([])
})

test('progress that comes late changes nothing', () => {
  const separating = new Separating()
  separating.begin(settings)
  separating.end(null)
  separating.apply(progress(5))
  expect(separating.progress).toBeNull()
  expect(separating.points).toEqual([])
})

test('sweeps are timed for the separation they were of, and a cancelled one changes no other', () => {
  const separating = new Separating()
  const first = [3, 2, 1]
  separating.begin(settings)
  separating.apply(progress(1))
  separating.apply(progress(2))
  separating.end(first)
  const times = separating.timesOf(first)
  expect(times.map(([sweep]) => sweep)).toEqual([1, 2])
  expect(times[1]![1]).toBeGreaterThanOrEqual(times[0]![1])
  separating.begin(settings)
  separating.apply(progress(7))
  separating.end(first)
  expect(separating.timesOf(first)).toBe(times)
  separating.end([9])
  expect(separating.timesOf([9])).toEqual([])
})

test('seconds of sweeps run through what was reported and never back, or are not known at all', () => {
  const seconds = secondsOfSweeps(
    [
      [2, 0.5],
      [4, 1.5],
      [8, 2]
    ],
    10
  )!
  expect(seconds).toHaveLength(11)
  expect([2, 3, 4, 6, 8].map((sweep) => seconds[sweep])).toEqual([0.5, 1, 1.5, 1.75, 2])
  seconds.slice(1).forEach((time, i) => expect(time).toBeGreaterThanOrEqual(seconds[i]!))
  expect(secondsOfSweeps([], 10)).toBeNull()
  expect(secondsOfSweeps([[3, 1]], 10)).toBeNull()
})
