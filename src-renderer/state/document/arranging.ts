/**
 * Who belongs where: grouping, moving, Rest, names, colors, order. All functions are pure. Ids are
 * those of rows (rows.ts): a stem's, or a part's; unknown ids are ignored.
 */
import { maxStemNameLength } from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import { STEM_COLOR_COUNT } from '../../../shared/stem-colors'
import {
  asParts,
  asStem,
  energyOf,
  isGroup,
  meanPosition,
  newStem,
  stemOfComponent,
  withParts,
  type Arrangement,
  type Part,
  type Stem
} from './arrangement'
import { freeColor } from './free-colors'
import { componentOfRow, REST_ID, rowOfComponent } from './rows'
import { assign, mapSame } from './same'

/** The orders in which stems can be sorted. */
export type SortKey = 'energy' | 'pitch' | 'pan'

/**
 * Parts of the rows, as they are inside their stems, in the order of the stems; those of Rest last.
 */
function partsOf({ stems, removed }: Arrangement, ids: readonly number[]): readonly Part[] {
  const wanted = new Set(ids)
  const isWanted = ({ component }: Part): boolean => wanted.has(rowOfComponent(component))
  return [
    ...stems.flatMap((stem) =>
      wanted.has(stem.id) ? asParts(stem) : isGroup(stem) ? stem.parts.filter(isWanted) : []
    ),
    ...removed.filter((part) => wanted.has(REST_ID) || isWanted(part))
  ]
}

/** The stems without these components; empty stems are removed. */
function without(arrangement: Arrangement, components: ReadonlySet<number>): Arrangement {
  const stays = ({ component }: Part): boolean => !components.has(component)
  const stems = arrangement.stems.flatMap((stem) => {
    const parts = stem.parts.filter(stays)
    if (parts.length === stem.parts.length) return [stem]
    return parts.length === 0 ? [] : [withParts(stem, parts)]
  })
  return { ...arrangement, stems, removed: arrangement.removed.filter(stays) }
}

function componentSet(parts: readonly Part[]): ReadonlySet<number> {
  return new Set(parts.map(({ component }) => component))
}

/** A name for parts together: "Low +2", after the loudest; for a single one its own. */
export function groupName(facts: readonly ComponentFacts[], parts: readonly Part[]): string {
  const loudest = facts.find(({ id }) => parts.some(({ component }) => component === id))
  const first = parts.find(({ component }) => component === loudest?.id) ?? parts[0]
  const more = parts.length > 1 ? ` +${parts.length - 1}` : ''
  return `${first?.name ?? ''}${more}`.slice(0, maxStemNameLength)
}

/**
 * Makes one stem of rows, in the place of the first. If there is one group among them, the others
 * join it.
 * @returns the group's id too; the same arrangement and null where there is nothing to join
 */
export function group(
  arrangement: Arrangement,
  ids: readonly number[]
): { readonly arrangement: Arrangement; readonly id: number | null } {
  const { stems, facts, nextId: id } = arrangement
  const chosen = stems.filter((stem) => ids.includes(stem.id))
  const [only, another] = chosen.filter(isGroup)
  if (only && !another) {
    const joined = moveInto(arrangement, ids, only.id)
    return { arrangement: joined, id: joined === arrangement ? null : only.id }
  }
  const parts = partsOf(arrangement, ids)
  if (parts.length < 2) return { arrangement, id: null }
  const components = componentSet(parts)
  const pans = new Set(chosen.map(({ pan }) => pan))
  const rest = without(arrangement, components)
  const color = freeColor(rest.stems, parts[0]?.color)
  const stem = {
    ...newStem(id, groupName(facts, parts), color, parts),
    pan: pans.size === 1 ? (chosen[0]?.pan ?? 0) : 0
  }
  const first = stems.findIndex((s) => s.components.some((k) => components.has(k)))
  // A group that parts are taken from stays above them.
  const isLeft = stems[first]?.components.some((k) => !components.has(k)) ?? false
  const at = first < 0 ? rest.stems.length : first + (isLeft ? 1 : 0)
  return {
    arrangement: { ...rest, stems: rest.stems.toSpliced(at, 0, stem), nextId: id + 1 },
    id
  }
}

/** Makes stems of the parts of groups, in their place; they sound as before. */
export function ungroup(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  let { nextId } = arrangement
  if (!arrangement.stems.some((stem) => ids.includes(stem.id) && isGroup(stem))) return arrangement
  const stems = arrangement.stems.flatMap((stem) =>
    ids.includes(stem.id) && isGroup(stem)
      ? stem.parts.map((part) => asStem(part, stem, nextId++))
      : [stem]
  )
  return { ...arrangement, stems, nextId }
}

/** Moves rows into a stem, after its own parts. */
export function moveInto(
  arrangement: Arrangement,
  ids: readonly number[],
  stemId: number
): Arrangement {
  const target = arrangement.stems.find(({ id }) => id === stemId)
  if (!target) return arrangement
  const parts = partsOf(arrangement, ids).filter((p) => !target.components.includes(p.component))
  if (parts.length === 0) return arrangement
  const rest = without(arrangement, componentSet(parts))
  const others = rest.stems.filter(({ id }) => id !== stemId)
  const grown = receive(target, parts, others)
  return { ...rest, stems: rest.stems.map((stem) => (stem.id === stemId ? grown : stem)) }
}

/**
 * A single stem that becomes a group keeps its controls on the group, and gets a color that no
 * other stem has; its part is heard as before.
 */
