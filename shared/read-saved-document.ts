/**
 * From whatever a file holds to a document that keeps every promise of saved-document.ts. Each
 * refusal is `project/unreadable` with the name of the field; fields nobody knows are left out.
 */
import { durationSeconds } from './audio'
import { maxStemNameLength, maxStepNameLength } from './contract'
import { binCount, frameCount } from './dsp/stft'
import type { ComponentFacts } from './factorization'
import { Failure } from './failure'
import { PlacedValue } from './placed-value'
import { readArrangement } from './read-saved-arrangement'
import {
  maxSavedId,
  mostSavedSeparations,
  mostSavedSolutions,
  mostSavedSteps,
  savedVersion,
  type SavedArray,
  type SavedDocument,
  type SavedRecording,
  type SavedSeparation,
  type SavedStep
} from './saved-document'
import { numberSettings, readSettings, type SeparationSettings } from './settings'

const MAX_PATH_LENGTH = 4096
/** More samples than any recording in memory can have. */
const MAX_SAMPLES = 2 ** 32
/** Most values of W or H. */
const MAX_VALUES = 2 ** 32
/** How far shares of energy and pan positions may pass their limits, by rounding. */
const ROUNDING = 1e-6

/**
 * Checks a document that was written down.
 * @param value the parsed value, of which nothing is known yet
 * @throws Failure `project/newer-version` with its version, `project/unreadable` with the field
 */
export function readSavedDocument(value: unknown): SavedDocument {
  const found = new PlacedValue(value)
  readVersion(found.field('version'))
  const recording = readRecording(found.field('recording'))
  if (found.field('guide').value !== null) throw found.field('guide').refuse('null')
  const separations = found
    .field('separations')
    .list(0, mostSavedSeparations)
    .map((one) => readSeparation(one, recording))
  refuseTwice(found.field('separations'), separations, ({ id }) => [id])
  refuseTwice(found.field('separations'), separations, ({ W, H }) => [W.entry, H.entry])
  const scene = {
    duration: durationSeconds(recording),
    componentsOf: new Map(separations.map(({ id, components }) => [id, components.length]))
  }
  const step = (one: PlacedValue): SavedStep => ({
    name: one.field('name').text(maxStepNameLength),
    arrangement: readArrangement(one.field('arrangement'), scene)
  })
  const solutions = found.field('solutions').list(0, mostSavedSolutions).map(step)
  refuseTwice(found.field('solutions'), solutions, ({ name }) => [name])
  refuseTwice(found.field('solutions'), solutions, (one) => [one.arrangement.separation])
  const history = found.field('history')
  return {
    version: savedVersion,
    recording,
    settings: readOwnSettings(found.field('settings'), recording),
    guide: null,
    separations,
    solutions,
    history: {
      past: history.field('past').list(0, mostSavedSteps).map(step),
      present: readArrangement(history.field('present'), scene),
      future: history.field('future').list(0, mostSavedSteps).map(step)
    },
    view: found.field('view').orNull((view) => ({
      secondsPerPixel: view
        .field('secondsPerPixel')
        .orNull((seconds) => seconds.number(Number.MIN_VALUE, Number.MAX_VALUE)),
      startSeconds: view.field('startSeconds').number(0, scene.duration)
    }))
  }
}

function readVersion(found: PlacedValue): void {
  const version = found.count(1, Number.MAX_SAFE_INTEGER)
  if (version === savedVersion) return
  throw new Failure('project/newer-version', `version ${version}, not ${savedVersion}`, { version })
}

function readRecording(found: PlacedValue): SavedRecording {
  const path = found.field('path')
  if (path.text(MAX_PATH_LENGTH).includes('\0')) throw path.refuse('a path')
  return {
    path: path.text(MAX_PATH_LENGTH),
    size: found.field('size').count(0, Number.MAX_SAFE_INTEGER),
    sha256: found.field('sha256').match(/^[0-9a-f]{64}$/),
    sampleCount: found.field('sampleCount').count(1, MAX_SAMPLES),
    sampleRate: found.field('sampleRate').number(1, 1e6)
  }
}

function readOwnSettings(found: PlacedValue, { sampleCount }: SavedRecording): SeparationSettings {
  const settings = inItsPlace(found, () =>
    readSettings(found.value, (field) => {
      throw found.field(field).refuse('of another type')
    })
  )
  if (settings.range !== null && settings.range.toSample > sampleCount) {
    throw found.field('range').refuse('within the recording')
  }
  return settings
}

/** A setting out of its range is damage here, since nobody typed it. */
function inItsPlace<T>(found: PlacedValue, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.code !== 'settings/invalid') throw thrown
    const field = `${found.place}.${thrown.details['setting'] ?? ''}`
    throw new Failure('project/unreadable', `${found.place}: ${thrown.message}`, { field })
  }
}

function readSeparation(found: PlacedValue, recording: SavedRecording): SavedSeparation {
  const settings = readOwnSettings(found.field('settings'), recording)
  const [T, F] = [frameCount(recording.sampleCount, settings), binCount(settings.windowSize)]
  const K = settings.components
  const mostSweeps = numberSettings.iterations.max + 1
  const anyNumber = (one: PlacedValue): number => one.number(-Number.MAX_VALUE, Number.MAX_VALUE)
  return {
    id: found.field('id').count(0, maxSavedId),
    settings,
    components: readFacts(found.field('components'), K),
    divergence: found.field('divergence').list(0, mostSweeps).map(anyNumber),
    meanV: found.field('meanV').number(0, Number.MAX_VALUE),
    peak: found.field('peak').number(0, Number.MAX_VALUE),
    seconds: found.field('seconds').number(0, Number.MAX_VALUE),
    residualDb: anyNumber(found.field('residualDb')),
    W: readArray(found.field('W'), [K, F]),
    H: readArray(found.field('H'), [T, K])
  }
}

function readArray(found: PlacedValue, shape: readonly [number, number]): SavedArray {
  const [rows, columns] = shape
  const [first, second] = found.field('shape').list(2, 2)
  const isRight = first?.value === rows && second?.value === columns && rows * columns <= MAX_VALUES
  if (!isRight) throw found.field('shape').refuse(`[${rows}, ${columns}]`)
  return { entry: found.field('entry').match(/^[a-z0-9][a-z0-9.-]{0,63}$/), shape }
}

/** K components in energy order, each once. */
function readFacts(found: PlacedValue, K: number): readonly ComponentFacts[] {
  const facts = found.list(K, K).map((one) => ({
    id: one.field('id').count(0, K - 1),
    name: one.field('name').text(maxStemNameLength),
    energy: one.field('energy').number(0, 1 + ROUNDING),
    pitchHz: one.field('pitchHz').orNull((hz) => hz.number(Number.MIN_VALUE, 1e6)),
    noisiness: one.field('noisiness').number(0, 1),
    percussive: one.field('percussive').flag(),
    position: one.field('position').number(-1 - ROUNDING, 1 + ROUNDING),
    onsets: one.field('onsets').count(0, MAX_SAMPLES)
  }))
  refuseTwice(found, facts, ({ id }) => [id])
  const isSorted = facts.every(({ energy }, i) => i === 0 || energy <= facts[i - 1]!.energy)
  if (!isSorted) throw found.refuse('in energy order')
  return facts
}

function refuseTwice<T>(
  found: PlacedValue,
  entries: readonly T[],
  keysOf: (entry: T) => readonly unknown[]
): void {
  const keys = entries.flatMap(keysOf)
  if (new Set(keys).size !== keys.length) throw found.refuse('without anything twice')
}
