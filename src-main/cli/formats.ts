/** Formats as the command line names and explains them. */
import {
  dawFormats,
  exportFormatFacts,
  exportFormats,
  type DawFormat,
  type ExportFormat
} from '../../shared/contract'

/** A format as it is said: `flac` is as deep as the recording. */
export type CliFormat = ExportFormat | 'flac'

const firstFlac = exportFormats.findIndex((one) => exportFormatFacts[one].extension === 'flac')

/** All formats of stems, `flac` before those that it stands for. */
export const cliFormats: readonly CliFormat[] = [
  ...exportFormats.slice(0, firstFlac),
  'flac',
  ...exportFormats.slice(firstFlac)
]

const formatNotes: Readonly<Partial<Record<CliFormat, string>>> = {
  wav24: 'default',
  flac: 'as deep as the recording'
}
const dawNotes: Readonly<Partial<Record<DawFormat, string>>> = { rpp: 'REAPER' }

/** What `--help` says behind --format; later lines are indented by `indent` spaces. */
export function formatHelp(indent: number): string {
  return wrapped(listed(cliFormats, formatNotes), indent)
}

/** What `--help` says behind --project. */
export function projectHelp(indent: number): string {
  return wrapped([...listed(dawFormats, dawNotes), 'or more of them with a comma between'], indent)
}

/** Columns of `--help`. */
const WIDTH = 88

function listed<T extends string>(
  names: readonly T[],
  notes: Readonly<Partial<Record<T, string>>>
): string[] {
  return names.map((name) => {
    const note = notes[name]
    return note === undefined ? name : `${name} (${note})`
  })
}

/** Words with commas between, in lines. */
function wrapped(words: readonly string[], indent: number): string {
  const lines: string[] = []
  for (const [i, word] of words.entries()) {
    const text = i === words.length - 1 ? word : `${word},`
    const longer = `${lines.at(-1) ?? ''} ${text}`
    if (lines.length > 0 && indent + longer.length <= WIDTH) lines[lines.length - 1] = longer
    else lines.push(text)
  }
  return lines.join(`\n${' '.repeat(indent)}`)
}
