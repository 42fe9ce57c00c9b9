import { beforeEach, describe, expect, test } from 'vitest'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { LoadedSeparations } from '../../../../src-renderer/state/document/loaded-separations'
import { Solutions } from '../../../../src-renderer/state/separating/solutions.svelte'
import { singles } from '../../../support/some-arrangement'

const settings = defaultSettings(44_100)

let separations: LoadedSeparations
let solutions: Solutions
let generation = 0

beforeEach(() => {
  separations = new LoadedSeparations()
  solutions = new Solutions(separations)
})

/** A separation as far as its solutions are concerned, loaded. */
function separation(changes: Partial<SeparationSettings>, values = 4): LoadedSeparation {
  const factorization = {
    settings: { ...settings, ...changes },
    W: new Float32Array(values),
    H: new Float32Array(values)
  }
  const loaded = { result: { generation: ++generation }, factorization }
  separations.add(loaded as unknown as LoadedSeparation)
  return loaded as unknown as LoadedSeparation
}
const names = ({ list }: Solutions): string[] => list.map(({ name }) => name)

describe('Solutions', () => {
  test('are named in the order they were found, and begin anew with other settings', () => {
    for (const seed of [1, 2, 3]) solutions.add(separation({ seed }))
    expect(names(solutions)).toEqual(['A', 'B', 'C'])
    solutions.add(separation({ seed: 4, components: 5 }))
    expect(names(solutions)).toEqual(['A'])
  })

  test('of a window before come back as they were arranged, and no name is given twice', () => {
    const [a, b] = [separation({ seed: 1 }), separation({ seed: 2 })].map(
      ({ result }) => result.generation
    )
    const [first, second] = [singles(2), singles(3)]
    const arranged = [
      { name: 'C', arrangement: { ...first, separation: a! } },
      { name: 'D', arrangement: { ...second, separation: b! } }
    ]
    solutions.restore(arranged)
    expect(solutions.arranged).toEqual(arranged)
    expect(solutions.nameOf(b!)).toBe('D')
    solutions.add(separation({ seed: 3 }))
    expect(names(solutions)).toEqual(['C', 'D', 'E'])
    solutions.restore([])
    solutions.add(separation({ seed: 4 }))
    expect(names(solutions)).toEqual(['A'])
  })

  test('keep the last six, under their names', () => {
    for (let seed = 1; seed <= 8; seed++) solutions.add(separation({ seed }))
    expect(names(solutions)).toEqual(['C', 'D', 'E', 'F', 'G', 'H'])
  })

  test('get a seed that none of them has, and the first again after the last', () => {
    for (const seed of [1, 2]) solutions.add(separation({ seed }))
    expect(solutions.nextSettings(settings).seed).toBe(3)
    const last = { ...settings, seed: 4_294_967_295 }
    expect(solutions.nextSettings(last).seed).toBe(0)
  })

  test('come back as they were arranged when they were last shown', () => {
    const [a, b] = [separation({ seed: 1 }), separation({ seed: 2 })]
    solutions.add(a)
    const [idOfA, idOfB] = [a.result.generation, b.result.generation]
    solutions.note({ ...singles(3), separation: idOfA })
    const muted = { ...singles(3), separation: idOfA, rest: { muted: true, solo: false } }
    solutions.note(muted)
    solutions.add(b)
    expect(solutions.find('A')).toBe(muted)
    expect(solutions.find('B')).toBeNull()
    expect(solutions.nameOf(idOfB)).toBe('B')
    expect(solutions.nameOf(null)).toBe('')
  })

  test('can be given up', () => {
    solutions.add(separation({ seed: 1 }))
    solutions.add(separation({ seed: 2 }))
    solutions.remove('A')
    expect(names(solutions)).toEqual(['B'])
    solutions.clear()
    solutions.add(separation({ seed: 9 }))
    expect(names(solutions)).toEqual(['A'])
  })
})
