/** Inputs of exports and drags, checked against the contract at run time; see request-checks.ts. */
import {
  dawFormats,
  exportFormats,
  groupings,
  tempoRange,
  type DragRequest,
  type ExportChoices,
  type ExportFormat,
  type ExportPart,
  type ExportStem,
  type SampleRange
} from '../../shared/contract'
import { GAIN_MAX_DB, GAIN_OFF_DB } from '../../shared/mix'
import { noteModes, type NoteSettings } from '../../shared/notes'
import { numberSettings } from '../../shared/settings'
import { STEM_COLOR_COUNT } from '../../shared/stem-colors'
import { documentOf, fields, flag, listOf, name, orNull, wrong } from './field-checks'
import { isCount, isNumberIn, isOneOf, isText, type PlainObject } from '../../shared/plain-value'

/** Most stems, or files, of one request. */
export const maxStems = 1024
const maxComponents = numberSettings.components.max
/** Of a name template. */
export const maxTemplateLength = 200

/** What to export. @throws Failure `bug` */
export function exportChoicesOf(given: PlainObject): ExportChoices {
  const { nameTemplate, groups, tempo, oneShots, projects } = given
  if (!isText(nameTemplate, maxTemplateLength)) throw wrong('nameTemplate', nameTemplate)
  if (!isOneOf(groups, groupings)) throw wrong('groups', groups)
  return {
    document: documentOf(given),
    stems: listOf(given['stems'], maxStems, stemOf),
    format: formatOf(given['format']),
    nameTemplate,
    range: orNull(given['range'], rangeOf),
    asMixed: flag(given['asMixed'], 'asMixed'),
    groups,
    rest: flag(given['rest'], 'rest'),
    mix: flag(given['mix'], 'mix'),
    projects: listOf(projects, dawFormats.length, (project) => {
      if (isOneOf(project, dawFormats)) return project
      throw wrong('project', project)
    }),
    midi: flag(given['midi'], 'midi'),
    oneShots: listOf(oneShots, maxStems, (stem) => {
      if (isCount(stem)) return stem
      throw wrong('stem', stem)
    }),
    tempo: orNull(tempo, (beats) => {
      if (isNumberIn(beats, tempoRange.min, tempoRange.max)) return beats
      throw wrong('tempo', beats)
    })
  }
}

/** What to drag out. @throws Failure `bug` */
export function dragRequestOf(given: PlainObject): DragRequest {
  return {
    document: documentOf(given),
    stems: listOf(given['stems'], maxStems, (stem) => {
      const own = fields(stem)
      return { name: name(own['name']), components: componentsOf(own['components']) }
    }),
    format: formatOf(given['format']),
    range: orNull(given['range'], rangeOf)
  }
}

function stemOf(value: unknown): ExportStem {
  const given = fields(value)
  const { pan, parts, notes } = given
  if (!isNumberIn(pan, -1, 1)) throw wrong('pan', pan)
  return {
    ...partOf(value),
    pan,
    ...(parts !== undefined && { parts: listOf(parts, maxComponents, partOf) }),
    percussive: flag(given['percussive'], 'percussive'),
    notes: orNull(notes, noteSettingsOf)
  }
}

function partOf(value: unknown): ExportPart {
  const given = fields(value)
  const { color, gainDb } = given
  if (!isCount(color, STEM_COLOR_COUNT) || color === 0) throw wrong('color', color)
  if (!isNumberIn(gainDb, GAIN_OFF_DB, GAIN_MAX_DB)) throw wrong('gainDb', gainDb)
  return {
    name: name(given['name']),
    components: componentsOf(given['components']),
    color,
    gainDb,
    muted: flag(given['muted'], 'muted'),
    audible: flag(given['audible'], 'audible')
  }
}

/** How notes are read. @throws Failure `bug` */
export function noteSettingsOf(value: unknown): NoteSettings {
  const { mode, sensitivity } = fields(value)
  if (isOneOf(mode, noteModes) && isNumberIn(sensitivity, 0, 1)) return { mode, sensitivity }
  throw wrong('notes', { mode, sensitivity })
}

/** Indices of components. @throws Failure `bug` */
export function componentsOf(value: unknown): number[] {
  return listOf(value, maxComponents, (k) => {
    if (isCount(k, maxComponents - 1)) return k
    throw wrong('component', k)
  })
}

function rangeOf(value: unknown): SampleRange {
  const { fromSample, toSample } = fields(value)
  if (isCount(fromSample) && isCount(toSample) && fromSample < toSample) {
    return { fromSample, toSample }
  }
  throw wrong('range', { fromSample, toSample })
}

function formatOf(value: unknown): ExportFormat {
  if (isOneOf(value, exportFormats)) return value
  throw wrong('format', value)
}
