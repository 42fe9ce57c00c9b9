/**
 * The inputs of requests, held against the contract at run time: the window is not trusted. Each
 * check returns the input made anew from the fields it knows, or throws.
 */
import { isAbsolute } from 'node:path'
import {
  maxStemNameLength,
  type ExportFormat,
  type ExportStem,
  type Input,
  type Preferences,
  type RequestName
} from '../shared/contract'
import { Failure } from '../shared/failure'
import { checkSettings, type SeparationSettings } from '../shared/settings'
import {
  isCount,
  isNumberIn,
  isOneOf,
  isPlainObject,
  isText,
  type PlainObject
} from './plain-value'
import { preferenceValues } from './preferences'

type Checks = { readonly [N in RequestName]: (input: unknown) => Input<N> }

const maxPathLength = 4096
const maxStems = 1024
const maxComponents = 128
/** Linear; beyond any fader. */
const maxGain = 100

/** One check for every request. @throws Failure `bug`; `settings/invalid` for settings out of range */
export const requestChecks: Checks = {
  openAudio: (input) => ({ path: orNull(fields(input)['path'], path) }),
  openDemo: nothing,
  separate: (input) => {
    const given = fields(input)
    return { document: documentOf(given), settings: settingsOf(given['settings']) }
  },
  cancelSeparation: (input) => ({ document: documentOf(fields(input)) }),
  setSpectrogramAxis: (input) => {
    const given = fields(input)
    return { document: documentOf(given), axis: axisOf(given['axis']) }
  },
  planExport: (input) => {
    const given = fields(input)
    return {
      document: documentOf(given),
      folder: orNull(given['folder'], path),
      names: listOf(given['names'], maxStems, name),
      format: formatOf(given['format'])
    }
  },
  chooseFolder: (input) => {
    const { current } = fields(input)
    // '' while no folder is planned.
    return { current: current === '' ? '' : path(current) }
  },
  exportStems: (input) => {
    const given = fields(input)
    return {
      document: documentOf(given),
      stems: listOf(given['stems'], maxStems, stemOf),
      format: formatOf(given['format']),
      folder: path(given['folder']),
      complete: flag(given['complete'], 'complete')
    }
  },
  cancelExport: (input) => ({ document: documentOf(fields(input)) }),
  showFolder: (input) => ({ folder: path(fields(input)['folder']) }),
  recentFiles: nothing,
  clearRecentFiles: nothing,
  loadPreferences: nothing,
  savePreferences: preferencesOf,
  setPlaying: (input) => ({ playing: flag(fields(input)['playing'], 'playing') })
}

function wrong(what: string, value: unknown): Failure {
  // JSON tells "1" from 1; `undefined` and functions have none, whatever its type says.
  const shown = JSON.stringify(value) as string | undefined
  return new Failure('bug', `${what} cannot be ${(shown ?? typeof value).slice(0, 200)}`)
}

function fields(value: unknown): PlainObject {
  if (isPlainObject(value)) return value
  throw wrong('input', value)
}

/** Requests without input; whatever came is ignored. */
function nothing(): null {
  return null
}

function orNull<T>(value: unknown, check: (value: unknown) => T): T | null {
  return value === null ? null : check(value)
}

function path(value: unknown): string {
  if (isText(value, maxPathLength) && isAbsolute(value)) return value
  throw wrong('path', value)
}

function name(value: unknown): string {
  if (isText(value, maxStemNameLength)) return value
  throw wrong('name', value)
}

function flag(value: unknown, what: string): boolean {
  if (typeof value === 'boolean') return value
  throw wrong(what, value)
}

function listOf<T>(value: unknown, maxLength: number, check: (entry: unknown) => T): T[] {
  if (Array.isArray(value) && value.length <= maxLength) return value.map((entry) => check(entry))
  throw wrong('list', value)
}

function documentOf(given: PlainObject): number {
  if (isCount(given['document'])) return given['document']
  throw wrong('document', given['document'])
}

function axisOf(value: unknown): Preferences['axis'] {
  if (isOneOf(value, preferenceValues.axis)) return value
  throw wrong('axis', value)
}

function formatOf(value: unknown): ExportFormat {
  if (isOneOf(value, ['wav16', 'wav24', 'wav32f'])) return value
  throw wrong('format', value)
}

function stemOf(value: unknown): ExportStem {
  const given = fields(value)
  const component = (k: unknown): number => {
    if (isCount(k, maxComponents - 1)) return k
    throw wrong('component', k)
  }
  if (!isNumberIn(given['gain'], 0, maxGain)) throw wrong('gain', given['gain'])
  return {
    name: name(given['name']),
    components: listOf(given['components'], maxComponents, component),
    gain: given['gain']
  }
}

/** Fields of the right types go on to `checkSettings`, which knows the ranges. */
function settingsOf(value: unknown): SeparationSettings {
  const given = fields(value)
  const number = (field: keyof SeparationSettings): number => {
    const found = given[field]
    if (typeof found === 'number') return found
    throw wrong(field, found)
  }
  return checkSettings({
    components: number('components'),
    beta: number('beta'),
    exponent: number('exponent') as SeparationSettings['exponent'],
    windowSize: number('windowSize'),
    hopSize: number('hopSize'),
    iterations: number('iterations'),
    seed: number('seed'),
    mask: name(given['mask']) as SeparationSettings['mask'],
    solver: name(given['solver']) as SeparationSettings['solver'],
    quality: name(given['quality']) as SeparationSettings['quality']
  })
}

function preferencesOf(value: unknown): Preferences {
  const { theme, axis, colorMap, spectrogramGainDb, spectrogramRangeDb } = preferenceValues
  const given = fields(value)
  const level = (found: unknown, { min, max }: { min: number; max: number }): number => {
    if (isNumberIn(found, min, max)) return found
    throw wrong('level', found)
  }
  if (!isOneOf(given['theme'], theme)) throw wrong('theme', given['theme'])
  if (!isOneOf(given['axis'], axis)) throw wrong('axis', given['axis'])
  if (!isOneOf(given['colorMap'], colorMap)) throw wrong('colorMap', given['colorMap'])
  return {
    theme: given['theme'],
    axis: given['axis'],
    colorMap: given['colorMap'],
    spectrogramGainDb: level(given['spectrogramGainDb'], spectrogramGainDb),
    spectrogramRangeDb: level(given['spectrogramRangeDb'], spectrogramRangeDb)
  }
}
