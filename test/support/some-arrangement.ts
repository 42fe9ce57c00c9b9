/** Arrangements for the tests of the document. */
import type { ComponentFacts } from '../../shared/factorization'
import { startArrangement, type Arrangement } from '../../src-renderer/state/document/arrangement'
import { group } from '../../src-renderer/state/document/arranging'

/** Facts of a component; the lower its id, the louder it is. */
export function factsOf(id: number, changes: Partial<ComponentFacts> = {}): ComponentFacts {
  return {
    id,
    name: `Component ${id}`,
    energy: 1 / (id + 1),
    pitchHz: null,
    noisiness: 0,
    percussive: false,
    position: 0,
    onsets: 0,
    ...changes
  }
}

/** Stems of that many components, each alone. */
export function singles(count: number): Arrangement {
  return startArrangement(Array.from({ length: count }, (_, id) => factsOf(id)))
}

/** Stems of that many components, some of them together; the group's id too. */
export function withGroup(count: number, ids: readonly number[]): [Arrangement, number] {
  const { arrangement, id } = group(singles(count), ids)
  if (id === null) throw new Error('no group came of it')
  return [arrangement, id]
}

/** Components of the stems, in order. */
export function shape({ stems }: Arrangement): readonly (readonly number[])[] {
  return stems.map(({ components }) => components)
}
