/** The application menu. The window carries out its commands and says which of them are enabled. */
import type { MenuItemConstructorOptions } from 'electron'
import type { MenuState } from '../../shared/contract'
import { pageKey, separator, type MenuParts } from './menu-parts'
import { viewMenu } from './view-menu'

/** The menu as Electron builds it. */
export function menuTemplate(parts: MenuParts): MenuItemConstructorOptions[] {
  const about = { label: 'About Partwise', click: () => parts.showAbout() }
  return [
    ...(parts.isMac ? [macAppMenu(about)] : []),
    fileMenu(parts),
    editMenu(parts),
    viewMenu(parts),
    playbackMenu(parts),
    separationMenu(parts),
    ...(parts.isMac ? [{ role: 'windowMenu' } as const] : []),
    helpMenu(parts, about)
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
  const { command, isMac, state } = parts
  return {
    label: 'File',
    submenu: [
      {
        label: 'Open Audio…',
        accelerator: 'CmdOrCtrl+O',
        enabled: !state.isCovered,
        click: () => command('open')
      },
      recentMenu(parts),
      separator,
      {
        label: 'Export Stems…',
        accelerator: 'CmdOrCtrl+E',
        enabled: state.hasStems && !state.isSeparating && !state.isCovered,
        click: () => command('export')
      },
      separator,
      { role: 'close', label: 'Close Window', accelerator: 'CmdOrCtrl+W' },
      ...(isMac ? [] : [{ role: 'quit' } as const])
    ]
  }
}

function recentMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { recentFiles, openRecent, clearRecent, state } = parts
  const files = recentFiles.map(({ name, path, isMissing }) => ({
    // A single & would mark the next letter as a key.
    label: `${name.replaceAll('&', '&&')}${isMissing ? ' (not found)' : ''}`,
    enabled: !isMissing && !state.isCovered,
    click: () => openRecent(path)
  }))
  return {
    label: 'Open Recent',
    enabled: files.length > 0,
    submenu: [...files, separator, { label: 'Clear Recent', click: () => clearRecent() }]
  }
}

function editMenu({ history, command, isMac, state }: MenuParts): MenuItemConstructorOptions {
  const step = (label: string, name: string | null): string =>
    // A single & would mark the next letter as a key.
    name === null ? label : `${label} ${name.replaceAll('&', '&&')}`
  return {
    label: 'Edit',
    submenu: [
      {
        label: step('Undo', history.undo),
        accelerator: 'CmdOrCtrl+Z',
        // Always enabled: in a text field it undoes typing.
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
      {
        label: 'Group',
        accelerator: 'CmdOrCtrl+G',
        enabled: state.canGroup,
        click: () => command('group')
      },
      {
        label: 'Ungroup',
        accelerator: 'CmdOrCtrl+Shift+G',
        enabled: state.canUngroup,
        click: () => command('ungroup')
      },
      {
        label: 'Rename',
        ...pageKey(isMac, 'F2'),
        enabled: state.canRename,
        click: () => command('rename')
      },
      {
        label: 'Move to Rest',
        ...pageKey(isMac, 'Delete'),
        enabled: state.canMoveToRest,
        click: () => command('remove-to-rest')
      }
    ]
  }
}

function playbackMenu({ command, isMac, state }: MenuParts): MenuItemConstructorOptions {
  const enabled = state.isOpen && !state.isCovered
  const listen = (label: string, listenTo: MenuState['listenTo']): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: state.listenTo === listenTo,
    enabled: enabled && state.hasStems,
    click: () => command(listenTo)
  })
  return {
    label: 'Playback',
    submenu: [
      {
        label: 'Play or Pause',
        ...pageKey(isMac, 'Space'),
        enabled,
        click: () => command('play')
      },
      {
        label: 'Play from the Start',
        ...pageKey(isMac, 'Shift+Space'),
        enabled,
        click: () => command('play-from-start')
      },
      {
        label: 'Loop',
        type: 'checkbox',
        checked: state.isLooping,
        enabled,
        ...pageKey(isMac, 'L'),
        click: () => command('loop')
      },
      {
        label: 'Clear the Range',
        enabled: enabled && state.hasRange,
        click: () => command('clear-range')
      },
      separator,
      listen('Original', 'original'),
      listen('Remix', 'remix')
    ]
  }
}

function separationMenu({ command, state }: MenuParts): MenuItemConstructorOptions {
  const enabled = state.isOpen && !state.isSeparating && !state.isCovered
  return {
    label: 'Separation',
    submenu: [
      {
        label: 'Separate',
        accelerator: 'CmdOrCtrl+Enter',
        enabled,
        click: () => command('separate')
      },
      {
        label: 'Another Solution',
        accelerator: 'CmdOrCtrl+Shift+Enter',
        enabled: enabled && state.hasStems,
        click: () => command('another-solution')
      },
      {
        label: 'Only This Range',
        enabled: enabled && state.hasRange,
        click: () => command('separate-range')
      },
      separator,
      {
        label: 'Cancel',
        enabled: state.isSeparating,
        click: () => command('cancel')
      }
    ]
  }
}

function helpMenu(
  { command, isMac, state }: MenuParts,
  about: MenuItemConstructorOptions
): MenuItemConstructorOptions {
  const enabled = !state.isCovered
  return {
    role: 'help',
    submenu: [
      { label: 'Keyboard Shortcuts', enabled, click: () => command('shortcuts') },
      { label: 'Where Is What', enabled, click: () => command('guide') },
      separator,
      { label: 'Open the Demo Band', enabled, click: () => command('demo-band') },
      { label: 'Open the Piano Notes', enabled, click: () => command('demo-piano') },
      separator,
      { label: 'Licenses', enabled, click: () => command('licenses') },
      ...(isMac ? [] : [about])
    ]
  }
}
