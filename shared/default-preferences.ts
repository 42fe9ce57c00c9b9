/** What the window is like before somebody has changed anything. */
import type { Preferences } from './contract'
import { defaultExportOptions } from './export-options'

/** Preferences that nobody changed. */
export const defaultPreferences: Preferences = {
  theme: 'dark',
  axis: 'mel',
  spectrogramGainDb: 20,
  spectrogramRangeDb: 80,
  colorMap: 'dusk',
  quality: 'balanced',
  laneHeight: 'normal',
  inspectorShown: true,
  follow: true,
  outputDevice: null,
  exporting: defaultExportOptions
}
