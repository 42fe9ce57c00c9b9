/** The window's preferences: the values they may have, and the defaults. */
import type { Preferences } from './contract'
import { defaultExportOptions } from './export-options'
import { pictureAxes } from './picture-axis'
import { qualities } from './settings'

/** The values a preference may have; a number's range is wider than what the window offers. */
export const preferenceValues = {
  theme: ['system', 'dark', 'light'],
  axis: pictureAxes,
  quality: qualities,
  laneHeight: ['compact', 'normal', 'tall', 'fill'],
  headWidth: { min: 216, max: 360 },
  colorMap: ['dusk', 'paper', 'grey', 'dusk-inverted', 'paper-inverted', 'grey-inverted'],
  spectrogramGainDb: { min: -120, max: 120 },
  spectrogramRangeDb: { min: 1, max: 240 }
} as const

/** The default preferences. */
export const defaultPreferences: Preferences = {
  theme: 'dark',
  axis: 'mel',
  spectrogramGainDb: 20,
  spectrogramRangeDb: 80,
  colorMap: 'dusk',
  quality: 'balanced',
  laneHeight: 'fill',
  headWidth: 216,
  inspectorShown: true,
  follow: true,
  outputDevice: null,
  exporting: defaultExportOptions
}
