/** Gain, pan, mute and solo of rows (rows.ts), as pure edits of an arrangement. */
import type { MixRest } from '../../../shared/mix'
import { clampGain, isGroup, type Arrangement, type Part, type Stem } from './arrangement'
import { REST_ID, rowOfComponent } from './rows'
import { assign, mapSame } from './same'

/** The controls of a row; only stems have pan, and Rest has no gain. */
export interface Controls {
  readonly gainDb: number
  readonly pan: number
  readonly muted: boolean
  readonly solo: boolean
}

/** Controls of a row; null for one that does not exist or cannot be mixed. */
export function controlsOf({ stems, rest }: Arrangement, id: number): Controls | null {
  if (id === REST_ID) return { gainDb: 0, pan: 0, ...rest }
  for (const stem of stems) {
    if (stem.id === id) return stem
    const part = isGroup(stem) ? stem.parts.find((p) => rowOfComponent(p.component) === id) : null
    if (part) return { ...part, pan: stem.pan }
  }
  return null
}

/** The arrangement with other controls on a row, clamped to their ranges. */
export function turn(arrangement: Arrangement, id: number, change: Partial<Controls>): Arrangement {
  const controls = controlsOf(arrangement, id)
  if (!controls) return arrangement
  const { gainDb, pan, muted, solo } = { ...controls, ...change }
  const next = { gainDb: clampGain(gainDb), muted, solo }
  const nextPan = Math.min(1, Math.max(-1, pan))
  return changeRows(arrangement, {
    stem: (stem) => (stem.id === id ? { ...next, pan: nextPan } : {}),
    part: (part) => (rowOfComponent(part.component) === id ? next : {}),
    rest: () => (id === REST_ID ? { muted, solo } : {})
  })
}

/** Only these rows are soloed; if that is so already, nothing is soloed any more. */
export function soloOnly(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  const alone = setEvery(arrangement, (id) => ({ solo: ids.includes(id) }))
  if (alone !== arrangement) return alone
  return setEvery(arrangement, () => ({ solo: false }))
}

/** None of these rows is muted, nor a stem that one of them is a part of. */
export function unmute(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  const isIn = ({ component }: Part): boolean => ids.includes(rowOfComponent(component))
  return changeRows(arrangement, {
    stem: (stem) =>
      ids.includes(stem.id) || (isGroup(stem) && stem.parts.some(isIn)) ? { muted: false } : {},
    part: (part, stem) => (isGroup(stem) && isIn(part) ? { muted: false } : {}),
    rest: () => (ids.includes(REST_ID) ? { muted: false } : {})
  })
}

/**
 * Only these rows are muted, and nothing is soloed; if that is so already, nothing is muted either.
 */
export function muteOnly(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  const without = setEvery(arrangement, (id) => ({ muted: ids.includes(id), solo: false }))
  if (without !== arrangement) return without
  return setEvery(arrangement, () => ({ muted: false, solo: false }))
}

function setEvery(arrangement: Arrangement, state: (id: number) => Partial<MixRest>): Arrangement {
  return changeRows(arrangement, {
    stem: (stem) => state(stem.id),
    // The only part of a stem has no row.
    part: (part, stem) => (isGroup(stem) ? state(rowOfComponent(part.component)) : {}),
    rest: () => state(REST_ID)
  })
}

interface Changes {
  readonly stem: (stem: Stem) => Partial<Controls>
  readonly part: (part: Part, stem: Stem) => Partial<Omit<Controls, 'pan'>>
  readonly rest: () => Partial<MixRest>
}

/** Applies changes; whatever they do not change stays the same object. */
function changeRows(arrangement: Arrangement, changes: Changes): Arrangement {
  const stems = mapSame(arrangement.stems, (stem) =>
    assign<Stem>(stem, {
      ...changes.stem(stem),
      parts: mapSame(stem.parts, (part) => assign<Part>(part, changes.part(part, stem)))
    })
  )
  return assign(arrangement, { stems, rest: assign(arrangement.rest, changes.rest()) })
}
