import { describe, expect, test } from 'vitest'
import { maxStemNameLength } from '../../../../shared/contract'
import type { ComponentFacts } from '../../../../shared/factorization'
import { Mixer } from '../../../../src-renderer/state/document/mixer.svelte'

function component(id: number): ComponentFacts {
  return {
    id,
    name: `Component ${id}`,
    energy: 1 / (id + 1),
    pitchHz: null,
    noisiness: 0,
    percussive: false,
    position: 0,
    onsets: 0
  }
}

/** A mixer of components in the order given, which stands for the order of energy. */
function mixerOf(...ids: number[]): Mixer {
  const mixer = new Mixer()
  mixer.load(ids.map(component))
  return mixer
}

const gainsOf = (mixer: Mixer): number[] => [...mixer.gains.left]

describe('stems after a separation', () => {
  test('there is one for each component, in the order given, selected from the top', () => {
    const mixer = mixerOf(2, 0, 1)
    expect(mixer.stems.map(({ components }) => components)).toEqual([[2], [0], [1]])
    expect(mixer.stems.map(({ color }) => color)).toEqual([1, 2, 3])
    expect(mixer.selected?.name).toBe('Component 2')
  })

  test('the twelve colors are used again after the last', () => {
    const mixer = mixerOf(...Array.from({ length: 14 }, (_, i) => i))
    expect(mixer.stems.slice(11).map(({ color }) => color)).toEqual([12, 1, 2])
  })

  test('all gains are 1 while nobody touched anything', () => {
    expect(gainsOf(mixerOf(0, 1, 2))).toEqual([1, 1, 1])
    expect(mixerOf(0).gains.rest).toBe(1)
  })

  test('none are left when they are cleared', () => {
    const mixer = mixerOf(0, 1)
    mixer.clear()
    expect(mixer.stems).toEqual([])
    expect(mixer.selected).toBeNull()
  })
})

describe('solo and mute', () => {
  test('solos add up, and what is not soloed is silent, Rest too', () => {
    const mixer = mixerOf(0, 1, 2)
    mixer.toggleSolo(0)
    mixer.toggleSolo(2)
    expect(gainsOf(mixer)).toEqual([1, 0, 1])
    expect(mixer.gains.rest).toBe(0)
    expect(mixer.audible.map(({ id }) => id)).toEqual([0, 2])
  })

  test('twice is as never', () => {
    const mixer = mixerOf(0, 1)
    const before = mixer.stems
    mixer.toggleSolo(1)
    mixer.toggleMute(0)
    mixer.toggleSolo(1)
    mixer.toggleMute(0)
    expect(mixer.stems).toEqual(before)
  })

  test('mute wins over solo', () => {
    const mixer = mixerOf(0, 1)
    mixer.toggleSolo(0)
    mixer.toggleMute(0)
    expect(gainsOf(mixer)).toEqual([0, 0])
  })

  test('only this takes all other solos and mutes away, and again brings everything back', () => {
    const mixer = mixerOf(0, 1, 2)
    mixer.toggleSolo(0)
    mixer.toggleMute(1)
    mixer.only(1)
    expect(gainsOf(mixer)).toEqual([0, 1, 0])
    mixer.only(1)
    expect(gainsOf(mixer)).toEqual([1, 1, 1])
  })

  test('everything but this is heard without it, and again with it', () => {
    const mixer = mixerOf(0, 1, 2)
    mixer.toggleSolo(1)
    mixer.everythingBut(1)
    expect(gainsOf(mixer)).toEqual([1, 0, 1])
    mixer.everythingBut(1)
    expect(gainsOf(mixer)).toEqual([1, 1, 1])
  })
})

describe('while the original plays', () => {
  test('every row is heard, whatever is soloed or muted; what is held is heard alone', () => {
    const mixer = mixerOf(0, 1, 2)
    mixer.toggleSolo(1)
    mixer.toggleMute(2)
    expect([...mixer.heardIds].filter((id) => id >= 0)).toEqual([1])
    mixer.isBypassed = true
    expect([...mixer.heardIds].filter((id) => id >= 0)).toEqual([0, 1, 2])
    mixer.held = 2
    expect([...mixer.heardIds].filter((id) => id >= 0)).toEqual([2])
  })

  test('solo, mute, faders and Only this ask for the remix; what changes nothing does not', () => {
    const mixer = mixerOf(0, 1, 2)
    let asked = 0
    mixer.onTurn = () => asked++
    const turns = [
      () => mixer.toggleSolo(1),
      () => mixer.toggleMute(1),
      () => mixer.setGain(0, -3),
      () => mixer.setPan(0, 1),
      () => mixer.only(2),
      () => mixer.everythingBut(0)
    ]
    for (const turn of turns) turn()
    expect(asked).toBe(turns.length)
    mixer.setGain(0, -3)
    mixer.rename(0, 'Low')
    mixer.group([0, 1])
    mixer.setRange({ startSeconds: 0, endSeconds: 1 })
    expect(asked).toBe(turns.length)
  })
})

test('gains go to the components and stay within the fader', () => {
  const mixer = mixerOf(1, 0)
  mixer.setGain(1, 40)
  mixer.setGain(0, -200)
  expect(mixer.stems.map(({ gainDb }) => gainDb)).toEqual([12, -60])
  expect(mixer.gains.left[0]).toBe(0)
  expect(mixer.gains.left[1]).toBeCloseTo(10 ** (12 / 20), 5)
})

test('a name is trimmed, and an empty one is refused', () => {
  const mixer = mixerOf(0)
  mixer.rename(0, '  Bass ')
  expect(mixer.nameOf(0)).toBe('Bass')
  mixer.rename(0, '   ')
  expect(mixer.nameOf(0)).toBe('Bass')
})

test('a name is never longer than an export takes', () => {
  const mixer = mixerOf(0)
  mixer.rename(0, 'x'.repeat(maxStemNameLength + 1))
  expect(mixer.nameOf(0)).toHaveLength(maxStemNameLength)
})

test('the selection stops at the ends', () => {
  const mixer = mixerOf(5, 3)
  mixer.moveSelection(-1)
  expect(mixer.selectedId).toBe(5)
  mixer.moveSelection(1)
  mixer.moveSelection(1)
  expect(mixer.selectedId).toBe(3)
})
