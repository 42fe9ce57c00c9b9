/** Remembered export options: checked against the contract, or repaired. */
import { dawFormats, exportFormats, groupings, type DawFormat } from '../../shared/contract'
import { defaultExportOptions, type ExportOptions } from '../../shared/export-options'
import { maxTemplateLength } from './export-checks'
import { wrong } from './field-checks'
import { guardedFields, isFlag, isOneOf, isText, type Guards } from '../../shared/plain-value'

const guards: Guards<ExportOptions> = {
  format: (value) => isOneOf(value, exportFormats),
  nameTemplate: (value): value is string => isText(value, maxTemplateLength),
  asMixed: isFlag,
  groups: (value) => isOneOf(value, groupings),
  rest: isFlag,
  mix: isFlag,
  projects: (value): value is readonly DawFormat[] =>
    Array.isArray(value) &&
    value.length <= dawFormats.length &&
    value.every((daw) => isOneOf(daw, dawFormats)),
  midi: isFlag,
  oneShots: isFlag
}

/** Options as the window sends them. @throws Failure `bug` */
export function exportOptionsOf(value: unknown): ExportOptions {
  return guardedFields(guards, value, (field, found) => {
    throw wrong(field, found)
  })
}

/** Options read from any `value`: what is missing or wrong becomes the default. */
export function repairExportOptions(value: unknown): ExportOptions {
  return guardedFields(guards, value, (field) => defaultExportOptions[field])
}
