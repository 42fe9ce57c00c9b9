/**
 * Carries a person's arrangement over to the next separation: components that match keep their
 * stem, name and controls.
 */
import type { ComponentFacts } from '../../../shared/factorization'
import { STEM_COLOR_COUNT } from '../../../shared/stem-colors'
import {
  energyOf,
  foldQuiet,
  isGroup,
  newPart,
  newStem,
  QUIET_NAME,
  startArrangement,
  withParts,
  type Arrangement,
  type Part,
  type Stem
} from './arrangement'
import { matchComponents } from './matching'
import type { LoadedSeparation } from './loaded-separation'

/**
 * The arrangement of the next separation of the same recording.
 * @param before the separation of `previous`, null where there was none
 */
export function nextArrangement(
  previous: Arrangement,
  before: LoadedSeparation | null,
  separation: LoadedSeparation
): Arrangement {
  const { generation, components: facts } = separation.result
  const isPreview = separation.isPreview === true
  if (!before) {
    return startArrangement(facts, { separation: generation, range: previous.range, isPreview })
  }
  const matches = matchComponents(before.view, separation.view)
  return carryOver(previous, facts, matches, separation)
}

/**
 * The arrangement of a running separation with its next state, in which every component keeps its
 * number: stems stay as they are, and default names follow the facts.
 */
export function goOn(previous: Arrangement, separation: LoadedSeparation): Arrangement {
  const { generation, components: facts } = separation.result
  const before = new Map(previous.facts.map(({ id, name }) => [id, name]))
  const now = new Map(facts.map(({ id, name }) => [id, name]))
  const renewed = (component: number | undefined, name: string): string => {
    const isOwn = component === undefined || name !== before.get(component)
    return isOwn ? name : (now.get(component) ?? name)
  }
  const renew = (part: Part): Part => ({ ...part, name: renewed(part.component, part.name) })
  const stems = previous.stems.map((stem) => ({
    ...stem,
    name: isGroup(stem) ? stem.name : renewed(stem.components[0], stem.name),
    parts: stem.parts.map(renew)
  }))
  const removed = previous.removed.map(renew)
  const next = { ...previous, separation: generation, facts, stems, removed }
  return separation.isPreview ? next : foldQuiet(next)
}

/**
 * The arrangement of new components.
 * @param matches for each new component k the previous one that it continues, -1 for none
 */
export function carryOver(
  previous: Arrangement,
  facts: readonly ComponentFacts[],
  matches: Int32Array,
  separation: LoadedSeparation | null = null
): Arrangement {
  const nextOf = new Map(facts.map((fact) => [matches[fact.id] ?? -1, fact]))
  nextOf.delete(-1)
  const oldNames = new Map(previous.facts.map(({ id, name }) => [id, name]))
  /** Default names follow the facts. */
  const renewed = (component: number, name: string): string => {
    const fact = nextOf.get(component)
    return fact && name === oldNames.get(component) ? fact.name : name
  }
  const carried = (parts: readonly Part[]): readonly Part[] =>
    parts.flatMap((part) => {
      const fact = nextOf.get(part.component)
      if (!fact) return []
      return [{ ...part, component: fact.id, name: renewed(part.component, part.name) }]
    })
  const stems = unfoldQuiet(previous.stems).flatMap((stem) => {
    const parts = carried(stem.parts)
    const [first] = stem.components
    const name = isGroup(stem) || first === undefined ? stem.name : renewed(first, stem.name)
    return parts.length === 0 ? [] : [withParts({ ...stem, name }, parts)]
  })
  const removed = carried(previous.removed)
  const used = new Set([...stems.flatMap(({ components }) => components), ...removed.map(idOf)])
  const fresh = facts.filter(({ id }) => !used.has(id))
  const next: Arrangement = {
    separation: separation?.result.generation ?? null,
    facts,
    removed,
    rest: previous.rest,
    range: previous.range,
    stems: [...stems, ...newStems(fresh, stems, previous.nextId)],
    nextId: previous.nextId + fresh.length
  }
  const ordered = isInEnergyOrder(previous) ? inEnergyOrder(next) : next
  const quiet = previous.stems.find(({ name }) => name === QUIET_NAME)
  return separation?.isPreview ? ordered : foldQuiet(ordered, quiet)
}

const idOf = ({ component }: Part): number => component

/** The group of quiet components is made again each time. */
function unfoldQuiet(stems: readonly Stem[]): readonly Stem[] {
  return stems.filter(({ name }) => name !== QUIET_NAME)
}

/** Makes them stems of their own, in colors that no stem has, as long as there are any. */
function newStems(
  facts: readonly ComponentFacts[],
  stems: readonly Stem[],
  nextId: number
): readonly Stem[] {
  const colors = Array.from({ length: STEM_COLOR_COUNT }, (_, i) => i + 1)
  const free = colors.filter((color) => !stems.some((stem) => stem.color === color))
  return facts.map(({ id, name }, i) => {
    const color = free[i] ?? ((nextId + i) % STEM_COLOR_COUNT) + 1
    return newStem(nextId + i, name, color, [newPart(id, name, color)])
  })
}

function isInEnergyOrder({ facts, stems }: Arrangement): boolean {
  const energies = unfoldQuiet(stems).map(({ components }) => energyOf(facts, components))
  return energies.every((energy, i) => i === 0 || energy <= (energies[i - 1] ?? 0))
}

function inEnergyOrder(arrangement: Arrangement): Arrangement {
  const energies = new Map(
    arrangement.stems.map((stem) => [stem, energyOf(arrangement.facts, stem.components)])
  )
  const loudestFirst = (a: Stem, b: Stem): number => (energies.get(b) ?? 0) - (energies.get(a) ?? 0)
  return { ...arrangement, stems: arrangement.stems.toSorted(loudestFirst) }
}
