/** How a row of the list of stems presents itself: by name, color, and what it is made of. */
import { isGroup } from '../document/arrangement'
import type { Mixer } from '../document/mixer.svelte'
import type { Row } from '../document/rows'
import { countText, restText } from '../../words/words'

/** What a row is called. */
export function rowName(row: Row): string {
  if (row.kind === 'stem') return row.stem.name
  return row.kind === 'rest' ? 'Rest' : row.part.name
}

/** What a screen reader says besides the name; undefined where the name says everything. */
export function rowDescription(row: Row): string | undefined {
  switch (row.kind) {
    case 'stem':
      return isGroup(row.stem)
        ? `group of ${countText(row.stem.parts.length, 'component')}`
        : undefined
    case 'part':
      return `in ${row.stem.name}`
    case 'rest':
      return restText(row.parts.length, row.also)
    case 'removed':
      return 'in Rest'
  }
}

/** The custom property that holds its color, such as '--stem-3'. */
export function rowColor(row: Row): string {
  return row.kind === 'stem' || row.kind === 'part' ? `--stem-${row.stem.color}` : '--stem-rest'
}

/** Components of a row; for a stem, the same list object while only its mix changes. */
export function rowComponents(row: Row): readonly number[] {
  if (row.kind === 'stem') return row.stem.components
  return row.kind === 'rest' ? row.parts.map(({ component }) => component) : [row.part.component]
}

/** Whether nothing of a row is heard now; a part is silent with its stem, too. */
export function isRowSilent(
  row: Row,
  { heardIds, held }: Pick<Mixer, 'heardIds' | 'held'>
): boolean {
  if (!heardIds.has(row.id)) return true
  return row.kind === 'part' && held === null && !heardIds.has(row.stem.id)
}
