import type { MenuItemConstructorOptions } from 'electron'
import { describe, expect, test } from 'vitest'
import type { MenuState } from '../../../../shared/contract'
import { emptyMenuState, type MenuParts } from '../../../../src-main/menu/menu-parts'
import { menuTemplate } from '../../../../src-main/menu/menu-template'
import { updateMenu } from '../../../../src-main/menu/menu-update'
import { defaultPreferences } from '../../../../shared/default-preferences'

const recent = { name: 'Rock & Roll.wav', path: '/music/Rock & Roll.wav' }
const facts = { seconds: 1, sampleRate: 8000, channelCount: 1, openedAt: 0 }
const recentFiles = [{ ...recent, ...facts, isMissing: false }]
const separated: MenuState = {
  ...emptyMenuState,
  isOpen: true,
  hasStems: true,
  hasRange: true,
  canSelect: true,
  canGroup: true,
  canUngroup: true,
  canRename: true,
  canMoveToRest: true
}

function menuOf(parts: Partial<MenuParts> = {}): {
  template: MenuItemConstructorOptions[]
  items: MenuItemConstructorOptions[]
  done: string[]
} {
  const done: string[] = []
  const template = menuTemplate({
    isMac: false,
    isDevelopment: false,
    recentFiles,
    state: separated,
    preferences: { ...defaultPreferences, theme: 'light' },
    history: { undo: 'Group Sax & Co', redo: null },
    command: (command) => done.push(command),
    openRecent: (path) => done.push(path),
    clearRecent: () => done.push('clear'),
    zoom: (step) => done.push(`zoom ${String(step)}`),
    showAbout: () => done.push('about'),
    ...parts
  })
  return { template, items: template.flatMap(flatten), done }
}

function below(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return Array.isArray(item.submenu) ? item.submenu : []
}

function flatten(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  return [item, ...below(item).flatMap(flatten)]
}

function click(items: readonly MenuItemConstructorOptions[], label: string): void {
  const item = items.find((candidate) => candidate.label === label)
  if (!item?.click) throw new Error(`no item ${label}`)
  ;(item.click as () => void)()
}

const commands: Readonly<Record<string, readonly (readonly [label: string, done: string])[]>> = {
  File: [
    ['Open Audio…', 'open'],
    ['Export Stems…', 'export']
  ],
  Edit: [
    ['Undo Group Sax && Co', 'undo'],
    ['Redo', 'redo'],
    ['Select All', 'select-all'],
    ['Group', 'group'],
    ['Ungroup', 'ungroup'],
    ['Rename', 'rename'],
    ['Move to Rest', 'remove-to-rest']
  ],
  View: [
    ['Lanes', 'lanes'],
    ['Model', 'model'],
    ['Compact', 'lane-compact'],
    ['Normal', 'lane-normal'],
    ['Tall', 'lane-tall'],
    ['Fill', 'lane-fill'],
    ['Inspector', 'inspector'],
    ['Follow the Playhead', 'follow'],
    ['Zoom In', 'zoom-in'],
    ['Zoom Out', 'zoom-out'],
    ['Zoom to the Range', 'zoom-range'],
    ['Fit to Window', 'zoom-fit'],
    ['Mel', 'axis-mel'],
    ['Log', 'axis-log'],
    ['Linear', 'axis-linear'],
    ['Dusk', 'colors-dusk'],
    ['Paper, Inverted', 'colors-paper-inverted'],
    ['As the System', 'theme-system'],
    ['Dark', 'theme-dark'],
    ['Light', 'theme-light'],
    ['Larger', 'zoom 1'],
    ['Smaller', 'zoom -1'],
    ['Actual Size', 'zoom 0']
  ],
  Playback: [
    ['Play or Pause', 'play'],
    ['Play from the Start', 'play-from-start'],
    ['Loop', 'loop'],
    ['Clear the Range', 'clear-range'],
    ['Original', 'original'],
    ['Remix', 'remix']
  ],
  Separation: [
    ['Separate', 'separate'],
    ['Another Solution', 'another-solution'],
    ['Only This Range', 'separate-range'],
    ['Open the Demo Band', 'demo-band'],
    ['Open the Piano Notes', 'demo-piano'],
    ['Cancel', 'cancel']
  ],
  Help: [
    ['Keyboard Shortcuts', 'shortcuts'],
    ['Where Is What', 'guide'],
    ['Licenses', 'licenses'],
    ['About Partwise', 'about']
  ]
}

