/**
 * What a person makes of a separation, as one immutable value: stems, what was moved to Rest, the
 * range. Every component is in exactly one stem or in Rest. Edits are in arranging.ts (who belongs
 * where) and mixing.ts (gain, pan, mute, solo); they return the value itself if nothing changes.
 */
import type { TimeRange } from '../../../shared/audio'
import type { ComponentFacts } from '../../../shared/factorization'
import {
  GAIN_MAX_DB,
  GAIN_OFF_DB,
  type MixPart,
  type MixRest,
  type MixStem
} from '../../../shared/mix'
import { STEM_COLOR_COUNT } from '../../../shared/stem-colors'
import { freeColor } from './free-colors'

/**
 * A component inside a stem. Its controls are neutral while it is the only one: the stem's own are
 * used.
 */
export interface Part extends MixPart {
  readonly name: string
  /** Number of its color, 1 to 12: it keeps this when it leaves the stem. */
  readonly color: number
}

/** A named group of components that is mixed and exported. */
export interface Stem extends MixStem {
  /** For life. */
  readonly id: number
  readonly name: string
  /** Number of its color, 1 to 12. */
  readonly color: number
  /** One for each component, in the same order; at least one. */
  readonly parts: readonly Part[]
}

/**
 * The id by which a separation of the document is looked up: its generation, which no other
 * separation and no preview has.
 */
export type SeparationId = number

/** The document of the window. */
export interface Arrangement {
  /** The separation that is arranged; null while nothing is separated. */
  readonly separation: SeparationId | null
  /** Facts of every component, in energy order. */
  readonly facts: readonly ComponentFacts[]
  readonly stems: readonly Stem[]
  /** Components that were moved to Rest. */
  readonly removed: readonly Part[]
  readonly rest: MixRest
  readonly range: TimeRange | null
  /** Id of the next new stem. */
  readonly nextId: number
}

/** Name of the group that quiet components are folded into. */
export const QUIET_NAME = 'Quiet ones'
/** Share of the energy below which a component is quiet. */
const QUIET_ENERGY = 0.005
/** Up to this many components all are shown, however quiet. */
const FOLD_ABOVE = 8

/** Nothing opened, nothing separated. */
export const emptyArrangement: Arrangement = {
  separation: null,
  facts: [],
  stems: [],
  removed: [],
  rest: { muted: false, solo: false },
  range: null,
  nextId: 0
}

/** A gain within the fader's range. */
export function clampGain(gainDb: number): number {
  return Math.min(GAIN_MAX_DB, Math.max(GAIN_OFF_DB, gainDb))
}

/** Two faders in series: both in dB, off if one is. */
export function addGains(a: number, b: number): number {
  return a <= GAIN_OFF_DB || b <= GAIN_OFF_DB ? GAIN_OFF_DB : clampGain(a + b)
}

/** A part with neutral controls. */
export function newPart(component: number, name: string, color: number): Part {
  return { component, name, color, gainDb: 0, muted: false, solo: false }
}

/** A stem with neutral controls. */
export function newStem(id: number, name: string, color: number, parts: readonly Part[]): Stem {
  return withParts({ id, name, color, gainDb: 0, pan: 0, muted: false, solo: false }, parts)
}

/** The stem with these parts; the controls of a single part become the stem's. */
export function withParts(stem: Omit<Stem, 'parts' | 'components'>, parts: readonly Part[]): Stem {
  const components = parts.map(({ component }) => component)
  const [only] = parts
  if (parts.length !== 1 || !only) return { ...stem, parts, components }
  return {
    ...stem,
    gainDb: addGains(stem.gainDb, only.gainDb),
    muted: stem.muted || only.muted,
    solo: stem.solo || only.solo,
    parts: [{ ...only, gainDb: 0, muted: false, solo: false }],
    components
  }
}

/**
 * The stem as parts of another one, with its own controls added to theirs; they sound as before,
 * except for pan.
 */
