import { describe, expect, test } from 'vitest'
import { checkSettings } from '../../../../shared/settings'
import {
  SettingsState,
  soundKinds
} from '../../../../src-renderer/state/separating/settings.svelte'

function settingsAt(sampleRate: number): SettingsState {
  const settings = new SettingsState()
  settings.load(sampleRate)
  return settings
}

describe.each([8000, 44_100, 48_000, 192_000])('at %i Hz', (sampleRate) => {
  test('a recording begins with the first kind of sound', () => {
    expect(settingsAt(sampleRate).sound).toBe(soundKinds[0])
  })

  test.each(soundKinds)('$name can be chosen, is recognized, and is valid', (kind) => {
    const settings = settingsAt(sampleRate)
    settings.chooseSound(kind)
    expect(settings.sound).toBe(kind)
    expect(checkSettings(settings.next)).toBe(settings.next)
  })
})

test('settings of one’s own are no kind of sound', () => {
  const settings = settingsAt(44_100)
  settings.setBeta(0.5)
  expect(settings.sound).toBeNull()
})

test('the exponent goes with the divergence, the hop with the window', () => {
  const settings = settingsAt(44_100)
  settings.setBeta(0)
  expect(settings.next.exponent).toBe(2)
  settings.setBeta(2)
  expect(settings.next.exponent).toBe(1)
  settings.change({ hopSize: settings.next.windowSize / 2 })
  settings.setWindow(1024)
  expect(settings.next.hopSize).toBe(512)
})

test('components stay within 1 to 128 and survive another recording', () => {
  const settings = settingsAt(44_100)
  settings.setComponents(1000)
  expect(settings.next.components).toBe(128)
  settings.setComponents(-3)
  expect(settings.next.components).toBe(1)
  settings.setComponents(12)
  settings.load(48_000)
  expect(settings.next.components).toBe(12)
})

test('the range that Separate concerns ends with that range, and is asked for until then', () => {
  const settings = settingsAt(44_100)
  const range = { fromSample: 10, toSample: 20 }
  settings.range = range
  expect(settings.asked.range).toBeNull()
  settings.onlyRange = true
  expect(settings.asked.range).toEqual(range)
  settings.range = null
  settings.range = { fromSample: 30, toSample: 40 }
  expect(settings.asked.range).toBeNull()
})

test('going to another solution does not make Separate the next step', () => {
  const settings = settingsAt(44_100)
  const [a, b] = [1, 2].map((seed) => ({ ...settings.next, seed }))
  settings.follow(a!)
  settings.follow(b!)
  expect([settings.differ, settings.next.seed]).toEqual([false, 2])
  settings.follow(a!)
  expect([settings.differ, settings.next.seed]).toEqual([false, 1])
  settings.change({ seed: 7 })
  expect(settings.differ).toBe(true)
})

test('going to a solution of other settings leaves the ones that were set, and what is to do', () => {
  const settings = settingsAt(44_100)
  const shown = { ...settings.next, seed: 5 }
  settings.setComponents(12)
  settings.follow(shown)
  expect(settings.next).toMatchObject({ components: 12, seed: 1 })
  expect(settings.differ).toBe(true)
})

test('a range that was separated once, from a menu, is nothing that Separate is asked for', () => {
  const settings = settingsAt(44_100)
  const range = { fromSample: 10, toSample: 20 }
  settings.range = range
  settings.follow({ ...settings.next, range })
  expect([settings.asked.range, settings.differ]).toEqual([null, false])
  settings.onlyRange = true
  expect(settings.differ).toBe(true)
  settings.follow({ ...settings.next, range })
  expect(settings.differ).toBe(false)
  settings.onlyRange = false
  expect(settings.differ).toBe(true)
})

test('settings differ from the last run until it is run, and again once something is changed', () => {
  const settings = settingsAt(44_100)
  expect(settings.differ).toBe(true)
  settings.last = settings.next
  expect(settings.differ).toBe(false)
  settings.setComponents(settings.next.components + 1)
  expect(settings.differ).toBe(true)
  settings.setComponents(settings.next.components - 1)
  expect(settings.differ).toBe(false)
})
