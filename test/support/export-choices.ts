/** Requests of exports, as the dialog makes them where nobody changes anything. */
import type { ExportChoices, ExportPart, ExportStem } from '../../shared/contract'

/** A stem that nobody touched. */
export function someStem(
  name: string,
  components: readonly number[],
  more: Partial<ExportStem> = {}
): ExportStem {
  return {
    name,
    components,
    color: 1,
    gainDb: 0,
    pan: 0,
    muted: false,
    audible: true,
    percussive: false,
    notes: null,
    ...more
  }
}

/** A part that nobody touched. */
export function somePart(
  name: string,
  component: number,
  more: Partial<ExportPart> = {}
): ExportPart {
  return {
    name,
    components: [component],
    color: 2,
    gainDb: 0,
    muted: false,
    audible: true,
    ...more
  }
}

/** An export of these stems, whole and as separated. */
export function someChoices(
  stems: readonly ExportStem[],
  more: Partial<ExportChoices> = {}
): ExportChoices {
  return {
    document: 1,
    stems,
    format: 'wav24',
    nameTemplate: '{number}_{stem}',
    range: null,
    asMixed: false,
    groups: 'file',
    rest: false,
    mix: false,
    projects: [],
    midi: false,
    oneShots: [],
    tempo: null,
    ...more
  }
}
