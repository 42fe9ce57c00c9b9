import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { defaultSettings } from '../../../../shared/settings'
import { Separating } from '../../../../src-renderer/state/separating/separating.svelte'
import { SILENCE_MS } from '../../../../src-renderer/state/shell/stall.svelte'

const progress = {
  document: 1,
  stage: 'factorize',
  fraction: 0.5,
  sweep: 1,
  sweeps: 9,
  secondsLeft: null,
  divergence: []
} as const

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a separation that says nothing for half a minute', () => {
  test('is said to be silent, until it says something again or ends', () => {
    const separating = new Separating()
    separating.begin(defaultSettings(44_100))
    vi.advanceTimersByTime(SILENCE_MS - 1)
    expect(separating.stall.isSilent).toBe(false)
    vi.advanceTimersByTime(1)
    expect(separating.stall.isSilent).toBe(true)
    separating.apply(progress)
    expect(separating.stall.isSilent).toBe(false)
    vi.advanceTimersByTime(SILENCE_MS)
    expect(separating.stall.isSilent).toBe(true)
    separating.end(null)
    expect(separating.stall.isSilent).toBe(false)
  })

  test('is not said to be while it goes on, nor after it is done', () => {
    const separating = new Separating()
    separating.begin(defaultSettings(44_100))
    for (let i = 0; i < 10; i++) {
      vi.advanceTimersByTime(SILENCE_MS - 1)
      separating.apply(progress)
    }
    expect(separating.stall.isSilent).toBe(false)
    separating.end(null)
    vi.advanceTimersByTime(10 * SILENCE_MS)
    expect(separating.stall.isSilent).toBe(false)
  })
})
