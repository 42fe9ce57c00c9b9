/** The menu "View": what the window shows, and how. */
import type { MenuItemConstructorOptions } from 'electron'
import { viewLabel, viewNames, type MenuCommand, type Preferences } from '../../shared/contract'
import { axisLabel, pictureAxes } from '../../shared/picture-axis'
import { pageKey, separator, type MenuParts } from './menu-parts'

/** One of several items of which one is checked. */
type Entry = readonly [label: string, command: MenuCommand]

const laneHeights: readonly Entry[] = [
  ['Compact', 'lane-compact'],
  ['Normal', 'lane-normal'],
  ['Tall', 'lane-tall'],
  ['Fill', 'lane-fill']
]
const themes: readonly Entry[] = [
  ['As the System', 'theme-system'],
  ['Dark', 'theme-dark'],
  ['Light', 'theme-light']
]
const colorMaps: readonly Entry[] = [
  ['Dusk', 'colors-dusk'],
  ['Paper', 'colors-paper'],
  ['Grey', 'colors-grey'],
  ['Dusk, Inverted', 'colors-dusk-inverted'],
  ['Paper, Inverted', 'colors-paper-inverted'],
  ['Grey, Inverted', 'colors-grey-inverted']
]
const axes = pictureAxes.map((axis): Entry => [axisLabel(axis), `axis-${axis}`])

/** The menu "View". */
export function viewMenu(parts: MenuParts): MenuItemConstructorOptions {
  const { command, isMac, isDevelopment, preferences, state } = parts
  const isOpen = state.isOpen && !state.isCovered
  const hasStems = isOpen && state.hasStems
  const choice = (
    [label, name]: Entry,
    used: MenuCommand,
    enabled = true
  ): MenuItemConstructorOptions => ({
    label,
    type: 'radio',
    checked: name === used,
    enabled,
    click: () => command(name)
  })
  const submenu = (
    label: string,
    entries: readonly Entry[],
    used: MenuCommand
  ): MenuItemConstructorOptions => ({
    label,
    submenu: entries.map((entry) => choice(entry, used))
  })
  const shown = (
    label: string,
    name: MenuCommand,
    key: string,
    preference: keyof Pick<Preferences, 'inspectorShown' | 'follow'>
  ): MenuItemConstructorOptions => ({
    label,
    type: 'checkbox',
    checked: preferences[preference],
    enabled: isOpen,
    ...pageKey(isMac, key),
    click: () => command(name)
  })
  const zoom = (label: string, name: MenuCommand, key: string): MenuItemConstructorOptions => ({
    label,
    ...pageKey(isMac, key),
    enabled: isOpen,
    click: () => command(name)
  })
  return {
    label: 'View',
    submenu: [
      ...viewNames.map((view) => choice([viewLabel(view), view], state.view, hasStems)),
      separator,
      submenu('Lane Height', laneHeights, `lane-${preferences.laneHeight}`),
      shown('Inspector', 'inspector', 'I', 'inspectorShown'),
      shown('Follow the Playhead', 'follow', 'F', 'follow'),
      separator,
      zoom('Zoom In', 'zoom-in', '+'),
      zoom('Zoom Out', 'zoom-out', '-'),
      {
        label: 'Zoom to the Range',
        enabled: isOpen && state.hasRange,
        click: () => command('zoom-range')
      },
      zoom('Fit to Window', 'zoom-fit', '0'),
      separator,
      submenu('Frequency Scale', axes, `axis-${preferences.axis}`),
      submenu('Colors', colorMaps, `colors-${preferences.colorMap}`),
      submenu('Appearance', themes, `theme-${preferences.theme}`),
      separator,
      { label: 'Larger', accelerator: 'CmdOrCtrl+Plus', click: () => parts.zoom(1) },
      {
        // The same key without Shift, for keyboards on which + needs Shift.
        label: 'Larger',
        accelerator: 'CmdOrCtrl+=',
        visible: false,
        acceleratorWorksWhenHidden: true,
        click: () => parts.zoom(1)
      },
      { label: 'Smaller', accelerator: 'CmdOrCtrl+-', click: () => parts.zoom(-1) },
      { label: 'Actual Size', accelerator: 'CmdOrCtrl+0', click: () => parts.zoom(0) },
      separator,
      { role: 'togglefullscreen' },
      ...(isDevelopment
        ? [separator, { role: 'reload' } as const, { role: 'toggleDevTools' } as const]
        : [])
    ]
  }
}
