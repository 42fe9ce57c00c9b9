import type { MenuItemConstructorOptions } from 'electron'
import { expect, test } from 'vitest'
import { menuTemplate, type MenuParts } from '../../../src-main/menu-template'

const recent = { name: 'Rock & Roll.wav', path: '/music/Rock & Roll.wav' }
const recentFiles = [{ ...recent, seconds: 1, sampleRate: 8000, channelCount: 1, openedAt: 0 }]

function menuOf(parts: Partial<MenuParts> = {}): {
  items: MenuItemConstructorOptions[]
  done: string[]
} {
  const done: string[] = []
  const template = menuTemplate({
    ...{ isMac: false, isDevelopment: false, theme: 'light', recentFiles },
    history: { undo: 'Group Sax & Co', redo: null },
    command: (command) => done.push(command),
    openRecent: (path) => done.push(path),
    clearRecent: () => done.push('clear'),
    showAbout: () => done.push('about'),
    ...parts
  })
  return { items: template.flatMap(flatten), done }
}

function flatten(item: MenuItemConstructorOptions): MenuItemConstructorOptions[] {
  const below = Array.isArray(item.submenu) ? item.submenu.flatMap(flatten) : []
  return [item, ...below]
}

function click(items: readonly MenuItemConstructorOptions[], label: string): void {
  const item = items.find((candidate) => candidate.label === label)
  if (!item?.click) throw new Error(`no item ${label}`)
  ;(item.click as () => void)()
}

test.each([false, true])('each command of the contract has its item (on a Mac: %s)', (isMac) => {
  const { items, done } = menuOf({ isMac })
  const labels = ['Open Audio…', 'Export Stems…', 'Separate', 'Play or Pause', 'Keyboard Shortcuts']
  const edit = ['Undo Group Sax && Co', 'Redo', 'Group', 'Ungroup', 'Rename', 'Move to Rest']
  for (const label of [...labels, ...edit, 'Select All', 'Dark', 'Light', 'As the System', 'About Partwise']) {
    click(items, label)
  }
  expect(done).toEqual([
    ...['open', 'export', 'separate', 'play', 'shortcuts'],
    ...['undo', 'redo', 'group', 'ungroup', 'rename', 'remove-to-rest', 'select-all'],
    ...['theme-dark', 'theme-light', 'theme-system', 'about']
  ])
})

test('recent files are listed by name and opened by path', () => {
  const { items, done } = menuOf()
  click(items, 'Rock && Roll.wav')
  click(items, 'Clear Recent')
  expect(done).toEqual([recent.path, 'clear'])
  expect(menuOf({ recentFiles: [] }).items.find((i) => i.label === 'Open Recent')?.enabled).toBe(
    false
  )
})

test('the theme in use is checked', () => {
  const checked = menuOf().items.filter((item) => item.checked)
  expect(checked.map((item) => item.label)).toEqual(['Light'])
})

test('reloading and developer tools are for development only', () => {
  const roles = (isDevelopment: boolean): unknown[] =>
    menuOf({ isDevelopment }).items.map((item) => item.role)
  expect(roles(false)).not.toContain('reload')
  expect(roles(false)).not.toContain('toggleDevTools')
  expect(roles(true)).toContain('reload')
})
