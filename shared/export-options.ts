/**
 * What is asked of every export alike, and remembered: all but which stems, what part of them, and
 * where to.
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

/** The template of names that nobody changed. */
export const defaultNameTemplate = '{number}_{stem}'

/** Options that nobody changed. */
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
