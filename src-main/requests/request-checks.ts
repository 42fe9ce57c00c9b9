/**
 * Checks of the inputs of requests against the contract, at run time: the window is not trusted.
 * Each check returns a copy of the fields it knows, or throws.
 */
import {
  demos,
  maxStepNameLength,
  maxWorkLength,
  viewNames,
  type Input,
  type MenuState,
  type RequestName
} from '../../shared/contract'
import { pictureAxes, type PictureAxis } from '../../shared/picture-axis'
import { readSettings, type SeparationSettings } from '../../shared/settings'
import { MOST_CHANNELS } from '../../shared/speakers'
import { preferencesOf } from '../checks/preference-checks'
import {
  componentsOf,
  dragRequestOf,
  exportChoicesOf,
  maxStems,
  noteSettingsOf
} from '../checks/export-checks'
import { documentOf, fields, flag, listOf, orNull, path, wrong } from '../checks/field-checks'
import { isCount, isOneOf, isText } from '../../shared/plain-value'

type Checks = { readonly [N in RequestName]: (input: unknown) => Input<N> }

/** Most files dropped at once. */
const maxPaths = 10_000
/** Most samples of one channel in one piece. */
const maxDeliveredSamples = 2 ** 19

/**
 * One check for every request. @throws Failure `bug`; `settings/invalid` for settings out of range
 */
export const requestChecks: Checks = {
  beginWindow: nothing,
  keepWork: (input) => {
    const { work } = fields(input)
    if (isText(work, maxWorkLength)) return { work }
    throw wrong('work', work)
  },
  openAudio: (input) => ({ path: path(fields(input)['path']) }),
  chooseFiles: nothing,
  listAudio: (input) => ({ paths: listOf(fields(input)['paths'], maxPaths, path) }),
  cancelListing: nothing,
  openDemo: (input) => {
    const { demo } = fields(input)
    if (!isOneOf(demo, demos)) throw wrong('demo', demo)
    return { demo }
  },
  separate: (input) => {
    const given = fields(input)
    return { document: documentOf(given), settings: settingsOf(given['settings']) }
  },
  expectedSeconds: (input) => {
    const given = fields(input)
    return { document: documentOf(given), settings: settingsOf(given['settings']) }
  },
  awaitSeparation: (input) => ({ document: documentOf(fields(input)) }),
  cancelSeparation: (input) => ({ document: documentOf(fields(input)) }),
  previewTaken: (input) => {
    const given = fields(input)
    return { document: documentOf(given), generation: generation(given['generation']) }
  },
  useSeparation: (input) => {
    const given = fields(input)
    return { document: documentOf(given), generation: orNull(given['generation'], generation) }
  },
  findNotes: (input) => {
    const given = fields(input)
    return {
      document: documentOf(given),
      generation: generation(given['generation']),
      components: componentsOf(given['components']),
      settings: noteSettingsOf(given['settings'])
    }
  },
  setHistory: (input) => {
    const { undo, redo } = fields(input)
    return { undo: orNull(undo, stepName), redo: orNull(redo, stepName) }
  },
  setMenuState: menuStateOf,
  setSpectrogramAxis: (input) => {
    const given = fields(input)
    return { document: documentOf(given), axis: axisOf(given['axis']) }
  },
  planExport: (input) => {
    const given = fields(input)
    return { ...exportChoicesOf(given), folder: orNull(given['folder'], path) }
  },
  chooseFolder: (input) => {
    const { current } = fields(input)
    // '' while there is no folder yet.
    return { current: current === '' ? '' : path(current) }
  },
  exportStems: (input) => {
    const given = fields(input)
    return {
      ...exportChoicesOf(given),
      folder: path(given['folder']),
      allowClipping: flag(given['allowClipping'], 'allowClipping')
    }
  },
  prepareDrag: (input) => dragRequestOf(fields(input)),
  startDrag: (input) => ({ paths: listOf(fields(input)['paths'], maxStems, path) }),
  awaitExport: (input) => ({ document: documentOf(fields(input)) }),
  cancelExport: (input) => ({ document: documentOf(fields(input)) }),
  showFolder: (input) => ({ folder: path(fields(input)['folder']) }),
  recentFiles: nothing,
  forgetRecentFile: (input) => ({ path: path(fields(input)['path']) }),
  clearRecentFiles: nothing,
  loadPreferences: nothing,
  savePreferences: preferencesOf,
  setPlaying: (input) => ({ playing: flag(fields(input)['playing'], 'playing') }),
  deliverSamples: (input) => {
    const { job, channel, from, samples } = fields(input)
    const isRange = isCount(job) && isCount(channel, MOST_CHANNELS - 1) && isCount(from)
    if (isRange && samples instanceof Float32Array && samples.length <= maxDeliveredSamples) {
      return { job, channel, from, samples }
    }
    throw wrong('delivery', { job, channel, from })
  },
  endDecoding: (input) => {
    const { job, decoded } = fields(input)
    if (!isCount(job)) throw wrong('job', job)
    return { job, decoded: orNull(decoded, decodedOf) }
  }
}

/** Requests without input; whatever came is ignored. */
function nothing(): null {
  return null
}

function generation(value: unknown): number {
  if (isCount(value)) return value
  throw wrong('generation', value)
}

function stepName(value: unknown): string {
  if (isText(value, maxStepNameLength)) return value
  throw wrong('step', value)
}

function menuStateOf(value: unknown): MenuState {
  const given = fields(value)
  const is = (field: keyof MenuState): boolean => flag(given[field], field)
  const { listenTo, view } = given
  if (!isOneOf(listenTo, ['original', 'remix'] as const)) throw wrong('listenTo', listenTo)
  if (!isOneOf(view, viewNames)) throw wrong('view', view)
  return {
    isCovered: is('isCovered'),
    isOpen: is('isOpen'),
    isSeparating: is('isSeparating'),
    hasStems: is('hasStems'),
    hasRange: is('hasRange'),
    isLooping: is('isLooping'),
    listenTo,
    view,
    canSelect: is('canSelect'),
    canGroup: is('canGroup'),
    canUngroup: is('canUngroup'),
    canRename: is('canRename'),
    canMoveToRest: is('canMoveToRest')
  }
}

function decodedOf(value: unknown): { channelCount: number; sampleCount: number } {
  const { channelCount, sampleCount } = fields(value)
  if (isCount(channelCount) && isCount(sampleCount)) return { channelCount, sampleCount }
  throw wrong('decoded', value)
}

function axisOf(value: unknown): PictureAxis {
  if (isOneOf(value, pictureAxes)) return value
  throw wrong('axis', value)
}

function settingsOf(value: unknown): SeparationSettings {
  return readSettings(fields(value), (field, found) => {
    throw wrong(field, found)
  })
}