describe.each([false, true])('on a Mac: %s', (isMac) => {
  test.each(Object.entries(commands))('the items of %s do what they say', (_, entries) => {
    const { items, done } = menuOf({ isMac })
    for (const [label] of entries) click(items, label)
    expect(done).toEqual(entries.map(([, command]) => command))
  })

  test('no two items have the same key', () => {
    const keys = menuOf({ isMac }).items.flatMap((item) => item.accelerator ?? [])
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('keys that also type something are never taken from the page', () => {
    const plain = menuOf({ isMac }).items.filter(
      ({ accelerator }) => accelerator !== undefined && !accelerator.includes('CmdOrCtrl')
    )
    expect(plain.every((item) => item.registerAccelerator === false)).toBe(true)
    if (isMac) expect(plain).toEqual([])
  })
})

/** Labels of what can be chosen; headings and what the system does are left out. */
function enabled(state: MenuState): string[] {
  return menuOf({ state })
    .items.filter((item) => item.click !== undefined && item.enabled !== false)
    .map(({ label }) => label ?? '')
}

test('without a recording nothing is offered that needs one', () => {
  const offered = enabled(emptyMenuState)
  expect(offered).toContain('Open Audio…')
  for (const label of ['Export Stems…', 'Separate', 'Play or Pause', 'Group', 'Model', 'Zoom In'])
    expect(offered).not.toContain(label)
})

test('while it separates it can be cancelled, and nothing else can begin', () => {
  const offered = enabled({ ...separated, isSeparating: true })
  expect(offered).toContain('Cancel')
  for (const label of ['Separate', 'Another Solution', 'Only This Range', 'Export Stems…'])
    expect(offered).not.toContain(label)
  expect(enabled(separated)).not.toContain('Cancel')
})

test('under a dialog only that is offered which has nothing to do with what it covers', () => {
  const offered = enabled({
    ...separated,
    isCovered: true,
    canSelect: false,
    canGroup: false,
    canUngroup: false,
    canRename: false,
    canMoveToRest: false
  })
  for (const label of ['Open Audio…', 'Play or Pause', 'Separate', 'Group', 'Rock && Roll.wav'])
    expect(offered).not.toContain(label)
  expect(offered).toEqual(expect.arrayContaining(['Undo Group Sax && Co', 'Select All', 'Dark']))
})

test('recent files are listed by name and opened by path; one that is gone is marked', () => {
  const { items, done } = menuOf()
  click(items, 'Rock && Roll.wav')
  click(items, 'Clear Recent')
  expect(done).toEqual([recent.path, 'clear'])
  expect(menuOf({ recentFiles: [] }).items.find((i) => i.label === 'Open Recent')?.enabled).toBe(
    false
  )
  const gone = menuOf({ recentFiles: [{ ...recentFiles[0]!, isMissing: true }] }).items
  expect(gone.find(({ label }) => label === 'Rock && Roll.wav (not found)')?.enabled).toBe(false)
})

test('what is in use is checked', () => {
  const state: MenuState = { ...separated, isLooping: true, view: 'model', listenTo: 'remix' }
  const checked = menuOf({ state }).items.filter((item) => item.checked)
  expect(checked.map((item) => item.label).sort()).toEqual(
    ['Model', 'Fill', 'Inspector', 'Follow the Playhead', 'Mel', 'Dusk', 'Light']
      .concat(['Loop', 'Remix'])
      .sort()
  )
})

test('reloading and developer tools are for development only', () => {
  const roles = (isDevelopment: boolean): unknown[] =>
    menuOf({ isDevelopment }).items.map((item) => item.role)
  expect(roles(false)).not.toContain('reload')
  expect(roles(false)).not.toContain('toggleDevTools')
  expect(roles(true)).toContain('reload')
})

interface Shown {
  label: string
  type: string
  enabled: boolean
  checked: boolean
  submenu?: { items: Shown[] } | undefined
}

/** What Electron makes of a template, as far as bringing it up to date goes. */
function shownOf(template: readonly MenuItemConstructorOptions[]): { items: Shown[] } {
  return {
    items: template.map((item) => ({
      label: item.label ?? `the system's`,
      type: item.type ?? 'normal',
      enabled: item.enabled ?? true,
      checked: item.checked ?? false,
      submenu: Array.isArray(item.submenu) ? shownOf(item.submenu) : undefined
    }))
  }
}

function statesOf({ items }: { items: Shown[] }): unknown[] {
  return items.map(({ label, enabled: on, checked, type, submenu }) => [
    label,
    on,
    type === 'radio' ? null : checked,
    submenu ? statesOf(submenu) : null
  ])
}

test('a menu brought up to date is like one built anew', () => {
  const menu = shownOf(menuOf({ state: emptyMenuState }).template)
  for (const state of [separated, { ...separated, isLooping: true }, emptyMenuState]) {
    const { template } = menuOf({ state })
    expect(updateMenu(menu, template)).toBe(true)
    expect(statesOf(menu)).toEqual(statesOf(shownOf(template)))
  }
})

test('a menu with other items is left alone', () => {
  const menu = shownOf(menuOf().template)
  const before = statesOf(menu)
  const other = { history: { undo: 'Rename Sax', redo: null }, state: emptyMenuState }
  expect(updateMenu(menu, menuOf(other).template)).toBe(false)
  expect(updateMenu(menu, menuOf({ recentFiles: [] }).template)).toBe(false)
  expect(statesOf(menu)).toEqual(before)
})
