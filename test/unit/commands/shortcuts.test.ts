import { expect, test, vi } from 'vitest'
import { keyNames } from '../../../src-renderer/commands/keys'
import type { App } from '../../../src-renderer/state/app.svelte'
import { keyLabel, shortcutGroups } from '../../../src-renderer/commands/shortcuts'

// The app itself needs a window; what its keys are called needs its parts to be there only.
vi.mock('../../../src-renderer/state/app.svelte', () => ({}))

const app = {
  transport: {},
  viewport: {},
  audition: {},
  project: { audio: {} },
  mixer: { focusedId: 0, selectedIds: [] }
} as unknown as App

const listed = shortcutGroups.flatMap(({ shortcuts }) => shortcuts)

test('the sheet lists each key that does something, once, and no other', () => {
  const names = listed.flatMap((shortcut) => shortcut.names)
  expect(new Set(names).size).toBe(names.length)
  expect([...names].sort()).toEqual([...new Set(keyNames(app))].sort())
})

test('no two lines of the sheet name the same keys', () => {
  const keys = listed.map((shortcut) => shortcut.keys)
  expect(new Set(keys).size).toBe(keys.length)
})

test('no letter alone starts a separation: Ctrl Enter does', () => {
  const separations = listed.filter(({ action }) => /^Separate|^Another solution/.test(action))
  expect(separations.map(({ names }) => names)).toEqual([['Mod+Enter'], ['Mod+Shift+Enter']])
  expect(keyNames(app)).not.toContain('r')
})

test('keys have the names that the keyboard of the system gives them', () => {
  expect(['Ctrl', 'Alt', 'S'].map((key) => keyLabel(key, true))).toEqual(['⌘', '⌥', 'S'])
  expect(keyLabel('Ctrl', false)).toBe('Ctrl')
})
