import { describe, expect, test } from 'vitest'
import type { ComponentFacts } from '../../../../shared/factorization'
import {
  group,
  moveToRest,
  rename,
  sortStems
} from '../../../../src-renderer/state/document/arranging'
import { carryOver, nextArrangement } from '../../../../src-renderer/state/document/carry-over'
import { matchComponents } from '../../../../src-renderer/state/document/matching'
import { turn } from '../../../../src-renderer/state/document/mixing'
import { rowOfComponent } from '../../../../src-renderer/state/document/rows'
import { startArrangement } from '../../../../src-renderer/state/document/arrangement'
import type { Succession } from '../../../../src-renderer/state/document/succession'
import { factsOf, shape, singles } from '../../../support/some-arrangement'
import { loaded, silentBefore, viewOf } from '../../../support/some-separation'

describe('components of two separations', () => {
  test('match where they sound alike at the same times, whatever their order', () => {
    const matches = matchComponents(viewOf([0, 1, 2, 3]), viewOf([3, 0, 2, 1], { seed: 9 }))
    expect([...matches]).toEqual([3, 0, 2, 1])
  })

  test('match across windows and exponents', () => {
    const next = viewOf([2, 1, 0], { windowSize: 4096, exponent: 2, seed: 5 })
    expect([...matchComponents(viewOf([0, 1, 2]), next)]).toEqual([2, 1, 0])
  })

  test('stay without a match when they are new, and none is matched twice', () => {
    const matches = matchComponents(viewOf([0, 1]), viewOf([1, 7, 1, 8], { seed: 9 }))
    expect([...matches].filter((k) => k === 1)).toHaveLength(1)
    expect([matches[1], matches[3]]).toEqual([-1, -1])
  })

  test('that are silent match nothing', () => {
    const silent = viewOf([0, 1])
    const next = { ...silent, W: silent.W.map(() => 0), H: silent.H.map(() => 0) }
    expect([...matchComponents(silent, next)]).toEqual([-1, -1])
  })

  test('need no time worth mentioning for 128 of them', () => {
    const many = Array.from({ length: 128 }, (_, k) => k % 20)
    const [before, after] = [viewOf(many), viewOf(many, { seed: 9 })]
    const start = process.cpuUsage()
    matchComponents(before, after)
    // Far above what it takes, for machines that are slow and busy.
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3)
  })
})

/** What continues what, all of it equally loud. */
function going(...previous: number[]): Succession {
  const same = Array.from({ length: 16 }, () => 1)
  return { previous: Int32Array.from(previous), before: same, after: same }
}

