/** Words for an export, before and after. */
import type { TimeRange } from '../../../shared/audio'
import type {
  ExportedFile,
  ExportedKind,
  ExportPlan,
  ExportRemark,
  ExportResult
} from '../../../shared/contract'
import type { LoudStem } from './export.svelte'
import { countText, decibelText, tenthsText } from '../../words/words'

/**
 * Files that a plan names, without the report and without one-shots, whose number is not known
 * before.
 */
export function plannedFiles({ stems, rest, mix, projects, midi }: ExportPlan): number {
  const own = stems.reduce((sum, { fileNames }) => sum + fileNames.length, 0)
  return own + [rest, mix, midi].filter((name) => name !== null).length + projects.length
}

/** Why the files go into a folder of their own. */
export function takeText({ take }: Pick<ExportPlan, 'take'>): string {
  return `Files of these names are there already, so take ${take} gets a folder of its own.`
}

/** "0:02.4 to 0:07.2". */
export function rangeText({ startSeconds, endSeconds }: TimeRange): string {
  return `${tenthsText(startSeconds)} to ${tenthsText(endSeconds)}`
}

/** The name of a stem's file, or how many files there are in which folder. */
export function filesText(fileNames: readonly string[]): string {
  const [first = ''] = fileNames
  if (fileNames.length === 1) return first
  const folder = first.includes('/') ? ` in ${first.split('/')[0] ?? ''}` : ''
  return `${countText(fileNames.length, 'file')}${folder}`
}

/** "10 stems, Rest, the mix and 14 one-shots written." */
export function writtenText({ written }: ExportResult): string {
  const count = (kind: ExportedKind): number => written.filter((file) => file.kind === kind).length
  const one = (kind: ExportedKind, text: string): string[] => (count(kind) > 0 ? [text] : [])
  const many = (kind: ExportedKind, noun: string): string[] =>
    one(kind, countText(count(kind), noun))
  const [last = 'Nothing', ...others] = [
    ...one('stem', stemFilesText(written)),
    ...one('rest', 'Rest'),
    ...one('mix', 'the mix'),
    ...many('project', 'project'),
    ...one('midi', 'MIDI'),
    ...many('one-shot', 'one-shot')
  ].reverse()
  const before = others.reverse().join(', ')
  return `${before === '' ? last : `${before} and ${last}`} written.`
}

/** Stems, and how many files they are where that differs: groups may be written as their parts. */
function stemFilesText(written: readonly ExportedFile[]): string {
  const files = written.filter(({ kind }) => kind === 'stem')
  const stems = new Set(files.map(({ stem }) => stem)).size
  const text = countText(stems, 'stem')
  return stems === files.length ? text : `${text} in ${countText(files.length, 'file')}`
}

/** Which of the files add up: "The stems and Rest add up to the recording." */
export function sumText({ written }: ExportResult): string {
  const stems = written.filter(({ kind }) => kind === 'stem').length
  const rest = written.some(({ kind }) => kind === 'rest') ? ' and Rest' : ''
  if (stems === 1 && rest === '') return 'The stem is the whole recording.'
  return `The ${stems === 1 ? 'stem' : 'stems'}${rest} add up to the recording.`
}

/** Which stems are too loud for integers: "Low passes 0 dBFS by 1.2 dB." */
export function loudText(stems: readonly LoudStem[]): string {
  const [first] = [...stems].sort((a, b) => b.peakDb - a.peakDb)
  if (!first) return ''
  const most = `by ${decibelText(first.peakDb)}`
  if (stems.length === 1) return `“${first.name}” passes 0 dBFS ${most}.`
  return `${stems.length} stems pass 0 dBFS, “${first.name}” ${most}.`
}

/** A remark on a successful export, as a sentence. */
export function exportRemarkText(remark: ExportRemark): string {
  switch (remark.kind) {
    case 'clipped':
      return `“${remark.name}” was clipped at 0 dBFS; it reaches ${decibelText(remark.peakDb)}FS.`
    case 'too-quiet':
      return `“${remark.name}” is silent in this format: its loudest sample is ${decibelText(remark.peakDb)}FS.`
    case 'pan-left-out':
      return `“${remark.name}” was not panned: only stereo recordings can be.`
    case 'part-gains-left-out':
      return `Gains inside “${remark.name}” are not in the project, as it is one file.`
    case 'no-notes':
      return `No notes were found in “${remark.name}”.`
    case 'no-hits':
      return `No hits were found in “${remark.name}”.`
    case 'no-rest':
      return 'There is no Rest: the stems lack nothing.'
  }
}
