import { beforeEach, describe, expect, test } from 'vitest'
import type { ComponentFacts } from '../../../../shared/factorization'
import type { LoadedSeparation } from '../../../../src-renderer/state/document/loaded-separation'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'
import { Project } from '../../../../src-renderer/state/document/project.svelte'
import { fatesText } from '../../../../src-renderer/words/fate-words'
import { factsOf } from '../../../support/some-arrangement'
import { loaded, viewOf } from '../../../support/some-separation'

let mixer: Mixer
let generation = 0

/** A separation whose component k is that sound, all of them equally loud. */
function separation(sounds: readonly number[], isPreview = false): LoadedSeparation {
  generation++
  const facts = sounds.map((sound, id): ComponentFacts =>
    factsOf(id, {
      name: isPreview ? `Component ${id + 1}` : `Sound ${sound}`,
      energy: 1 / sounds.length
    })
  )
  const made = loaded(viewOf(sounds, { seed: generation }), facts, generation)
  return isPreview ? { ...made, isPreview: true } : made
}

const told = (): string => fatesText(mixer.handedOver()?.fates ?? [])
const names = (): string[] => mixer.stems.map(({ name }) => name)
const soundsOf = (name: string, of: LoadedSeparation): string[] =>
  (mixer.stems.find((stem) => stem.name === name)?.components ?? [])
    .map((k) => of.result.components.find(({ id }) => id === k)!.name)
    .sort()

beforeEach(() => {
  const project = new Project()
  mixer = new Mixer(project.history, project.separations)
  mixer.adopt(separation([0, 1, 2, 3, 4, 5]))
  mixer.group([0, 1, 2])
  mixer.rename(mixer.selectedIds[0]!, 'Drums')
  mixer.rename(5, 'Bass')
})

describe('a separation after another', () => {
  test('says nothing where all that somebody made goes on', () => {
    mixer.adopt(separation([5, 4, 3, 2, 1, 0]))
    expect(told()).toBe('')
    expect(names()).toEqual(expect.arrayContaining(['Drums', 'Bass']))
  })

  test('says of every stem that somebody made what became of it', () => {
    mixer.adopt(separation([0, 1, 9, 10, 11, 12]))
    expect(told()).toBe('“Drums” kept 2 of 3 components. “Bass” was not found.')
    expect(names()).not.toContain('Bass')
  })

  test('gives no name to the little that is left of a stem, and says so', () => {
    mixer.adopt(separation([0, 9, 10, 11, 12, 5]))
    expect(names()).not.toContain('Drums')
    expect(told()).toBe(
      'Of “Drums”, 1 of 3 components were found, too little of its sound to pass the name on.'
    )
  })

  test('has nothing to say of what nobody named', () => {
    const project = new Project()
    mixer = new Mixer(project.history, project.separations)
    mixer.adopt(separation([0, 1, 2]))
    expect(mixer.handedOver()).toBeNull()
    mixer.adopt(separation([7, 8, 9]))
    expect(told()).toBe('')
  })
})

describe('a running separation', () => {
  test('is judged by its result, not by what it looked like at first', () => {
    const first = separation([9, 10, 11, 0, 1, 2], true)
    mixer.adopt(first)
    expect(soundsOf('Drums', first)).toEqual(['Component 4', 'Component 5', 'Component 6'])
    const result = separation([0, 1, 2, 9, 10, 5])
    mixer.goOn(first, result)
    expect(soundsOf('Drums', result)).toEqual(['Sound 0', 'Sound 1', 'Sound 2'])
    expect(soundsOf('Bass', result)).toEqual(['Sound 5'])
    expect(told()).toBe('')
  })

  test('keeps the ids of its rows where they are the same in the end', () => {
    const first = separation([9, 10, 11, 0, 1, 2], true)
    mixer.adopt(first)
    const rowOf = (k: number): number | undefined =>
      mixer.stems.find(({ components }) => components.length === 1 && components[0] === k)?.id
    const before = [0, 1, 2].map(rowOf)
    mixer.goOn(first, separation([9, 10, 11, 0, 1, 2]))
    expect([0, 1, 2].map(rowOf)).toEqual(before)
  })

  test('takes a name from another sound that it went to, even after one has worked with the rows', () => {
    const first = separation([0, 1, 2, 9, 10, 5], true)
    mixer.adopt(first)
    mixer.setGain(mixer.stems[0]!.id, -3)
    const { length } = mixer.stems
    mixer.goOn(first, separation([9, 10, 11, 12, 13, 5]))
    expect(names()).not.toContain('Drums')
    expect(names()).toContain('Bass')
    expect(mixer.stems).toHaveLength(length)
    expect(told()).toBe('“Drums” was not found.')
  })

  test('has its rows in the order of energy in the end, so that numbers in names are ranks', () => {
    const project = new Project()
    mixer = new Mixer(project.history, project.separations)
    const first = separation([0, 1, 2], true)
    mixer.adopt(first)
    const result = separation([0, 1, 2])
    const energies = [0.2, 0.3, 0.5]
    const components = result.result.components
      .map((fact) => ({ ...fact, energy: energies[fact.id]! }))
      .sort((a, b) => b.energy - a.energy)
      .map((fact, i) => ({ ...fact, name: i === 0 ? 'A4' : `A4 ${i + 1}` }))
    mixer.setRange({ startSeconds: 0, endSeconds: 1 })
    mixer.goOn(first, { ...result, result: { ...result.result, components } })
    expect(names()).toEqual(['A4', 'A4 2', 'A4 3'])
    expect(mixer.range).not.toBeNull()
  })
})
