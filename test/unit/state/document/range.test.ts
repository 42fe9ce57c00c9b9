import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  atLeastShortest,
  dragRange,
  rangePartAt,
  SHORTEST_SECONDS
} from '../../../../src-renderer/state/document/range'
import type { TimeRange } from '../../../../shared/audio'
import { parseTime } from '../../../../src-renderer/words/time-input'
import { timeText } from '../../../../src-renderer/draw/axes/readout'

const nothing = (seconds: number): number => seconds
const range: TimeRange = { startSeconds: 2, endSeconds: 5 }

describe('what a pointer takes hold of', () => {
  test.each([
    [100, 'start'],
    [95, 'start'],
    [105, 'start'],
    [94, 'new'],
    [106, 'all'],
    [196, 'end'],
    [205, 'end'],
    [206, 'new'],
    [150, 'all']
  ])('at %i is %s', (x, part) => {
    expect(rangePartAt(x, 100, 200, 5)).toBe(part)
  })

  test('of a narrow range is the end on its own side', () => {
    expect(rangePartAt(99, 100, 102, 5)).toBe('start')
    expect(rangePartAt(103, 100, 102, 5)).toBe('end')
    expect(rangePartAt(99, 100, 100, 5)).toBe('start')
    expect(rangePartAt(101, 100, 100, 5)).toBe('end')
  })
})

describe('dragging', () => {
  test('makes a range, either way', () => {
    const made = { startSeconds: 3, endSeconds: 7 }
    expect(dragRange(range, 'new', 3, 7, 10, nothing)).toEqual(made)
    expect(dragRange(null, 'new', 7, 3, 10, nothing)).toEqual(made)
  })

  test('moves an end, past the other one too', () => {
    expect(dragRange(range, 'start', 2, 1, 10, nothing)).toEqual({ startSeconds: 1, endSeconds: 5 })
    expect(dragRange(range, 'end', 5, 1, 10, nothing)).toEqual({ startSeconds: 1, endSeconds: 2 })
  })

  test('moves all of it without changing its length, up to the ends of the recording', () => {
    expect(dragRange(range, 'all', 3, 4, 10, nothing)).toEqual({ startSeconds: 3, endSeconds: 6 })
    expect(dragRange(range, 'all', 3, 99, 10, nothing)).toEqual({ startSeconds: 7, endSeconds: 10 })
    expect(dragRange(range, 'all', 3, -9, 10, nothing)).toEqual({ startSeconds: 0, endSeconds: 3 })
  })

  test('goes to the better places nearby', () => {
    const whole = (seconds: number): number => Math.round(seconds)
    expect(dragRange(null, 'new', 3.2, 6.8, 10, whole)).toEqual({ startSeconds: 3, endSeconds: 7 })
    expect(dragRange(range, 'all', 3, 4.4, 10, whole)).toEqual({ startSeconds: 3, endSeconds: 6 })
  })

  test('whatever it does, the range is one of the recording', () => {
    const seconds = fc.double({ min: -5, max: 25, noNaN: true })
    const part = fc.constantFrom('start', 'end', 'all', 'new')
    fc.assert(
      fc.property(
        part,
        seconds,
        seconds,
        fc.double({ min: 5, max: 20, noNaN: true }),
        (...args) => {
          const [which, from, to, duration] = args
          const { startSeconds, endSeconds } = dragRange(range, which, from, to, duration, nothing)
          expect(startSeconds).toBeGreaterThanOrEqual(0)
          expect(endSeconds).toBeLessThanOrEqual(duration + 1e-9)
          expect(endSeconds - startSeconds).toBeGreaterThanOrEqual(SHORTEST_SECONDS - 1e-9)
        }
      )
    )
  })
})

test('a range is never shorter than what can be looped', () => {
  expect(atLeastShortest(3, 3, 10)).toEqual({ startSeconds: 3, endSeconds: 3 + SHORTEST_SECONDS })
  expect(atLeastShortest(10, 10, 10)).toEqual({
    startSeconds: 10 - SHORTEST_SECONDS,
    endSeconds: 10
  })
})

describe('times that are typed', () => {
  test.each([
    ['2.4', 2.4],
    ['00:02.400', 2.4],
    ['1:02', 62],
    ['90', 90],
    ['01:02,5', 62.5],
    ['1:00:00', 3600],
    [' .5 ', 0.5]
  ])('%j is %f s', (text, seconds) => {
    expect(parseTime(text)).toBeCloseTo(seconds, 9)
  })

  test.each(['', 'x', '1:60', '-1', '1:2:3:4', '1:', ':5', '1:-2', '1e3', 'NaN', '1.5:10'])(
    '%j is none',
    (text) => expect(parseTime(text)).toBe(null)
  )

  test('what the window shows can be typed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 7_200_000 }), (ms) => {
        expect(parseTime(timeText(ms / 1000))).toBeCloseTo(ms / 1000, 9)
      })
    )
  })
})
