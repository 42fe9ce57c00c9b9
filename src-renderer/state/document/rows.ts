/** The rows of the list of stems: stems, the parts of open groups, Rest and what is in it. */
import type { Part, Stem } from './arrangement'

/** Row of Rest. */
export const REST_ID = -1_000_000

/** Row of a component inside a group or in Rest. Stems have their own id, 0 or more. */
export function rowOfComponent(component: number): number {
  return -1 - component
}

/** The component a row stands for; null for stems and Rest. */
export function componentOfRow(id: number): number | null {
  return id < 0 && id !== REST_ID ? -1 - id : null
}

/**
 * What goes to Rest without being moved there: what lies outside the range that was separated, and
 * what direct stems, which do not add up, leave over.
 */
export type RestSource = 'outside' | 'leftover'

/** A row of the list. */
export type Row =
  | { readonly kind: 'stem'; readonly id: number; readonly stem: Stem; readonly number: number }
  | { readonly kind: 'part'; readonly id: number; readonly stem: Stem; readonly part: Part }
  | {
      readonly kind: 'rest'
      readonly id: number
      readonly parts: readonly Part[]
      readonly also: readonly RestSource[]
    }
  | { readonly kind: 'removed'; readonly id: number; readonly part: Part }

/**
 * All rows from the top. There is a row of Rest as soon as anything goes there, so that nothing is
 * heard that has no row.
 * @param open ids of what is folded out
 * @param also what goes to Rest besides `removed`
 */
export function rowsOf(
  stems: readonly Stem[],
  removed: readonly Part[],
  open: ReadonlySet<number>,
  also: readonly RestSource[] = []
): readonly Row[] {
  const rows: Row[] = stems.flatMap((stem, i): Row[] => [
    { kind: 'stem', id: stem.id, stem, number: i + 1 },
    ...(stem.parts.length > 1 && open.has(stem.id)
      ? stem.parts.map((part) => ({
          kind: 'part' as const,
          id: rowOfComponent(part.component),
          stem,
          part
        }))
      : [])
  ])
  if (removed.length === 0 && also.length === 0) return rows
  rows.push({ kind: 'rest', id: REST_ID, parts: removed, also })
  if (!open.has(REST_ID)) return rows
  return [
    ...rows,
    ...removed.map((part) => ({
      kind: 'removed' as const,
      id: rowOfComponent(part.component),
      part
    }))
  ]
}
