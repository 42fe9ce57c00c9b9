/**
 * What a person has made in the window, as a text that main keeps for the next window, should this
 * one fail. It is checked when it comes back: main and the disk may have gone on since.
 */
import { durationSeconds, type AudioSummary } from '../../../shared/audio'
import {
  maxStemNameLength,
  maxStepNameLength,
  type ListedAudio,
  type SeparationResult
} from '../../../shared/contract'
import type { ListenTo } from '../../../shared/mix'
import { PlacedValue } from '../../../shared/placed-value'
import { readArrangement, type Scene } from '../../../shared/read-saved-arrangement'
import {
  mostSavedSolutions,
  mostSavedSteps,
  type SavedArrangement,
  type SavedHistory,
  type SavedSolution,
  type SavedStep
} from '../../../shared/saved-document'
import { readSettings, type SeparationSettings } from '../../../shared/settings'

/** Longest path of a recording in the queue. */
const MAX_PATH_LENGTH = 4096
/** Most recordings of the queue that are kept. */
export const mostQueued = 500

/** What was made of a separation that was still running. */
export interface SavedLive {
  readonly arrangement: SavedArrangement
  /** The name of each component k. */
  readonly names: readonly string[]
}

/** What was made of the open recording. */
export interface KeptDocument {
  /** Number of the document in main. */
  readonly document: number
  readonly history: SavedHistory
  readonly solutions: readonly SavedSolution[]
  readonly live: SavedLive | null
  readonly settings: SeparationSettings
  readonly listenTo: ListenTo
}

/** All that is kept of a window. */
export interface KeptWork {
  readonly queue: readonly ListedAudio[]
  readonly document: KeptDocument | null
}

/** What the kept work is checked against: what main holds now. */
export interface HeldNow {
  readonly document: number
  readonly summary: AudioSummary
  readonly separations: readonly SeparationResult[]
}

/** The text of some work. */
export function writeWork(work: KeptWork): string {
  return JSON.stringify(work)
}

/**
 * The queue of a kept text; empty where that cannot be read.
 */
export function readQueue(text: string | null): readonly ListedAudio[] {
  return (
    tryTo(() =>
      parsed(text)
        .field('queue')
        .list(0, mostQueued)
        .map((one) => ({
          path: one.field('path').text(MAX_PATH_LENGTH),
          name: one.field('name').text(MAX_PATH_LENGTH)
        }))
    ) ?? []
  )
}

/**
 * The document of a kept text. Steps of its history and solutions whose separations main no longer
 * has are left out.
 * @returns null where it cannot be read, or is about another document than main's
 */
export function readDocument(text: string | null, held: HeldNow): KeptDocument | null {
  return tryTo(() => {
    const found = parsed(text).field('document')
    const document = found.field('document').count(held.document, held.document)
    const settings = readSettings(found.field('settings').value, (field) => {
      throw found.field('settings').field(field).refuse('of another type')
    })
    const scene = sceneOf(held)
    const history = found.field('history')
    return {
      document,
      settings,
      history: {
        past: nearest(history.field('past'), scene),
        present: readArrangement(history.field('present'), scene),
        future: nearest(history.field('future'), scene)
      },
      solutions: found
        .field('solutions')
        .list(0, mostSavedSolutions)
        .map((one) => tryTo(() => readStep(one, scene)))
        .filter((one) => one !== null),
      live: found.field('live').orNull((live) => tryTo(() => readLive(live, scene))),
      listenTo: found.field('listenTo').oneOf(['original', 'remix'])
    }
  })
}

function parsed(text: string | null): PlacedValue {
  return new PlacedValue(JSON.parse(text ?? 'null'))
}

function sceneOf({ summary, separations }: HeldNow): Scene {
  const componentsOf = new Map(
    separations.map(({ generation, factorization }) => [generation, factorization.componentCount])
  )
  return { duration: durationSeconds(summary), componentsOf }
}

function readStep(found: PlacedValue, scene: Scene): SavedStep {
  const name = found.field('name').text(maxStepNameLength)
  return { name, arrangement: readArrangement(found.field('arrangement'), scene) }
}

/** Steps in a row up to the present, which comes after the last. */
function nearest(found: PlacedValue, scene: Scene): readonly SavedStep[] {
  const steps = found.list(0, mostSavedSteps).map((one) => tryTo(() => readStep(one, scene)))
  return steps.slice(steps.lastIndexOf(null) + 1).filter((step) => step !== null)
}

/** Its separation is a preview, which main does not keep; its components stay the same. */
function readLive(found: PlacedValue, { duration }: Scene): SavedLive {
  const names = found
    .field('names')
    .list(1, Infinity)
    .map((name) => name.text(maxStemNameLength))
  const arrangement = found.field('arrangement')
  const preview = arrangement.field('separation').count(0, Number.MAX_SAFE_INTEGER)
  const componentsOf = new Map([[preview, names.length]])
  return { names, arrangement: readArrangement(arrangement, { duration, componentsOf }) }
}

/** Null where reading fails: a text that is damaged is no reason to show nothing at all. */
function tryTo<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
