/** What the window remembers between starts, kept in preferences.json. */
import type { Preferences } from '../shared/contract'
import { defaultPreferences } from '../shared/default-preferences'
import { repairExportOptions } from './export-options'
import type { JsonFile } from './json-file'
import { isNumberIn, isOneOf, isPlainObject, isText } from './plain-value'

/** The values a preference may have; a number's range is wider than what the window offers. */
export const preferenceValues = {
  theme: ['system', 'dark', 'light'],
  axis: ['mel', 'log', 'linear'],
  quality: ['fast', 'balanced', 'fine'],
  laneHeight: ['compact', 'normal', 'tall'],
  colorMap: ['dusk', 'paper', 'grey', 'dusk-inverted', 'paper-inverted', 'grey-inverted'],
  spectrogramGainDb: { min: -120, max: 120 },
  spectrogramRangeDb: { min: 1, max: 240 }
} as const

const maxDeviceText = 1024

/** The output in a value that names one; null for anything else. */
export function outputDeviceOf(value: unknown): Preferences['outputDevice'] {
  if (!isPlainObject(value)) return null
  const { id, label } = value
  return isText(id, maxDeviceText) && isText(label, maxDeviceText) ? { id, label } : null
}

/** Preferences made of whatever `value` is: fields that are missing or out of range become the defaults. */
export function repairPreferences(value: unknown): Preferences {
  const given = isPlainObject(value) ? value : {}
  const { theme, axis, colorMap, quality, laneHeight } = preferenceValues
  const { spectrogramGainDb, spectrogramRangeDb } = preferenceValues
  const flag = (name: 'inspectorShown' | 'follow'): boolean => {
    const field = given[name]
    return typeof field === 'boolean' ? field : defaultPreferences[name]
  }
  const number = (
    name: 'spectrogramGainDb' | 'spectrogramRangeDb',
    { min, max }: { min: number; max: number }
  ): number => {
    const field = given[name]
    return isNumberIn(field, min, max) ? field : defaultPreferences[name]
  }
  return {
    theme: isOneOf(given['theme'], theme) ? given['theme'] : defaultPreferences.theme,
    axis: isOneOf(given['axis'], axis) ? given['axis'] : defaultPreferences.axis,
    spectrogramGainDb: number('spectrogramGainDb', spectrogramGainDb),
    spectrogramRangeDb: number('spectrogramRangeDb', spectrogramRangeDb),
    colorMap: isOneOf(given['colorMap'], colorMap)
      ? given['colorMap']
      : defaultPreferences.colorMap,
    quality: isOneOf(given['quality'], quality) ? given['quality'] : defaultPreferences.quality,
    laneHeight: isOneOf(given['laneHeight'], laneHeight)
      ? given['laneHeight']
      : defaultPreferences.laneHeight,
    inspectorShown: flag('inspectorShown'),
    follow: flag('follow'),
    outputDevice: outputDeviceOf(given['outputDevice']),
    exporting: repairExportOptions(given['exporting'])
  }
}

/** The preferences in memory and on disk. */
export class PreferenceStore {
  readonly #file: JsonFile
  #current: Preferences

  constructor(file: JsonFile) {
    this.#file = file
    this.#current = repairPreferences(file.read())
  }

  get current(): Preferences {
    return this.#current
  }

  /** Replaces them, at once in memory; settles when they are on disk. */
  save(preferences: Preferences): Promise<void> {
    this.#current = repairPreferences(preferences)
    return this.#file.write(this.#current)
  }
}
