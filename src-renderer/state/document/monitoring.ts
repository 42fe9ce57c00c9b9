/**
 * What a person sets in order to listen: solos and the range. They are kept with the document, but
 * are no steps of its history: undo and redo leave them as they are.
 */
import { isGroup, type Arrangement, type Part, type Stem } from './arrangement'
import { assign, mapSame } from './same'

/**
 * An arrangement as `now` is listened to: with its range, and with the solos of its components
 * wherever these are grouped now. Solos of another separation's components stay as they are.
 * @returns the arrangement itself where that changes nothing
 */
export function withMonitoring(arrangement: Arrangement, now: Arrangement): Arrangement {
  const { range, rest } = now
  if (arrangement.separation !== now.separation) return assign(arrangement, { range })
  const soloed = new Set(now.stems.flatMap(soloedComponents))
  const before = new Map(now.stems.map((stem) => [stem.components.toSorted().join(), stem]))
  const stems = mapSame(arrangement.stems, (stem) => {
    const same = before.get(stem.components.toSorted().join())
    return same ? soloAs(stem, same) : soloWhere(stem, soloed)
  })
  return assign(arrangement, { range, stems, rest: assign(arrangement.rest, { solo: rest.solo }) })
}

/** Components that are heard for a solo of their own or of their stem. */
function soloedComponents(stem: Stem): readonly number[] {
  const own = stem.parts.filter(({ solo }) => solo).map(({ component }) => component)
  return own.length === 0 && stem.solo ? stem.components : own
}

/** A stem with the solos of one that holds the same components. */
function soloAs(stem: Stem, { solo, parts }: Stem): Stem {
  const own = new Map(parts.map((part) => [part.component, part.solo]))
  return withSolos(stem, solo, ({ component }) => own.get(component) ?? false)
}

/** A stem whose solos follow from those of its components. */
function soloWhere(stem: Stem, soloed: ReadonlySet<number>): Stem {
  const isWhole = stem.components.every((component) => soloed.has(component))
  return withSolos(stem, isWhole, ({ component }) => !isWhole && soloed.has(component))
}

function withSolos(stem: Stem, solo: boolean, soloOf: (part: Part) => boolean): Stem {
  // The only part of a stem has no controls of its own.
  const parts = isGroup(stem)
    ? mapSame(stem.parts, (part) => assign<Part>(part, { solo: soloOf(part) }))
    : stem.parts
  return assign<Stem>(stem, { solo, parts })
}
