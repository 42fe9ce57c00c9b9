import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TimeLeft } from '../../../../src-main/tasks/time-left'

/** Seconds left as shown after each step of [seconds passed, fraction done]. */
function shownAfter(steps: readonly (readonly [number, number])[]): (number | null)[] {
  let clock = 5000
  const timeLeft = new TimeLeft(() => clock)
  return steps.map(([seconds, fraction]) => {
    clock += seconds * 1000
    return timeLeft.at(fraction)
  })
}

const steps = fc.array(
  fc.tuple(fc.double({ min: 0, max: 3, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  { maxLength: 40 }
)

test('it never grows by more than it shrank before, and is never negative', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      const shown = shownAfter(taken).filter((seconds) => seconds !== null)
      let credit = 0
      shown.forEach((seconds, i) => {
        expect(seconds).toBeGreaterThanOrEqual(0)
        const change = seconds - (shown[i - 1] ?? seconds)
        expect(change).toBeLessThanOrEqual(credit + 1e-9)
        credit -= change
      })
    })
  )
})

test('it says nothing in the first second, nor before anything is done', () => {
  expect(shownAfter([[0.1, 0.5], [0.8, 0.9]])).toEqual([null, null]) // prettier-ignore
  expect(shownAfter([[5, 0]])).toEqual([null])
})

test('steady work is told to the second', () => {
  const tenths = Array.from({ length: 190 }, (_, i) => [0.1, (i + 1) / 200] as const)
  shownAfter(tenths).forEach((seconds, i) => {
    if (seconds !== null) expect(seconds).toBeCloseTo(20 - (i + 1) / 10, 6)
  })
})

test('what is done has nothing left', () => {
  expect(shownAfter([[2, 0.3], [0.5, 1]]).at(-1)).toBe(0) // prettier-ignore
})
