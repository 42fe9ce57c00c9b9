/** The application menu. What it commands, the window carries out. */
import type { MenuItemConstructorOptions } from 'electron'
import type { EditHistory, MenuCommand, Preferences, RecentFile } from '../shared/contract'

/** What the menu shows and does. */
export interface MenuParts {
  readonly isMac: boolean
  /** Shows what only developers need. */
  readonly isDevelopment: boolean
  readonly theme: Preferences['theme']
  /** What undo and redo would do. */
  readonly history: EditHistory
  readonly recentFiles: readonly RecentFile[]
  readonly command: (command: MenuCommand) => void
  readonly openRecent: (path: string) => void
  readonly clearRecent: () => void
  readonly showAbout: () => void
}

const separator = { type: 'separator' } as const

/** The menu as Electron builds it. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const about = { label: 'About Partwise', click: () => parts.showAbout() }
  return [
    ...(parts.isMac ? [macAppMenu(about)] : []),
    fileMenu(parts),
    editMenu(parts),
    viewMenu(parts),
    {
      label: 'Playback',
      // Space itself belongs to the page, where it also presses buttons and types spaces.
      submenu: [{ label: 'Play or Pause', click: () => parts.command('play') }]
    },
    ...(parts.isMac ? [{ role: 'windowMenu' } as const] : []),
    {
      role: 'help',
      submenu: [
        { label: 'Keyboard Shortcuts', click: () => parts.command('shortcuts') },
        ...(parts.isMac ? [] : [separator, about])
      ]
    }
  ]
}

function macAppMenu(about: MenuItemConstructorOptions): MenuItemConstructorOptions {
  return {
    role: 'appMenu',
    submenu: [
      about,
      separator,
      { role: 'services' },
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      separator,
      { role: 'quit' }
    ]
  }
}

function fileMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { command, isMac } = parts
  return {
    label: 'File',
    submenu: [
      { label: 'Open Audio…', accelerator: 'CmdOrCtrl+O', click: () => command('open') },
      recentMenu(parts),
      separator,
      { label: 'Separate', click: () => command('separate') },
      { label: 'Export Stems…', accelerator: 'CmdOrCtrl+E', click: () => command('export') },
      separator,
      isMac ? { role: 'close' } : { role: 'quit' }
    ]
  }
}

function editMenu({ history, command, isMac }: MenuParts): MenuItemConstructorOptions {
  const step = (label: string, name: string | null): string =>
    // A single & would mark the next letter as a key.
    name === null ? label : `${label} ${name.replaceAll('&', '&&')}`
  return {
    label: 'Edit',
    submenu: [
      {
        label: step('Undo', history.undo),
        accelerator: 'CmdOrCtrl+Z',
        // Never off: inside a text field it takes back what was typed.
        click: () => command('undo')
      },
      {
        label: step('Redo', history.redo),
        accelerator: 'CmdOrCtrl+Shift+Z',
        click: () => command('redo')
      },
      separator,
      { role: 'cut' },
      { role: 'copy' },
      { role: 'paste' },
      { label: 'Select All', accelerator: 'CmdOrCtrl+A', click: () => command('select-all') },
      separator,
      { label: 'Group', accelerator: 'CmdOrCtrl+G', click: () => command('group') },
      { label: 'Ungroup', accelerator: 'CmdOrCtrl+Shift+G', click: () => command('ungroup') },
      // Keys that fields need themselves are shown here, and belong to the page.
      {
        ...{ label: 'Rename', accelerator: 'F2', registerAccelerator: false },
        click: () => command('rename')
      },
      {
        ...{ label: 'Move to Rest', accelerator: isMac ? 'Backspace' : 'Delete' },
        registerAccelerator: false,
        click: () => command('remove-to-rest')
      }
    ]
  }
}

function recentMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { recentFiles, openRecent, clearRecent } = parts
  const files = recentFiles.map(({ name, path }) => ({
    // A single & would mark the next letter as a key.
    label: name.replaceAll('&', '&&'),
    click: () => openRecent(path)
  }))
  return {
    label: 'Open Recent',
    enabled: files.length > 0,
    submenu: [...files, separator, { label: 'Clear Recent', click: () => clearRecent() }]
  }
}

function viewMenu({ theme, command, isDevelopment }: MenuParts): MenuItemConstructorOptions {
  const appearance = (label: string, name: Preferences['theme']): MenuItemConstructorOptions => ({
    ...{ label, type: 'radio', checked: theme === name },
    click: () => command(`theme-${name}`)
  })
  return {
    label: 'View',
    submenu: [
      {
        label: 'Appearance',
        submenu: [
          appearance('As the System', 'system'),
          appearance('Dark', 'dark'),
          appearance('Light', 'light')
        ]
      },
      separator,
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      separator,
      { role: 'togglefullscreen' },
      ...(isDevelopment
        ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]
        : [])
    ]
  }
}
