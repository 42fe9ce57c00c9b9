import { describe, expect, test } from 'vitest'
import { Failure, type FailureDetails } from '../../../../shared/failure'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import { availableBytes } from '../../../../src-main/engine/machine/available-memory'
import { checkMemory } from '../../../../src-main/document/memory-check'

const settings = { ...defaultSettings(44_100), components: 16 }
const hour = { sampleCount: 3600 * 44_100, sampleRate: 44_100 }
const GiB = 2 ** 30

/** What the check says; null when it lets it pass. */
function refusal(change: Partial<SeparationSettings>, available: number): FailureDetails | null {
  try {
    checkMemory({ ...settings, ...change }, hour, available)
    return null
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    expect(thrown.code).toBe('engine/too-large')
    return thrown.details
  }
}

describe('a separation', () => {
  test('that fits is let pass', () => {
    expect(refusal({}, GiB)).toBeNull()
  })

  test('that does not fit is told how much it takes, how much is there, and what would do', () => {
    const details = refusal({ solver: 'mm' }, GiB)!
    expect(details['neededBytes']).toBeGreaterThan(GiB)
    expect(details['availableBytes']).toBe(GiB)
    expect(details['solver']).toBe('fast')
    expect(details['hopSize']).toBe(2048)
    const seconds = Number(details['seconds'])
    expect(seconds).toBeGreaterThan(600)
    const shorter = { ...hour, sampleCount: seconds * 44_100 }
    expect(() => checkMemory({ ...settings, solver: 'mm' }, shorter, GiB)).not.toThrow()
  })

  test('that nothing makes fit is offered nothing', () => {
    const details = refusal({}, 2 ** 20)!
    expect(Object.keys(details).sort()).toEqual(['availableBytes', 'neededBytes'])
  })

  test('of every offer fits when it is taken', () => {
    const details = refusal({ solver: 'mm', components: 128 }, 1.2 * GiB)!
    const { solver, hopSize, components } = details
    if (solver === 'fast') expect(refusal({ components: 128, solver }, 1.2 * GiB)).toBeNull()
    if (typeof hopSize === 'number') {
      expect(refusal({ solver: 'mm', components: 128, hopSize }, 1.2 * GiB)).toBeNull()
    }
    if (typeof components === 'number') {
      expect(refusal({ solver: 'mm', components }, 1.2 * GiB)).toBeNull()
    }
  })
})

test('this machine has some memory, and not more than it has', () => {
  expect(availableBytes()).toBeGreaterThan(2 ** 20)
  expect(availableBytes()).toBeLessThan(2 ** 50)
})
