/**
 * The options that all exports share and the window remembers: everything but the stems, the range
 * and the folder.
 */
import type { ExportChoices } from './contract/exports'

/** Options of an export. */
export interface ExportOptions extends Pick<
  ExportChoices,
  'format' | 'nameTemplate' | 'asMixed' | 'groups' | 'rest' | 'mix' | 'projects' | 'midi'
> {
  /** Whether the hits of percussive stems are written as a short file each. */
  readonly oneShots: boolean
}

/** The default template of names. */
export const defaultNameTemplate = '{number}_{stem}'

/** The default options. */
export const defaultExportOptions: ExportOptions = {
  format: 'wav24',
  nameTemplate: defaultNameTemplate,
  asMixed: false,
  groups: 'file',
  rest: false,
  mix: false,
  projects: [],
  midi: false,
  oneShots: false
}
