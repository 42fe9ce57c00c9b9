import { describe, expect, it } from 'vitest'
import { componentGains, isAudible, type MixStem } from '../../../shared/mix'

const stem = (components: number[], changes: Partial<MixStem> = {}): MixStem => ({
  components,
  gainDb: 0,
  muted: false,
  solo: false,
  ...changes
})

describe('componentGains', () => {
  it('are 1 for stems nobody touched, Rest included', () => {
    const { gains, rest } = componentGains([stem([0, 2]), stem([1])], 3)
    expect([...gains, rest]).toEqual([1, 1, 1, 1])
  })

  it('give every component of a stem its fader', () => {
    const { gains } = componentGains([stem([0, 2], { gainDb: 20 * Math.log10(2) }), stem([1])], 3)
    expect(gains[0]).toBeCloseTo(2, 6)
    expect([gains[1], gains[2]]).toEqual([1, gains[0]])
  })

  it('are 0 for a fader at its lowest position', () => {
    expect(componentGains([stem([0], { gainDb: -60 })], 1).gains[0]).toBe(0)
    expect(componentGains([stem([0], { gainDb: -59 })], 1).gains[0]).toBeGreaterThan(0)
  })

  it('leave only what is soloed, without Rest', () => {
    const { gains, rest } = componentGains([stem([0], { solo: true }), stem([1])], 3)
    expect([...gains, rest]).toEqual([1, 0, 0, 0])
  })

  it('take a component without a stem for Rest', () => {
    expect([...componentGains([stem([1], { muted: true })], 3).gains]).toEqual([1, 0, 1])
  })
})

describe('isAudible', () => {
  it('lets mute win over solo', () => {
    const both = stem([0], { muted: true, solo: true })
    expect(isAudible(both, [both])).toBe(false)
    expect(isAudible(stem([1]), [both, stem([1])])).toBe(false)
  })
})
