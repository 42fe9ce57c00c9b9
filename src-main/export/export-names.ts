/**
 * Names of exported files by a template, such as `{song} - {number}_{stem}`: safe on every system,
 * without clashes among each other. Without a template it is `01_Kick.wav`.
 */
import {
  isFitting,
  nameSeparators,
  numberedFileName,
  plainName,
  safeName
} from '../engine/write/files/file-names'

export { defaultNameTemplate } from '../../shared/export-options'

/** The fields of a template. */
export const nameFields = ['number', 'stem', 'song', 'group', 'tempo'] as const
type NameField = (typeof nameFields)[number]
type NameValues = Readonly<Record<NameField, string>>

/** One file to be named. */
export interface StemName {
  readonly stem: string
  /** Name of the group that the stem is in, '' for none. */
  readonly group: string
}

/** What all files have in common. */
export interface NamedSong {
  readonly song: string
  /** Quarter notes a minute, null when unknown. */
  readonly tempo: number | null
}

/** What is cut where a name is too long, first to last: what tells files apart is cut last. */
const CUT_FIRST = ['song', 'group', 'stem'] as const

/** What is wrong with a template: unknown fields, or no field at all; null when it is valid. */
export function templateProblem(template: string): string | null {
  const fields = [...template.matchAll(/\{([^{}]*)\}/g)].map(([, field]) => field!)
  const unknown = fields.filter((field) => !isField(field))
  if (unknown.length > 0) {
    const known = nameFields.map((field) => `{${field}}`).join(', ')
    return `There is no {${unknown[0]!}}; there are ${known}.`
  }
  if (fields.includes('stem') || fields.includes('number')) return null
  return 'The name needs {stem} or {number}, or all files would be called the same.'
}

/**
 * One file name for each stem, in order, numbered from 1.
 * @param template for which there is no `templateProblem`
 * @param extension without the dot
 */
export function exportFileNames(
  template: string,
  stems: readonly StemName[],
  { song, tempo }: NamedSong,
  extension: string
): string[] {
  const width = Math.max(2, String(stems.length).length)
  const given = new Set<string>()
  return stems.map(({ stem, group }, index) => {
    const number = String(index + 1).padStart(width, '0')
    const beats = tempo === null ? '' : `${Math.round(tempo)}bpm`
    const values = { number, stem: stem.trim() || 'Stem', song, group, tempo: beats }
    const base = safeName(filled(template, fittingValues(template, values)), number)
    const name = `${base}.${extension}`
    let free = name
    for (let copy = 2; given.has(folded(free)); copy++) {
      free = numberedFileName(name, copy)
    }
    given.add(folded(free))
    return free
  })
}

/**
 * The key by which names clash: some file systems distinguish neither case nor composed letters.
 */
export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase()
}

function isField(field: string): field is NameField {
  return nameFields.some((known) => known === field)
}

/**
 * The template with its values; where one is empty, its separator from the next is removed, too.
 */
function filled(template: string, values: NameValues): string {
  return nameFields.reduce((text, field) => {
    const value = plainName(values[field]).replaceAll('{', '(').replaceAll('}', ')')
    const place = value === '' ? new RegExp(`\\{${field}\\}${nameSeparators}*`, 'g') : `{${field}}`
    return text.replaceAll(place, () => value)
  }, template)
}

/** The values, cut so that the name made of them keeps its number and as much else as fits. */
function fittingValues(template: string, values: NameValues): NameValues {
  let kept = values
  for (const field of CUT_FIRST) {
    const characters = Array.from(plainName(kept[field]))
    while (!isFitting(plainName(filled(template, kept))) && characters.length > 0) {
      characters.pop()
      kept = { ...kept, [field]: characters.join('').trim() }
    }
  }
  return kept
}
