/**
 * The document as it is saved, and back: what can be derived is left out and made again. Values
 * that come back have passed `readSavedDocument`.
 */
import type { SeparationResult } from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import type {
  SavedArrangement,
  SavedHistory,
  SavedSeparation,
  SavedStep
} from '../../../shared/saved-document'
import type { Arrangement, SeparationId } from './arrangement'
import type { HistoryMark } from './history.svelte'

/** Components of all saved steps together, by default: 2.5 megabytes of text, about. */
const MOST_SAVED_PARTS = 2 ** 14

/** Facts of the components of a separation, in energy order. */
export type FactsOf = (separation: SeparationId) => readonly ComponentFacts[]

type Step = HistoryMark<Arrangement>['past'][number]

/** An arrangement as it is saved; its facts are saved with its separation. */
export function saveArrangement(arrangement: Arrangement): SavedArrangement {
  const { separation, stems, removed, rest, range, nextId } = arrangement
  const savedStems = stems.map(({ components: _, ...stem }) => stem)
  return { separation, stems: savedStems, removed, rest, range, nextId }
}

/** An arrangement as it was before it was saved. */
export function loadArrangement(saved: SavedArrangement, factsOf: FactsOf): Arrangement {
  const stems = saved.stems.map((stem) => ({
    ...stem,
    components: stem.parts.map(({ component }) => component)
  }))
  const facts = saved.separation === null ? [] : factsOf(saved.separation)
  return { ...saved, facts, stems }
}

/**
 * A history as it is saved: the steps nearest to the present, those of the past first, while there
 * is room and their separations are saved.
 * @param isSaved whether a separation is saved; the present one must be, so while a separation runs
 *   the mark before it is saved
 * @param mostParts components of all steps together
 */
export function saveHistory(
  { past, present, future }: HistoryMark<Arrangement>,
  isSaved: (separation: SeparationId) => boolean,
  mostParts = MOST_SAVED_PARTS
): SavedHistory {
  let room = mostParts
  const nearest = (steps: readonly Step[]): readonly SavedStep[] => {
    const end = steps.findLastIndex(({ value: { separation, facts } }) => {
      room -= facts.length
      return room < 0 || (separation !== null && !isSaved(separation))
    })
    return steps
      .slice(end + 1)
      .map(({ name, value }) => ({ name, arrangement: saveArrangement(value) }))
  }
  return { past: nearest(past), present: saveArrangement(present), future: nearest(future) }
}

/** A history to restore by `rewind`; later edits never merge with its steps. */
export function loadHistory(saved: SavedHistory, factsOf: FactsOf): HistoryMark<Arrangement> {
  const load = ({ name, arrangement }: SavedStep): Step => ({
    name,
    merge: null,
    value: loadArrangement(arrangement, factsOf)
  })
  return {
    past: saved.past.map(load),
    present: loadArrangement(saved.present, factsOf),
    future: saved.future.map(load)
  }
}

/** A separation as it is saved, and under what names its W and H are. */
export function saveSeparation(result: SeparationResult): SavedSeparation {
  const { generation: id, factorization, components, seconds, residualDb } = result
  const { settings, frameCount, binCount, componentCount, meanV, peak, divergence } = factorization
  return {
    id,
    settings,
    components,
    divergence,
    meanV,
    peak,
    seconds,
    residualDb,
    W: { entry: `w-${id}.f32`, shape: [componentCount, binCount] },
    H: { entry: `h-${id}.f32`, shape: [frameCount, componentCount] }
  }
}

/** What main reports of a saved separation, whose W and H it serves again. */
export function loadSeparation(saved: SavedSeparation, document: number): SeparationResult {
  const { id, settings, components, divergence, meanV, peak, seconds, residualDb, W, H } = saved
  const [frameCount, componentCount] = H.shape
  const [, binCount] = W.shape
  return {
    document,
    generation: id,
    factorization: {
      settings,
      frameCount,
      binCount,
      componentCount,
      meanV,
      peak,
      divergence
    },
    components,
    seconds,
    residualDb
  }
}
