/** Arrangements of a saved document, checked against the separations they name. */
import { maxStemNameLength } from './contract'
import { GAIN_MAX_DB, GAIN_OFF_DB, type MixRest } from './mix'
import type { PlacedValue } from './placed-value'
import { maxSavedId, type SavedArrangement, type SavedPart, type SavedStem } from './saved-document'
import { numberSettings } from './settings'
import { STEM_COLOR_COUNT } from './stem-colors'

/** What an arrangement is checked against. */
export interface Scene {
  /** Of the recording, in seconds. */
  readonly duration: number
  /** K of each separation, by its id. */
  readonly componentsOf: ReadonlyMap<number, number>
}

const MAX_COMPONENTS = numberSettings.components.max
/** How far a range may pass the end: the shortest range in a shorter recording, and rounding. */
const RANGE_ROOM_SECONDS = 0.1

/**
 * An arrangement in which every component of its separation is in one stem or in Rest.
 * @throws Failure `project/unreadable` with the field
 */
export function readArrangement(found: PlacedValue, scene: Scene): SavedArrangement {
  const separation = found.field('separation').orNull((id) => id.count(0, maxSavedId))
  const K = separation === null ? 0 : scene.componentsOf.get(separation)
  if (K === undefined) throw found.field('separation').refuse('the id of a separation')
  const stems = found.field('stems').list(0, MAX_COMPONENTS).map(readStem)
  const removed = found.field('removed').list(0, MAX_COMPONENTS).map(readPart)
  const components = [...stems.flatMap(({ parts }) => parts), ...removed].map(
    ({ component }) => component
  )
  const isWhole = components.length === K && new Set(components).size === K
  if (!isWhole || components.some((component) => component >= K)) {
    throw found.field('stems').refuse(`of each of ${K} components once, with what is removed`)
  }
  const nextId = found.field('nextId').count(0, maxSavedId)
  const ids = stems.map(({ id }) => id)
  if (new Set(ids).size !== ids.length || ids.some((id) => id >= nextId)) {
    throw found.field('stems').refuse('of ids below nextId, each once')
  }
  const rest = readRest(found.field('rest'))
  const range = found.field('range').orNull((one) => readRange(one, scene.duration))
  return { separation, stems, removed, rest, range, nextId }
}

function readStem(found: PlacedValue): SavedStem {
  const parts = found.field('parts').list(1, MAX_COMPONENTS).map(readPart)
  const [only] = parts
  const isTurned = only !== undefined && (only.gainDb !== 0 || only.muted || only.solo)
  if (parts.length === 1 && isTurned)
    throw found.field('parts').refuse('neutral where one is alone')
  return {
    id: found.field('id').count(0, maxSavedId),
    ...readLabel(found),
    gainDb: found.field('gainDb').number(GAIN_OFF_DB, GAIN_MAX_DB),
    pan: found.field('pan').number(-1, 1),
    ...readRest(found),
    parts
  }
}

function readPart(found: PlacedValue): SavedPart {
  return {
    component: found.field('component').count(0, MAX_COMPONENTS - 1),
    ...readLabel(found),
    gainDb: found.field('gainDb').number(GAIN_OFF_DB, GAIN_MAX_DB),
    ...readRest(found)
  }
}

function readLabel(found: PlacedValue): Pick<SavedPart, 'name' | 'color'> {
  return {
    name: found.field('name').text(maxStemNameLength),
    color: found.field('color').count(1, STEM_COLOR_COUNT)
  }
}

function readRest(found: PlacedValue): MixRest {
  return { muted: found.field('muted').flag(), solo: found.field('solo').flag() }
}

function readRange(found: PlacedValue, duration: number): SavedArrangement['range'] {
  const startSeconds = found.field('startSeconds').number(0, duration)
  const endSeconds = found.field('endSeconds').number(0, duration + RANGE_ROOM_SECONDS)
  if (!(endSeconds > startSeconds)) throw found.field('endSeconds').refuse('after the start')
  return { startSeconds, endSeconds }
}
