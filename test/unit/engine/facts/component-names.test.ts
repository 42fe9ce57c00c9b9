import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  componentNamePattern,
  componentNames,
  type NamedFacts
} from '../../../../src-main/engine/facts/component-names'
import { plainName } from '../../../../src-main/engine/write/files/file-names'

const plain: NamedFacts = {
  energy: 0.1,
  pitchHz: null,
  percussive: false,
  position: 0,
  centroidHz: 1000
}

test.each([
  [{ pitchHz: 587.3 }, 'D5'],
  [{ pitchHz: 466.2 }, 'A#4'],
  [{ pitchHz: 440, percussive: true }, 'A4 hit'],
  [{ centroidHz: 90 }, 'Low'],
  [{}, 'Mid'],
  [{ centroidHz: 8000 }, 'High'],
  [{ centroidHz: 60, percussive: true }, 'Low hit'],
  [{ position: -0.3 }, 'Mid left'],
  [{ position: 0.3, percussive: true }, 'Mid hit right'],
  [{ position: 0.25 }, 'Mid'],
  [{ energy: 0, pitchHz: 440, position: 1 }, 'Quiet'],
  [{ energy: NaN }, 'Quiet']
])('a component with %o is called %s', (facts, name) => {
  expect(componentNames([{ ...plain, ...facts }])).toEqual([name])
})

test('no two components have the same name', () => {
  const names = componentNames([
    plain,
    { ...plain, energy: 0 },
    plain,
    plain,
    { ...plain, energy: 0 }
  ])
  expect(names).toEqual(['Mid', 'Quiet', 'Mid 2', 'Mid 3', 'Quiet 2'])
})

test('every name is one that the pattern foresees', () => {
  const pattern = new RegExp(`^${componentNamePattern}$`)
  const facts = fc.record({
    energy: fc.constantFrom(0, 0.1),
    pitchHz: fc.option(fc.double({ min: 1, max: 40_000, noNaN: true })),
    percussive: fc.boolean(),
    position: fc.double({ min: -1, max: 1 }),
    centroidHz: fc.double({ min: 1, max: 40_000 })
  })
  fc.assert(
    fc.property(fc.array(facts, { maxLength: 20 }), (all) => {
      for (const name of componentNames(all)) expect(name).toMatch(pattern)
    })
  )
})

test('a name in a list or in a file name is still the same name', () => {
  const sides = [-1, 0, 1].map((position) => ({ ...plain, position, percussive: true }))
  const names = componentNames([...sides, ...sides])
  expect(names).toEqual([
    'Mid hit left',
    'Mid hit',
    'Mid hit right',
    'Mid hit left 2',
    'Mid hit 2',
    'Mid hit right 2'
  ])
  expect(names.join(', ').split(', ')).toEqual(names)
  expect(names.map(plainName)).toEqual(names)
})