export function asParts(stem: Stem): readonly Part[] {
  const [only] = stem.parts
  if (stem.parts.length === 1 && only) {
    const { name, color, gainDb, muted, solo } = stem
    return [{ component: only.component, name, color, gainDb, muted, solo }]
  }
  const narrowed = stem.parts.some(({ solo }) => solo)
  return stem.parts.map((part) => ({
    ...part,
    gainDb: addGains(stem.gainDb, part.gainDb),
    muted: stem.muted || part.muted,
    solo: part.solo || (stem.solo && !narrowed)
  }))
}

/** A part as a stem of its own, which sounds as the part did inside `from`. */
export function asStem(part: Part, from: Stem | null, id: number): Stem {
  const pan = from?.pan ?? 0
  const own = from ? (asParts(from).find((p) => p.component === part.component) ?? part) : part
  return withParts({ ...newStem(id, part.name, part.color, []), pan }, [own])
}

/** Whether a stem is a group: of more than one component. */
export function isGroup(stem: Stem): boolean {
  return stem.parts.length > 1
}

/** The stem a component is in; undefined when it is in Rest or unknown. */
export function stemOfComponent(stems: readonly Stem[], component: number): Stem | undefined {
  return stems.find((stem) => stem.components.includes(component))
}

/** Energy of components, 0 to 1. */
export function energyOf(facts: readonly ComponentFacts[], components: readonly number[]): number {
  return facts.reduce((sum, { id, energy }) => (components.includes(id) ? sum + energy : sum), 0)
}

/** Mean position of components, -1 to 1, weighted by their energy; 0 for silence. */
export function meanPosition(components: readonly ComponentFacts[]): number {
  const energy = components.reduce((sum, fact) => sum + fact.energy, 0)
  const moment = components.reduce((sum, fact) => sum + fact.energy * fact.position, 0)
  return energy > 0 ? moment / energy : 0
}

/** What an arrangement begins with, besides its components. */
export interface Beginning {
  readonly separation?: SeparationId | null
  readonly range?: TimeRange | null
  /** Whether the separation is running, so that it is not known yet what is quiet. */
  readonly isPreview?: boolean
}

/**
 * One stem for each component, in the order of the facts; in a big set the quiet ones together in a
 * last stem. Ids are those of the components.
 */
export function startArrangement(
  facts: readonly ComponentFacts[],
  { separation = null, range = null, isPreview = false }: Beginning = {}
): Arrangement {
  const singles = facts.map(({ id, name }, i) => {
    const color = (i % STEM_COLOR_COUNT) + 1
    return newStem(id, name, color, [newPart(id, name, color)])
  })
  const nextId = facts.reduce((most, { id }) => Math.max(most, id + 1), 0)
  const start = { ...emptyArrangement, separation, facts, stems: singles, range, nextId }
  return isPreview ? start : foldQuiet(start)
}

/**
 * Folds quiet components that are stems of their own, untouched, into one group at the end, which
 * continues `like`. Not to be called while the separation is running: what is quiet is not known
 * yet.
 */
export function foldQuiet(arrangement: Arrangement, like?: Stem): Arrangement {
  const { stems, facts, nextId } = arrangement
  const byId = new Map(facts.map((fact) => [fact.id, fact]))
  const isQuiet = (stem: Stem): boolean => {
    const fact = byId.get(stem.components[0] ?? -1)
    return (
      stem.parts.length === 1 &&
      fact !== undefined &&
      fact.energy < QUIET_ENERGY &&
      isUntouched(stem, fact)
    )
  }
  const quiet = stems.filter(isQuiet)
  const [first] = quiet
  if (facts.length <= FOLD_ABOVE || quiet.length < 2 || !first) return arrangement
  const rest = stems.filter((stem) => !isQuiet(stem))
  const blank = newStem(nextId, QUIET_NAME, freeColor(rest, first.color), [])
  const group = withParts(like ?? blank, quiet.flatMap(asParts))
  return {
    ...arrangement,
    stems: [...rest, group],
    nextId: nextId + 1
  }
}

/** Whether a stem has its first name and neutral controls. */
function isUntouched(stem: Stem, fact: ComponentFacts): boolean {
  const { name, gainDb, pan, muted, solo } = stem
  return name === fact.name && gainDb === 0 && pan === 0 && !muted && !solo
}
