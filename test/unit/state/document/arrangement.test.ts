import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maxStemNameLength } from '../../../../shared/contract'
import { componentGains } from '../../../../shared/mix'
import {
  QUIET_NAME,
  startArrangement,
  type Arrangement
} from '../../../../src-renderer/state/document/arrangement'
import {
  bringBack,
  group,
  moveInto,
  moveTo,
  moveToRest,
  recolor,
  rename,
  sortStems,
  takeOut,
  ungroup
} from '../../../../src-renderer/state/document/arranging'
import { muteOnly, soloOnly, turn, unmute } from '../../../../src-renderer/state/document/mixing'
import { REST_ID, rowOfComponent } from '../../../../src-renderer/state/document/rows'
import { factsOf, shape, singles, withGroup } from '../../../support/some-arrangement'

const gains = ({ stems, rest, facts }: Arrangement): number[] => [
  ...componentGains(stems, facts.length, rest).left
]

describe('grouping', () => {
  test('puts the group where its first member stood, named after the loudest', () => {
    const [grouped, id] = withGroup(5, [3, 1])
    expect(shape(grouped)).toEqual([[0], [1, 3], [2], [4]])
    expect(grouped.stems[1]).toMatchObject({ id, name: 'Component 1 +1', color: 2, gainDb: 0 })
    expect(grouped.stems[1]?.parts.map(({ name }) => name)).toEqual(['Component 1', 'Component 3'])
  })

  test('keeps the sound: gains, mutes and solos go to the parts', () => {
    const turned = turn(turn(singles(4), 1, { gainDb: -6 }), 2, { muted: true })
    const { arrangement } = group(turned, [1, 2])
    expect(gains(arrangement)).toEqual(gains(turned))
    expect(gains(ungroup(arrangement, [4]))).toEqual(gains(turned))
  })

  test('lets single stems join a group that is selected with them', () => {
    const [first, id] = withGroup(4, [0, 1])
    const named = turn(rename(first, id, 'Sax'), id, { gainDb: -3, pan: 0.5 })
    const { arrangement, id: joined } = group(named, [id, 3])
    expect(joined).toBe(id)
    expect(arrangement.stems[0]).toMatchObject({ name: 'Sax', gainDb: -3, components: [0, 1, 3] })
  })

  test('makes a new group of parts from several groups', () => {
    const [first] = withGroup(6, [0, 1, 2])
    const [second] = [group(first, [3, 4]).arrangement]
    const parts = [rowOfComponent(1), rowOfComponent(4)]
    expect(shape(group(second, parts).arrangement)).toEqual([[0, 2], [1, 4], [3], [5]])
  })

  test('gets a color that no stem has, or, with more stems than colors, that no group has', () => {
    const colorsOf = ({ stems }: Arrangement): number[] => stems.map(({ color }) => color)
    const [few] = withGroup(6, [4, 5])
    expect(new Set(colorsOf(few)).size).toBe(few.stems.length)
    // Of 24 rows, each has the color of another.
    const groups = [
      [0, 1],
      [12, 13],
      [2, 14]
    ]
    const many = groups.reduce((so, ids) => group(so, ids).arrangement, singles(24))
    const grouped = many.stems.filter(({ parts }) => parts.length > 1)
    expect(new Set(grouped.map(({ color }) => color)).size).toBe(groups.length)
    const others = many.stems.filter(({ parts }) => parts.length === 1)
    const free = withGroup(24, [0, 12])[0].stems[0]!
    expect(others.length).toBe(18)
    expect(
      withGroup(24, [0, 12])[0]
        .stems.slice(1)
        .map(({ color }) => color)
    ).not.toContain(free.color)
  })

  test('of a row that others are dropped on has a color that no other stem has', () => {
    const moved = moveInto(singles(14), [5], 0)
    const [drums, ...others] = moved.stems
    expect(drums?.components).toEqual([0, 5])
    expect(others.map(({ color }) => color)).not.toContain(drums?.color)
  })

  test('of one thing, or of what is one group already, changes nothing', () => {
    const [grouped, id] = withGroup(3, [0, 1])
    for (const ids of [[2], [id], [id, rowOfComponent(0)], [], [99]]) {
      expect(group(grouped, ids)).toEqual({ arrangement: grouped, id: null })
    }
  })

  test('keeps a pan that all members share', () => {
    const panned = [0, 1].reduce((so, id) => turn(so, id, { pan: -0.5 }), singles(3))
    expect(group(panned, [0, 1]).arrangement.stems[0]?.pan).toBe(-0.5)
    expect(group(panned, [0, 2]).arrangement.stems[0]?.pan).toBe(0)
  })
})

