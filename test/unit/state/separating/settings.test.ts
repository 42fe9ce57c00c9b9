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