function receive(stem: Stem, parts: readonly Part[], others: readonly Stem[]): Stem {
  if (isGroup(stem)) return withParts(stem, [...stem.parts, ...parts])
  const own = stem.parts.map((part) => ({ ...part, name: stem.name, color: stem.color }))
  return withParts({ ...stem, color: freeColor(others, stem.color) }, [...own, ...parts])
}

/**
 * Moves rows to a place in the list: stems as they are, parts taken out of their groups.
 * @param index place before the move, 0 to the number of stems
 */
export function moveTo(
  arrangement: Arrangement,
  ids: readonly number[],
  index: number
): Arrangement {
  const { stems } = arrangement
  const whole = stems.filter(({ id }) => ids.includes(id))
  const wholeComponents = new Set(whole.flatMap(({ components }) => components))
  let { nextId } = arrangement
  const taken = partsOf(arrangement, ids)
    .filter(({ component }) => !wholeComponents.has(component))
    .map((part) => asStem(part, stemOfComponent(stems, part.component) ?? null, nextId++))
  const moved = [...whole, ...taken]
  if (moved.length === 0) return arrangement
  const components = new Set(moved.flatMap((stem) => stem.components))
  const rest = without(arrangement, components)
  const anchor = stems.slice(index).find(({ id }) => rest.stems.some((stem) => stem.id === id))
  const at = anchor ? rest.stems.findIndex(({ id }) => id === anchor.id) : rest.stems.length
  const next = rest.stems.toSpliced(at, 0, ...moved)
  const isSame =
    next.length === stems.length && next.every((stem, i) => stem === stems[i]) && !taken.length
  return isSame ? arrangement : { ...rest, stems: next, nextId }
}

/** Takes parts out of their groups: they become stems right after them. */
export function takeOut(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  return ids.reduce((so, id) => {
    const component = componentOfRow(id)
    const stem = component === null ? undefined : stemOfComponent(so.stems, component)
    return stem && isGroup(stem) ? moveTo(so, [id], so.stems.indexOf(stem) + 1) : so
  }, arrangement)
}

/** Moves rows to Rest: they are no longer mixed or exported by themselves. */
export function moveToRest(arrangement: Arrangement, ids: readonly number[]): Arrangement {
  const gone = new Set(arrangement.removed.map(({ component }) => component))
  const parts = partsOf(arrangement, ids).filter(({ component }) => !gone.has(component))
  if (parts.length === 0) return arrangement
  const rest = without(arrangement, componentSet(parts))
  return { ...rest, removed: [...arrangement.removed, ...parts] }
}

/** Brings components back from Rest as stems at the end; all of them without a list. */
export function bringBack(
  arrangement: Arrangement,
  components: readonly number[] = arrangement.removed.map(({ component }) => component)
): Arrangement {
  const back = arrangement.removed.filter(({ component }) => components.includes(component))
  if (back.length === 0) return arrangement
  let { nextId } = arrangement
  const stems = back.map((part) => asStem(part, null, nextId++))
  return {
    ...arrangement,
    stems: [...arrangement.stems, ...stems],
    removed: arrangement.removed.filter((part) => !back.includes(part)),
    nextId
  }
}

/** Gives a stem or part another name, cut to what an export takes; an empty one is refused. */
export function rename(arrangement: Arrangement, id: number, name: string): Arrangement {
  const trimmed = name.trim().slice(0, maxStemNameLength).trimEnd()
  return trimmed === '' ? arrangement : label(arrangement, id, { name: trimmed })
}

/** Gives stems or parts a color, 1 to 12. */
export function recolor(
  arrangement: Arrangement,
  ids: readonly number[],
  color: number
): Arrangement {
  if (!(color >= 1 && color <= STEM_COLOR_COUNT)) return arrangement
  return ids.reduce((so, id) => label(so, id, { color }), arrangement)
}

type Label = Partial<Pick<Stem, 'name' | 'color'>>

function label(arrangement: Arrangement, id: number, change: Label): Arrangement {
  const component = componentOfRow(id)
  const isPart = (part: Part): boolean => part.component === component
  const labeled = (part: Part): Part => (isPart(part) ? assign<Part>(part, change) : part)
  const stems = mapSame(arrangement.stems, (stem) => {
    if (stem.id === id) return assign<Stem>(stem, change)
    return isGroup(stem) ? assign(stem, { parts: mapSame(stem.parts, labeled) }) : stem
  })
  return assign(arrangement, { stems, removed: mapSame(arrangement.removed, labeled) })
}

/**
 * Puts the stems in order: loudest first, lowest pitch first (those without one last), or from left
 * to right.
 */
export function sortStems(arrangement: Arrangement, key: SortKey): Arrangement {
  const { facts } = arrangement
  const value = { energy: loudness, pitch: pitchOf, pan: positionOf }[key]
  const values = new Map(arrangement.stems.map((stem) => [stem, value(facts, stem)]))
  const stems = arrangement.stems.toSorted((a, b) => (values.get(a) ?? 0) - (values.get(b) ?? 0))
  return stems.every((stem, i) => stem === arrangement.stems[i])
    ? arrangement
    : { ...arrangement, stems }
}

function loudness(facts: readonly ComponentFacts[], { components }: Stem): number {
  return -energyOf(facts, components)
}

/** The pitch of the loudest component that has one. Facts are in energy order. */
function pitchOf(facts: readonly ComponentFacts[], { components }: Stem): number {
  const pitched = facts.find(({ id, pitchHz }) => pitchHz !== null && components.includes(id))
  return pitched?.pitchHz ?? Number.MAX_VALUE
}

function positionOf(facts: readonly ComponentFacts[], { components }: Stem): number {
  return meanPosition(facts.filter(({ id }) => components.includes(id)))
}
