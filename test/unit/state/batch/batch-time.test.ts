import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchSecondsLeft } from '../../../../src-renderer/state/batch/batch-time'
import { batchEndText, batchText } from '../../../../src-renderer/state/batch/queue-words'

const seconds = fc.double({ min: 0.1, max: 3600, noNaN: true })

describe('the time left of a batch', () => {
  test('is not told before a recording is done', () => {
    expect(batchSecondsLeft([], 12, 3)).toBeNull()
  })

  test('counts everything that waits', () => {
    expect(batchSecondsLeft([10, 20], 5, 3)).toBeCloseTo(10 + 3 * 15, 9)
  })

  test('moves with every second, also when a recording takes longer than all before', () => {
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1 }), seconds, fc.nat(20), (took, at, waiting) => {
        const [now, later] = [at, at + 1].map((elapsed) => batchSecondsLeft(took, elapsed, waiting))
        expect(Math.abs(later! - now!)).toBeGreaterThan(1e-3)
        expect(later).toBeGreaterThan(0)
      })
    )
  })
})

describe('the words for a batch', () => {
  const batch = { stopping: false, finished: 0, count: 4, secondsLeft: null }

  test('speak of all that waits, never of one step', () => {
    expect(batchText(batch)).toBe('Recording 1 of 4, 3 more wait')
    expect(batchText({ ...batch, finished: 1, secondsLeft: 80 })).toBe(
      'Recording 2 of 4, 1:20 left for all of them'
    )
    expect(batchText({ ...batch, finished: 3, secondsLeft: 12 })).toBe(
      'Recording 4 of 4, 12 s left'
    )
    expect(batchText({ ...batch, count: 1 })).toBe('Recording 1 of 1')
  })

  test('say of a stopped batch that it was stopped, and what still waits', () => {
    expect(batchEndText({ failed: 0, waiting: 0 })).toBe('The queue is done')
    expect(batchEndText({ failed: 2, waiting: 0 })).toBe('The queue is done, 2 failed')
    expect(batchEndText({ failed: 0, waiting: 1 })).toBe('The batch was stopped, 1 still waits')
  })
})