describe('ungrouping', () => {
  test('gives the parts their own names and colors again, in place', () => {
    const named = recolor(rename(singles(4), 2, 'Bass'), [2], 9)
    const { arrangement, id } = group(named, [1, 2])
    const apart = ungroup(arrangement, [id ?? -1])
    expect(shape(apart)).toEqual([[0], [1], [2], [3]])
    expect(apart.stems[2]).toMatchObject({ name: 'Bass', color: 9 })
  })

  test('keeps the sound of a group that is turned down, soloed or muted', () => {
    const [grouped, id] = withGroup(4, [0, 1])
    const part = turn(grouped, rowOfComponent(0), { gainDb: -4 })
    for (const change of [{ gainDb: -6 }, { solo: true }, { muted: true }, { pan: 1 }]) {
      const turned = turn(part, id, change)
      const apart = ungroup(turned, [id])
      gains(turned).forEach((gain, k) => expect(gains(apart)[k]).toBeCloseTo(gain, 5))
    }
  })

  test('leaves single stems alone', () => {
    const before = singles(3)
    expect(ungroup(before, [0, 1])).toBe(before)
  })
})

describe('moving', () => {
  test('into a single stem makes a group that keeps its name and controls', () => {
    const turned = turn(rename(singles(3), 0, 'Keys'), 0, { gainDb: -6 })
    const moved = moveInto(turned, [2], 0)
    expect(shape(moved)).toEqual([[0, 2], [1]])
    expect(moved.stems[0]).toMatchObject({ id: 0, name: 'Keys', gainDb: -6 })
    expect(moved.stems[0]?.parts[0]?.name).toBe('Keys')
  })

  test('a part from one group into another', () => {
    const [first, a] = withGroup(5, [0, 1, 2])
    const { arrangement: second, id: b } = group(first, [3, 4])
    const moved = moveInto(second, [rowOfComponent(1)], b ?? -1)
    expect(shape(moved)).toEqual([
      [0, 2],
      [3, 4, 1]
    ])
    expect(moved.stems.map(({ id }) => id)).toEqual([a, b])
  })

  test('the last part but one out of a group leaves a stem under the group’s name', () => {
    const [grouped, id] = withGroup(3, [0, 1])
    const named = turn(rename(grouped, id, 'Sax'), rowOfComponent(1), { gainDb: -6 })
    const moved = moveInto(named, [rowOfComponent(0)], 2)
    expect(moved.stems[0]).toMatchObject({ id, name: 'Sax', components: [1], gainDb: -6 })
  })

  test('into where it is changes nothing', () => {
    const [grouped, id] = withGroup(3, [0, 1])
    expect(moveInto(grouped, [rowOfComponent(0)], id)).toBe(grouped)
    expect(moveInto(grouped, [id], id)).toBe(grouped)
    expect(moveInto(grouped, [2], 99)).toBe(grouped)
  })

  test('stems to a place, counted before the move', () => {
    expect(shape(moveTo(singles(4), [0], 3))).toEqual([[1], [2], [0], [3]])
    expect(shape(moveTo(singles(4), [3, 1], 0))).toEqual([[1], [3], [0], [2]])
    expect(shape(moveTo(singles(4), [1], 4))).toEqual([[0], [2], [3], [1]])
  })

  test('to its own place changes nothing', () => {
    const before = singles(3)
    expect(moveTo(before, [1], 1)).toBe(before)
    expect(moveTo(before, [1], 2)).toBe(before)
  })

  test('a part to a place takes it out of its group', () => {
    const [grouped] = withGroup(4, [0, 1, 2])
    const part = rowOfComponent(1)
    expect(shape(moveTo(grouped, [part], 2))).toEqual([[0, 2], [3], [1]])
    expect(shape(takeOut(grouped, [part]))).toEqual([[0, 2], [1], [3]])
  })
})

describe('Rest', () => {
  test('takes stems and parts in, and they are heard with Rest only', () => {
    const [grouped, id] = withGroup(4, [0, 1])
    const turned = turn(turn(grouped, id, { gainDb: -60 }), 2, { muted: true })
    const gone = moveToRest(turned, [rowOfComponent(0), 2])
    expect(shape(gone)).toEqual([[1], [3]])
    expect(gone.removed.map(({ component }) => component)).toEqual([0, 2])
    expect(gains(gone)).toEqual([1, 0, 1, 1])
    expect(gains(turn(gone, REST_ID, { muted: true }))).toEqual([0, 0, 0, 1])
  })

  test('gives back what it took, with its name and controls', () => {
    const before = turn(rename(singles(3), 1, 'Hum'), 1, { gainDb: -12 })
    const back = bringBack(moveToRest(before, [1]))
    expect(shape(back)).toEqual([[0], [2], [1]])
    expect(back.stems[2]).toMatchObject({ name: 'Hum', gainDb: -12 })
    expect(back.removed).toEqual([])
  })

  test('gives back only what is asked for', () => {
    const gone = moveToRest(singles(3), [0, 1])
    expect(shape(bringBack(gone, [1]))).toEqual([[2], [1]])
    expect(bringBack(gone, [2])).toBe(gone)
  })

  test('can take everything', () => {
    expect(moveToRest(singles(2), [0, 1]).stems).toEqual([])
  })
})

