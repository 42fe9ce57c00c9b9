/** Preferences from unknown values: as the window sends them, or repaired. */
import type { Preferences } from '../../shared/contract'
import { defaultPreferences, preferenceValues } from '../../shared/default-preferences'
import { exportOptionsOf, repairExportOptions } from './export-option-checks'
import { fields, wrong } from './field-checks'
import {
  guardedFields,
  isFlag,
  isNumberIn,
  isOneOf,
  isPlainObject,
  isText,
  type Guards
} from '../../shared/plain-value'

const maxDeviceText = 1024

const oneOf =
  <T extends string>(values: readonly T[]) =>
  (value: unknown): value is T =>
    isOneOf(value, values)
const within =
  ({ min, max }: { readonly min: number; readonly max: number }) =>
  (value: unknown): value is number =>
    isNumberIn(value, min, max)

/** The simple fields; devices and export options have checks of their own. */
const guards: Guards<Omit<Preferences, 'outputDevice' | 'exporting'>> = {
  theme: oneOf(preferenceValues.theme),
  axis: oneOf(preferenceValues.axis),
  spectrogramGainDb: within(preferenceValues.spectrogramGainDb),
  spectrogramRangeDb: within(preferenceValues.spectrogramRangeDb),
  colorMap: oneOf(preferenceValues.colorMap),
  quality: oneOf(preferenceValues.quality),
  laneHeight: oneOf(preferenceValues.laneHeight),
  headWidth: within(preferenceValues.headWidth),
  inspectorShown: isFlag,
  follow: isFlag
}

/** Preferences as the window sends them; an unknown output is none. @throws Failure `bug` */
export function preferencesOf(value: unknown): Preferences {
  const given = fields(value)
  return {
    ...guardedFields(guards, given, (field, found) => {
      throw wrong(field, found)
    }),
    outputDevice: outputDeviceOf(given['outputDevice']),
    exporting: exportOptionsOf(given['exporting'])
  }
}

/** Preferences read from any `value`: what is missing or wrong becomes the default. */
export function repairPreferences(value: unknown): Preferences {
  const given = isPlainObject(value) ? value : {}
  return {
    ...guardedFields(guards, given, (field) => defaultPreferences[field]),
    outputDevice: outputDeviceOf(given['outputDevice']),
    exporting: repairExportOptions(given['exporting'])
  }
}

/** The output in a value that names one; null for anything else. */
function outputDeviceOf(value: unknown): Preferences['outputDevice'] {
  if (!isPlainObject(value)) return null
  const { id, label } = value
  return isText(id, maxDeviceText) && isText(label, maxDeviceText) ? { id, label } : null
}