describe('the next separation', () => {
  const facts = (count: number): ComponentFacts[] =>
    Array.from({ length: count }, (_, id) => factsOf(id, { name: `New ${id}` }))

  test('keeps groups, names, colors and controls where components match', () => {
    const { arrangement, id } = group(singles(4), [1, 2])
    const named = turn(rename(arrangement, id ?? -1, 'Sax'), id ?? -1, { gainDb: -6, pan: 0.5 })
    const next = carryOver(named, facts(4), going(2, 0, 1, 3))
    const sax = next.stems.find((stem) => stem.id === id)
    expect(sax).toMatchObject({ name: 'Sax', gainDb: -6, pan: 0.5, components: [2, 0] })
    expect(sax?.parts.map(({ name }) => name)).toEqual(['New 2', 'New 0'])
  })

  test('names after its facts what nobody has named', () => {
    const named = rename(singles(2), 1, 'Bass')
    const next = carryOver(named, facts(2), going(0, 1))
    expect(next.stems.map(({ name }) => name)).toEqual(['New 0', 'Bass'])
  })

  test('gives what is new its own stem, with an id and a color that are free', () => {
    const next = carryOver(singles(2), facts(4), going(-1, 0, -1, 1))
    expect(shape(next)).toEqual([[0], [1], [2], [3]])
    expect(next.stems.map(({ id }) => id)).toEqual([2, 0, 3, 1])
    expect(new Set(next.stems.map(({ color }) => color)).size).toBe(4)
  })

  test('keeps an order that somebody made, and appends what is new', () => {
    const sorted = { ...singles(3), stems: singles(3).stems.toReversed() }
    const next = carryOver(sorted, facts(4), going(-1, 0, 1, 2))
    expect(shape(next)).toEqual([[3], [2], [1], [0]])
    expect(shape(sortStems(next, 'energy'))).toEqual([[0], [1], [2], [3]])
  })

  test('leaves in Rest what was moved there', () => {
    const next = carryOver(moveToRest(singles(3), [1]), facts(3), going(2, 1, 0))
    expect(next.removed.map(({ component }) => component)).toEqual([1])
    expect(shape(next)).toEqual([[0], [2]])
  })

  test('lets go of a group that has nothing left', () => {
    const { arrangement } = group(singles(3), [0, 1])
    expect(shape(carryOver(arrangement, facts(2), going(-1, 2)))).toEqual([[0], [1]])
  })

  test('passes a name and a color on only where most of the sound is the same', () => {
    const { arrangement, id } = group(singles(5), [0, 1, 2])
    const drums = rename(rename(arrangement, id ?? -1, 'Drums'), rowOfComponent(1), 'Kick')
    // One part of three goes on: it keeps the name that it has by itself.
    const few = carryOver(drums, facts(3), going(-1, 1, -1))
    expect(few.stems.map(({ name }) => name)).toEqual(['New 0', 'Kick', 'New 2'])
    expect(few.stems.map((stem) => stem.id)).not.toContain(id)
    const most = carryOver(drums, facts(3), going(0, 1, -1))
    expect(most.stems.map(({ name }) => name)).toEqual(['Drums', 'New 2'])
  })

  test('passes no name on to a sound that is mostly another, however well a part of it matches', () => {
    const named = rename(singles(3), 1, 'Bass')
    const matched = going(0, 1, 2)
    const louder = { ...matched, after: [1, 5, 1] }
    expect(carryOver(named, facts(3), matched).stems[1]?.name).toBe('Bass')
    const next = carryOver(named, facts(3), louder)
    expect(next.stems.map(({ name }) => name)).not.toContain('Bass')
    expect(new Set(next.stems.map(({ color }) => color)).size).toBe(3)
  })

  test('mutes nothing for having been matched with something muted that is mostly another', () => {
    const muted = turn(singles(3), 1, { muted: true })
    const louder = { ...going(0, 1, 2), after: [1, 5, 1] }
    expect(carryOver(muted, facts(3), louder).stems.some((stem) => stem.muted)).toBe(false)
  })

  test('is compared only in the time that both are about', () => {
    const equal = facts(3).map((fact) => ({ ...fact, energy: 1 / 3 }))
    const whole = loaded(viewOf([0, 1, 2]), equal)
    const part = silentBefore(loaded(viewOf([2, 0, 1], { seed: 9 }), equal), 0.8)
    const named = rename(startArrangement(equal, { separation: 1 }), 2, 'Hum')
    const next = nextArrangement(named, whole, part)
    expect(next.stems.find(({ name }) => name === 'Hum')?.components).toEqual([0])
  })

  test('is matched by its sound', () => {
    const equal = facts(3).map((fact) => ({ ...fact, energy: 1 / 3 }))
    const separation = loaded(viewOf([0, 1, 2]), equal)
    const before = startArrangement(equal, { separation: 1 })
    const named = rename(before, 2, 'Hum')
    const next = nextArrangement(named, separation, loaded(viewOf([2, 0, 1], { seed: 9 }), equal))
    expect(next.stems.find(({ name }) => name === 'Hum')?.components).toEqual([0])
  })

  test('begins anew when there was none before', () => {
    const next = nextArrangement(startArrangement([]), null, loaded(viewOf([0, 1]), facts(2)))
    expect(shape(next)).toEqual([[0], [1]])
  })
})
