/** Names of everything in an export, without clashes among each other. */
import { basename, extname } from 'node:path'
import type { AudioSummary } from '../../shared/audio'
import { exportFormatFacts, type ExportChoices, type ExportStem } from '../../shared/contract'
import { numberedFileName } from '../engine/write/files/file-names'
import { defaultNameTemplate, exportFileNames, folded } from './export-names'

/** Name of Rest. */
export const REST_NAME = 'Rest'
const MIX_NAME = 'Mix'
/** The usual names of loops: they include the tempo, by which loops are chosen. */
const LOOP_TEMPLATE = `${defaultNameTemplate}_{tempo}`

/** What names are made from. */
export type NamedChoices = Omit<ExportChoices, 'document'>

/** Names of sound files. */
export interface FileNames {
  /** Of each stem: its file, or those of its parts. */
  readonly stems: readonly (readonly string[])[]
  /** Of each stem: its name without extension. */
  readonly bases: readonly string[]
  readonly mix: string
  readonly rest: string
}

/**
 * Names the sound files of an export.
 * @param wanted template; null for the usual names
 */
export function nameFiles(choices: NamedChoices, song: string, wanted: string | null): FileNames {
  const { stems, format, range, tempo } = choices
  const usual = range !== null && tempo !== null ? LOOP_TEMPLATE : defaultNameTemplate
  const template = wanted === null || wanted === defaultNameTemplate ? usual : wanted
  const { extension } = exportFormatFacts[format]
  const said = { song, tempo }
  const withoutExtension = (name: string): string => name.slice(0, -extension.length - 1)
  const all = [
    ...stems.map(({ name }) => ({ stem: name, group: '' })),
    ...(choices.mix ? [{ stem: MIX_NAME, group: '' }] : []),
    { stem: REST_NAME, group: '' }
  ]
  const names = exportFileNames(template, all, said, extension)
  const bases = names.map(withoutExtension)
  return {
    stems: stems.map((stem, i) => {
      if (!isSplit(stem, choices)) return [names[i]!]
      const parts = stem.parts.map(({ name }) => ({ stem: name, group: stem.name }))
      const own = exportFileNames(template, parts, said, extension)
      return own.map((name) => `${bases[i]!}/${name}`)
    }),
    bases,
    mix: choices.mix ? names[stems.length]! : '',
    rest: names.at(-1)!
  }
}

/** Whether a stem is written as its parts. */
export function isSplit(
  stem: ExportStem,
  { groups }: NamedChoices
): stem is ExportStem & Required<Pick<ExportStem, 'parts'>> {
  return groups === 'parts' && (stem.parts?.length ?? 0) > 1
}

/** The recording's name in file names: its own file name without extension. */
export function songOf({ name }: Pick<AudioSummary, 'name'>): string {
  return basename(name, extname(name))
}

/** The name, or a numbered one like it, that nothing else has; from then on it is taken. */
export function freeName(name: string, given: Set<string>): string {
  let free = name
  for (let copy = 2; given.has(folded(free)); copy++) {
    free = numberedFileName(name, copy)
  }
  given.add(folded(free))
  return free
}
