import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createCollectLater } from '../../../../src-main/document/collect-later'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('memory that was given up is collected once, a while later', () => {
  const collect = vi.fn()
  const collectLater = createCollectLater(collect)
  vi.advanceTimersByTime(60_000)
  expect(collect).not.toHaveBeenCalled()
  collectLater()
  expect(collect).not.toHaveBeenCalled()
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(1)
})

test('what is given up while a collection waits gets one more, and no more than that', () => {
  const collect = vi.fn()
  const collectLater = createCollectLater(collect)
  for (let i = 0; i < 5; i++) {
    collectLater()
    vi.advanceTimersByTime(10)
  }
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(2)
  collectLater()
  vi.advanceTimersByTime(60_000)
  expect(collect).toHaveBeenCalledTimes(3)
})

test('somebody who never stops giving up memory does not put it off', () => {
  const collect = vi.fn()
  const collectLater = createCollectLater(collect)
  for (let i = 0; i < 100; i++) {
    collectLater()
    vi.advanceTimersByTime(200)
  }
  expect(collect.mock.calls.length).toBeGreaterThanOrEqual(9)
})