describe('only these, everything but these', () => {
  test('clear all other solos, those of parts too, and the second time bring the mix back', () => {
    const [grouped, id] = withGroup(4, [0, 1])
    const part = rowOfComponent(0)
    const mixed = turn(turn(grouped, 2, { solo: true }), rowOfComponent(1), { muted: true })
    const alone = soloOnly(mixed, [part])
    expect(gains(alone)).toEqual([1, 0, 0, 0])
    expect(gains(soloOnly(alone, [part]))).toEqual([1, 0, 1, 1])
    expect(gains(muteOnly(mixed, [part, 3]))).toEqual([0, 1, 1, 0])
    expect(gains(soloOnly(mixed, [id, 3]))).toEqual([1, 0, 0, 1])
  })

  test('can be heard once they are not muted, a part with its stem', () => {
    const [grouped, id] = withGroup(4, [0, 1])
    const part = rowOfComponent(0)
    const muted = [part, id, 3].reduce((so, row) => turn(so, row, { muted: true }), grouped)
    expect(gains(unmute(muted, [part]))).toEqual([1, 1, 1, 0])
    expect(unmute(grouped, [part, id, 3])).toBe(grouped)
  })
})

test('names are trimmed, never empty, never longer than an export takes; parts have them too', () => {
  const [grouped, id] = withGroup(3, [0, 1])
  expect(rename(grouped, id, '  Sax ').stems[0]?.name).toBe('Sax')
  expect(rename(grouped, id, '   ')).toBe(grouped)
  expect(rename(grouped, 2, 'x'.repeat(999)).stems[1]?.name).toHaveLength(maxStemNameLength)
  expect(rename(grouped, rowOfComponent(1), 'A5').stems[0]?.parts[1]?.name).toBe('A5')
})

test('stems are sorted by energy, pitch and position, what has no pitch last', () => {
  const start = startArrangement([
    factsOf(0, { energy: 0.5, pitchHz: null, position: 0.5 }),
    factsOf(1, { energy: 0.3, pitchHz: 440, position: -1 }),
    factsOf(2, { energy: 0.2, pitchHz: 55, position: 0 })
  ])
  expect(shape(sortStems(start, 'pitch'))).toEqual([[2], [1], [0]])
  expect(shape(sortStems(start, 'pan'))).toEqual([[1], [2], [0]])
  expect(sortStems(sortStems(start, 'pan'), 'energy').stems).toEqual(start.stems)
  expect(sortStems(start, 'energy')).toBe(start)
})

describe('a big separation', () => {
  const facts = Array.from({ length: 12 }, (_, id) => factsOf(id, { energy: id < 9 ? 0.1 : 0.004 }))

  test('has its quiet components in one last group', () => {
    const start = startArrangement(facts)
    expect(start.stems).toHaveLength(10)
    expect(start.stems.at(-1)).toMatchObject({ name: QUIET_NAME, components: [9, 10, 11] })
  })

  test('shows all of them when there are few, or only one is quiet', () => {
    expect(startArrangement(facts.slice(4)).stems).toHaveLength(8)
    expect(startArrangement(facts.slice(0, 10)).stems).toHaveLength(10)
  })
})

test('whatever is done, every component is in exactly one place, and ids are unique', () => {
  const count = 6
  const rows = fc.uniqueArray(fc.integer({ min: -count, max: count + 6 }), { maxLength: 4 })
  const place = fc.integer({ min: 0, max: count + 6 })
  const edits = fc.array(
    fc.tuple(fc.constantFrom(...(['g', 'u', 'i', 't', 'o', 'r', 'b'] as const)), rows, place),
    {
      maxLength: 30
    }
  )
  fc.assert(
    fc.property(edits, (steps) => {
      const end = steps.reduce((so, [kind, ids, at]) => {
        switch (kind) {
          case 'g':
            return group(so, ids).arrangement
          case 'u':
            return ungroup(so, ids)
          case 'i':
            return moveInto(so, ids, at)
          case 't':
            return moveTo(so, ids, Math.min(at, so.stems.length))
          case 'o':
            return takeOut(so, ids)
          case 'r':
            return moveToRest(so, ids)
          case 'b':
            return bringBack(so)
        }
      }, singles(count))
      const components = [
        ...end.stems.flatMap((stem) => stem.components),
        ...end.removed.map(({ component }) => component)
      ]
      expect(components.sort()).toEqual([0, 1, 2, 3, 4, 5])
      expect(new Set(end.stems.map(({ id }) => id)).size).toBe(end.stems.length)
      for (const { parts, components: own } of end.stems) {
        expect(parts.map(({ component }) => component)).toEqual(own)
      }
    })
  )
})
