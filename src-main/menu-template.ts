/** The application menu. What it commands, the window carries out. */
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuCommand, Preferences, RecentFile } from '../shared/contract'

/** What the menu shows and does. */
export interface MenuParts {
  readonly isMac: boolean
  /** Shows what only developers need. */
  readonly isDevelopment: boolean
  readonly theme: Preferences['theme']
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
    { role: 'editMenu' },
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
