/** What becomes of the stems that a person made when the recording is separated again. */
import { groupName } from './arranging'
import { isGroup, QUIET_NAME, type Arrangement, type Stem } from './arrangement'
import { freeColor } from './free-colors'
import { isMostlySame, successorsOf, type Succession } from './succession'

/** What became of a stem that somebody grouped or named. */
export interface Fate {
  readonly name: string
  /** How many of its components go on, of how many. */
  readonly kept: number
  readonly count: number
  /** Whether a stem of the next separation has its name. */
  readonly isKept: boolean
}

/**
 * What became of the stems that somebody grouped or named.
 * @param now the arrangement of the next separation
 * @param going which component continues which
 */
export function fatesOf(
  previous: Arrangement,
  now: Arrangement,
  going: Succession
): readonly Fate[] {
  return previous.stems
    .filter((stem) => isMade(previous, stem))
    .map((stem) => {
      const { id, name, components } = stem
      const heir = now.stems.find((one) => one.id === id && one.name === name)
      const successors = successorsOf(going, components)
      const inside = successors.filter((k) => heir?.components.includes(k))
      return {
        name,
        kept: heir ? inside.length : successors.length,
        count: components.length,
        isKept: heir !== undefined
      }
    })
}

/**
 * Takes names and colors from stems that got them from the previous separation while the next one
 * was running, where it turns out not to be mostly the same sound.
 * @param shown how the running separation was arranged at first
 */
export function withoutFalseNames(
  arrangement: Arrangement,
  previous: Arrangement,
  shown: Arrangement,
  going: Succession
): Arrangement {
  return previous.stems
    .filter((stem) => isMade(previous, stem))
    .reduce((so, { id, name, components }) => {
      const heir = shown.stems.find((stem) => stem.id === id)
      const stem = so.stems.find((one) => one.id === id)
      const isFalse = heir !== undefined && !isMostlySame(going, components, heir.components)
      if (!isFalse || stem?.name !== name) return so
      const others = so.stems.filter((one) => one !== stem)
      const plain = { ...stem, name: groupName(so.facts, stem.parts), color: freeColor(others) }
      return { ...so, stems: so.stems.map((one) => (one === stem ? plain : one)) }
    }, arrangement)
}

/** Whether a person grouped or named a stem. */
function isMade({ facts }: Arrangement, stem: Stem): boolean {
  if (isGroup(stem)) return stem.name !== QUIET_NAME
  return stem.name !== facts.find(({ id }) => id === stem.components[0])?.name
}
