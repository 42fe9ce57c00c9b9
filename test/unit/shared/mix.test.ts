import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  anySolo,
  balance,
  centerGains,
  componentGains,
  isAudible,
  isPartAudible,
  type MixPart,
  type MixStem
} from '../../../shared/mix'

const stem = (components: number[], changes: Partial<MixStem> = {}): MixStem => ({
  components,
  gainDb: 0,
  pan: 0,
  muted: false,
  solo: false,
  ...changes
})
const part = (component: number, changes: Partial<MixPart> = {}): MixPart => ({
  component,
  gainDb: 0,
  muted: false,
  solo: false,
  ...changes
})
const doubleDb = 20 * Math.log10(2)

describe('gains of components', () => {
  test('are 1 for stems nobody touched, Rest included', () => {
    const { left, right, rest } = componentGains([stem([0, 2]), stem([1])], 3)
    expect([...left, ...right, rest]).toEqual([1, 1, 1, 1, 1, 1, 1])
  })

  test('follow the fader of their stem, and that of their part before it', () => {
    const parts = [part(0), part(2, { gainDb: doubleDb })]
    const { left } = componentGains([stem([0, 2], { gainDb: doubleDb, parts }), stem([1])], 3)
    expect(left[0]).toBeCloseTo(2, 5)
    expect(left[1]).toBe(1)
    expect(left[2]).toBeCloseTo(4, 5)
  })

  test('are 0 for a fader at its lowest position', () => {
    expect(componentGains([stem([0], { gainDb: -60 })], 1).left[0]).toBe(0)
    expect(componentGains([stem([0], { gainDb: -59 })], 1).left[0]).toBeGreaterThan(0)
  })

  test('leave only what is soloed, without Rest', () => {
    const { left, rest } = componentGains([stem([0], { solo: true }), stem([1])], 3)
    expect([...left, rest]).toEqual([1, 0, 0, 0])
  })

  test('leave only the soloed part of a stem, be the stem soloed or not', () => {
    const parts = [part(0, { solo: true }), part(1)]
    for (const solo of [true, false]) {
      const { left, rest } = componentGains([stem([0, 1], { solo, parts }), stem([2])], 3)
      expect([...left, rest]).toEqual([1, 0, 0, 0])
    }
  })

  test('take a component without a stem for Rest, which can be muted and soloed', () => {
    const stems = [stem([1], { muted: true })]
    expect([...componentGains(stems, 3).left]).toEqual([1, 0, 1])
    expect([...componentGains(stems, 3, { muted: true, solo: false }).left]).toEqual([0, 0, 0])
    const soloed = componentGains([stem([1])], 3, { muted: false, solo: true })
    expect([...soloed.left, soloed.rest]).toEqual([1, 0, 1, 1])
  })

  test('to one side stay at unity while the other is turned down', () => {
    expect(balance(0)).toEqual([1, 1])
    expect(balance(0.25)).toEqual([0.75, 1])
    expect(balance(-1)).toEqual([1, 0])
    const { left, right } = componentGains([stem([0], { pan: -0.5 })], 1)
    expect([left[0], right[0]]).toEqual([1, 0.5])
  })

  test('are never negative nor NaN, whatever is turned', () => {
    const control = { gainDb: fc.integer({ min: -60, max: 12 }), muted: fc.boolean() }
    const anyStem = fc.record({
      ...control,
      solo: fc.boolean(),
      components: fc.uniqueArray(fc.nat(7)),
      pan: fc.double({ min: -1, max: 1, noNaN: true })
    })
    fc.assert(
      fc.property(fc.array(anyStem, { maxLength: 4 }), (stems) => {
        const { left, right } = componentGains(stems, 8)
        expect([...left, ...right].every((gain) => gain >= 0 && gain < 4)).toBe(true)
      })
    )
  })
})

test('mute wins over solo', () => {
  const both = stem([0], { muted: true, solo: true })
  expect(isAudible(both, [both])).toBe(false)
  expect(isAudible(stem([1]), [both, stem([1])])).toBe(false)
})

test('a stem is heard when a part of it is soloed, its other parts are not', () => {
  const parts = [part(0, { solo: true }), part(1)]
  const group = stem([0, 1], { parts })
  const other = stem([2])
  expect(anySolo([group, other])).toBe(true)
  expect(isAudible(group, [group, other])).toBe(true)
  expect(isAudible(other, [group, other])).toBe(false)
  expect(parts.map((one) => isPartAudible(one, group))).toEqual([true, false])
})

test('centered gains are the same on both sides', () => {
  const { left, right, rest } = centerGains(Float32Array.of(1, 0.5), 0)
  expect([...left, ...right, rest]).toEqual([1, 0.5, 1, 0.5, 0])
})
