/** Turns rows of the list into what can be dragged out of the window. */
import type { OpenedAudio } from '../../../shared/contract'
import type { DragSource } from './drag-out.svelte'
import { sampleRangeOf } from './export-stems'
import type { Mixer } from '../document/mixer.svelte'
import { REST_ID } from '../document/rows'

/**
 * The stems of some rows, in the range if there is one. Rest is left out: only an export measures
 * what no component explains. Null where nothing is left.
 */
export function dragSource(
  mixer: Mixer,
  audio: OpenedAudio | null,
  ids: readonly number[]
): DragSource | null {
  const rows = ids.filter((id) => id !== REST_ID && mixer.componentsOf(id).length > 0)
  if (audio === null || rows.length === 0) return null
  return {
    document: audio.document,
    stems: rows.map((id) => ({ name: mixer.nameOf(id), components: [...mixer.componentsOf(id)] })),
    range: sampleRangeOf(mixer.range, audio.summary)
  }
}

/** The stems that rows are or belong to. */
export function stemIdsOf(mixer: Mixer, ids: readonly number[]): readonly number[] {
  const components = new Set(ids.flatMap((id) => mixer.componentsOf(id)))
  const holds = mixer.stems.filter((stem) => stem.components.some((k) => components.has(k)))
  return holds.map(({ id }) => id)
}
