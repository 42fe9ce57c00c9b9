/** The export options that are remembered: held against the contract, and mended where a file spoiled them. */
import type { DawFormat } from '../shared/contract'
import { defaultExportOptions, type ExportOptions } from '../shared/export-options'
import { exportFormats, maxTemplateLength } from './export-checks'
import { wrong } from './field-checks'
import { isOneOf, isPlainObject, isText } from './plain-value'

const dawFormats: readonly DawFormat[] = ['dawproject', 'rpp']
type Guards = {
  readonly [F in keyof ExportOptions]: (value: unknown) => value is ExportOptions[F]
}

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean'

const guards: Guards = {
  format: (value) => isOneOf(value, exportFormats),
  nameTemplate: (value): value is string => isText(value, maxTemplateLength),
  asMixed: isFlag,
  groups: (value) => isOneOf(value, ['file', 'parts'] as const),
  rest: isFlag,
  mix: isFlag,
  projects: (value): value is readonly DawFormat[] =>
    Array.isArray(value) && value.length <= 2 && value.every((daw) => isOneOf(daw, dawFormats)),
  midi: isFlag,
  oneShots: isFlag
}

/** Options as the window sends them. @throws Failure `bug` */
export function exportOptionsOf(value: unknown): ExportOptions {
  return fromFields(value, (field, found) => {
    throw wrong(field, found)
  })
}

/** Options made of whatever `value` is: what is missing or wrong becomes the default. */
export function repairExportOptions(value: unknown): ExportOptions {
  return fromFields(value, (field) => defaultExportOptions[field])
}

function fromFields(
  value: unknown,
  mend: <F extends keyof ExportOptions>(field: F, found: unknown) => ExportOptions[F]
): ExportOptions {
  const given = isPlainObject(value) ? value : {}
  const read = <F extends keyof ExportOptions>(field: F): ExportOptions[F] => {
    const found = given[field]
    return guards[field](found) ? found : mend(field, found)
  }
  return {
    format: read('format'),
    nameTemplate: read('nameTemplate'),
    asMixed: read('asMixed'),
    groups: read('groups'),
    rest: read('rest'),
    mix: read('mix'),
    projects: read('projects'),
    midi: read('midi'),
    oneShots: read('oneShots')
  }
}
