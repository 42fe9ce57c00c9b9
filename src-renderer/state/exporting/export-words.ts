/** Words for an export, before and after. */
import type { TimeRange } from '../../../shared/audio'
import type { ExportPlan, ExportRemark, ExportResult } from '../../../shared/contract'
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

/** "12 files and 14 one-shots written, Rest among them." */
export function writtenText({ written }: ExportResult): string {
  const count = (kind: string): number => written.filter((file) => file.kind === kind).length
  const hits = count('one-shot')
  const files = written.length - hits - count('report')
  const shots = hits === 0 ? '' : ` and ${countText(hits, 'one-shot')}`
  return `${countText(files, 'file')}${shots} written${count('rest') > 0 ? ', Rest among them' : ''}.`
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
      return `“${remark.name}” is mono and was not panned.`
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
