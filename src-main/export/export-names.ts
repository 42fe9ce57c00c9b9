/**
 * Names of exported files by a template, such as `{song} - {number}_{stem}`: safe on every system,
 * without clashes among each other or with existing files. Without a template it is `01_Kick.wav`.
 */
import { fittingName, numberedFileName, plainName } from '../engine/write/files/file-names'

export { defaultNameTemplate } from '../../shared/export-options'

/** The fields of a template. */
export const nameFields = ['number', 'stem', 'song', 'group', 'tempo'] as const
type NameField = (typeof nameFields)[number]

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

/** Names that Windows reserves for devices, whatever follows their first dot. */
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?$/i
const SEPARATORS = '[ _-]'

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
 * @param taken whether a file of that name is already there; then ` 2`, ` 3`, ... is appended
 */
export function exportFileNames(
  template: string,
  stems: readonly StemName[],
  { song, tempo }: NamedSong,
  extension: string,
  taken: (name: string) => boolean
): string[] {
  const width = Math.max(2, String(stems.length).length)
  const given = new Set<string>()
  return stems.map(({ stem, group }, index) => {
    const number = String(index + 1).padStart(width, '0')
    const beats = tempo === null ? '' : `${Math.round(tempo)}bpm`
    const values = { number, stem: stem.trim() || 'Stem', song, group, tempo: beats }
    const name = `${safeBase(filled(template, values), number)}.${extension}`
    let free = name
    for (let copy = 2; given.has(folded(free)) || taken(free); copy++) {
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
function filled(template: string, values: Readonly<Record<NameField, string>>): string {
  return nameFields.reduce((text, field) => {
    const value = plainName(values[field]).replaceAll('{', '(').replaceAll('}', ')')
    const place = value === '' ? new RegExp(`\\{${field}\\}${SEPARATORS}*`, 'g') : `{${field}}`
    return text.replaceAll(place, () => value)
  }, template)
}

/** A name that no system takes for a hidden file, an option or a device. */
function safeBase(text: string, number: string): string {
  const plain = plainName(text)
    .replace(new RegExp(`^[.]*${SEPARATORS}+|^[.]+`), '')
    .replace(new RegExp(`${SEPARATORS}+$`), '')
  const name = fittingName(plain) || number
  return RESERVED.test(name)
    ? `${name.split('.')[0]!}_${name.slice(name.split('.')[0]!.length)}`
    : name
}
