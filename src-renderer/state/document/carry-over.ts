/**
 * Carries a person's arrangement over to the next separation: what is mostly the same sound keeps
 * its stem, name, color and controls.
 */
import type { ComponentFacts } from '../../../shared/factorization'
import { STEM_COLOR_COUNT } from '../../../shared/stem-colors'
import {
  asParts,
  asStem,
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
import { freeColor } from './free-colors'
import type { LoadedSeparation } from './loaded-separation'
import { isMostlySame, succession, successorsOf, type Succession } from './succession'

/**
 * The arrangement of the next separation of the same recording.
 * @param before the separation of `previous`, null where there was none
 * @param shown an earlier arrangement of the next one, while that was running, whose new stems keep
 *   their ids
 */
export function nextArrangement(
  previous: Arrangement,
  before: LoadedSeparation | null,
  separation: LoadedSeparation,
  shown: Arrangement | null = null
): Arrangement {
  const { generation, components: facts } = separation.result
  const isPreview = separation.isPreview === true
  if (!before) {
    return startArrangement(facts, { separation: generation, range: previous.range, isPreview })
  }
  return carryOver(previous, facts, succession(before, separation), { separation, shown })
}

/**
 * The arrangement of a running separation with its next state, in which every component keeps its
 * number: stems stay as they are, and default names follow the facts.
 * @param isSorted whether the stems are to be in energy order, loudest first
 */
export function goOn(
  previous: Arrangement,
  separation: LoadedSeparation,
  isSorted = false
): Arrangement {
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
  const same = { ...previous, separation: generation, facts, stems, removed }
  const next = isSorted ? inEnergyOrder(same) : same
  return separation.isPreview ? next : foldQuiet(next)
}

/** What is known of the next separation besides its components. */
interface Next {
  readonly separation?: LoadedSeparation | null
  /** As for `nextArrangement`. */
  readonly shown?: Arrangement | null
}

/**
 * The arrangement of new components. A stem goes on, with its name, color and controls, where most
 * of its energy does; of one that does not, those parts go on alone that do. All else is new.
 * @param going which component continues which
 */
export function carryOver(
  previous: Arrangement,
  facts: readonly ComponentFacts[],
  going: Succession,
  { separation = null, shown = null }: Next = {}
): Arrangement {
  const newcomers = new Newcomers(previous, shown)
  const factOf = new Map(facts.map((fact) => [fact.id, fact]))
  const oldNames = new Map(previous.facts.map(({ id, name }) => [id, name]))
  const successor = ({ component }: Part): ComponentFacts | undefined =>
    factOf.get(going.previous.indexOf(component))
  const isSame = (part: Part, { id }: ComponentFacts): boolean =>
    isMostlySame(going, [part.component], [id])
  /** Default names follow the facts. */
  const renewed = (component: number, name: string, fact: ComponentFacts): string =>
    name === oldNames.get(component) ? fact.name : name
  const renew = (part: Part, fact: ComponentFacts): Part => ({
    ...part,
    component: fact.id,
    name: renewed(part.component, part.name, fact)
  })
  /** Parts that go on by themselves. */
  const alone = (parts: readonly Part[]): readonly Part[] =>
    parts.flatMap((part) => {
      const fact = successor(part)
      return fact && isSame(part, fact) ? [renew(part, fact)] : []
    })
  /** Parts of a stem that goes on; what is not mostly the same gets nothing but its place. */
  const inside = (parts: readonly Part[]): readonly Part[] =>
    parts.flatMap((part) => {
      const fact = successor(part)
      if (!fact) return []
      return [isSame(part, fact) ? renew(part, fact) : newPart(fact.id, fact.name, part.color)]
    })
  const stems = unfoldQuiet(previous.stems).flatMap((stem): readonly Stem[] => {
    if (isMostlySame(going, stem.components, successorsOf(going, stem.components))) {
      const [only] = isGroup(stem) ? [] : stem.parts
      const fact = only && successor(only)
      const name = fact ? renewed(only.component, stem.name, fact) : stem.name
      return [withParts({ ...stem, name }, inside(stem.parts))]
    }
    if (!isGroup(stem)) return []
    return alone(asParts(stem)).map((part) => ({
      ...asStem(part, null, newcomers.idOf(part.component)),
      pan: stem.pan
    }))
  })
  const removed = alone(previous.removed)
  const used = new Set([...stems.flatMap(({ components }) => components), ...removed.map(idOf)])
  const fresh = facts.filter(({ id }) => !used.has(id))
  const added = fresh.reduce<readonly Stem[]>((so, { id, name }) => {
    const color = freeColor([...stems, ...so], newcomers.colorOf(id))
    return [...so, newStem(newcomers.idOf(id), name, color, [newPart(id, name, color)])]
  }, [])
  const next: Arrangement = {
    separation: separation?.result.generation ?? null,
    facts,
    removed,
    rest: previous.rest,
    range: previous.range,
    stems: [...stems, ...added],
    nextId: newcomers.nextId
  }
  const ordered = isInEnergyOrder(previous) ? inEnergyOrder(next) : next
  const quiet = previous.stems.find(({ name }) => name === QUIET_NAME)
  return separation?.isPreview ? ordered : foldQuiet(ordered, quiet)
}

const idOf = ({ component }: Part): number => component

/** Ids and colors of new stems: those that a component has already, or the next that are free. */
class Newcomers {
  readonly #shown: ReadonlyMap<number | undefined, Stem>
  nextId: number

  constructor(previous: Arrangement, shown: Arrangement | null) {
    this.nextId = Math.max(previous.nextId, shown?.nextId ?? 0)
    const isNew = ({ id, components }: Stem): boolean =>
      id >= previous.nextId && components.length === 1
    const stems = shown?.stems.filter(isNew) ?? []
    this.#shown = new Map(stems.map((stem) => [stem.components[0], stem]))
  }

  idOf(component: number): number {
    return this.#shown.get(component)?.id ?? this.nextId++
  }

  /** The color that it wishes for. */
  colorOf(component: number): number {
    return this.#shown.get(component)?.color ?? (this.nextId % STEM_COLOR_COUNT) + 1
  }
}

/** The group of quiet components is made again each time. */
function unfoldQuiet(stems: readonly Stem[]): readonly Stem[] {
  return stems.filter(({ name }) => name !== QUIET_NAME)
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
