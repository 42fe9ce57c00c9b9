/**
 * The command line's options of what to write: formats, names, range, and what goes with the stems.
 */
import type { ParseArgsConfig } from 'node:util'
import type { AudioSummary } from '../../shared/audio'
import {
  dawFormats,
  tempoRange,
  type DawFormat,
  type ExportChoices,
  type ExportFormat,
  type ExportStem,
  type SampleRange
} from '../../shared/contract'
import { Failure } from '../../shared/failure'
import type { ComponentFacts } from '../../shared/factorization'
import { USUAL_SENSITIVITY } from '../../shared/notes'
import { STEM_COLOR_COUNT } from '../../shared/stem-colors'
import { cliFormats, type CliFormat } from './formats'
import { oneOf, readNumber, UsageError } from './usage'
import { suggestNoteMode } from '../engine/notes/notes'
import { defaultNameTemplate, templateProblem } from '../export/export-names'

/** What to write. */
export interface OutputChoices {
  /** Null: 24 bits, or float for a recording beyond full scale. */
  readonly format: CliFormat | null
  readonly nameTemplate: string
  readonly range: TimeSpan | null
  readonly projects: readonly DawFormat[]
  readonly midi: boolean
  readonly rest: boolean
  readonly mix: boolean
  readonly oneShots: boolean
  /** Null: what the recording says. */
  readonly tempo: number | null
}

/** A part of a recording, as the user gave it. */
export interface TimeSpan {
  readonly text: string
  readonly fromSeconds: number
  /** Null: to the end. */
  readonly toSeconds: number | null
}

/** Options of `partwise separate` that say what is written. */
export const outputOptions = {
  format: { type: 'string' },
  name: { type: 'string' },
  range: { type: 'string' },
  project: { type: 'string' },
  midi: { type: 'boolean' },
  rest: { type: 'boolean' },
  mix: { type: 'boolean' },
  'one-shots': { type: 'boolean' },
  groups: { type: 'string' },
  tempo: { type: 'string' }
} as const satisfies NonNullable<ParseArgsConfig['options']>

/** The options' values. */
type OutputValues = {
  readonly [N in keyof typeof outputOptions]?:
    ((typeof outputOptions)[N]['type'] extends 'boolean' ? boolean : string) | undefined
}

/** Reads what is to be written. @throws UsageError */
export function readOutput(values: OutputValues): OutputChoices {
  const { format, name, range, project, groups, tempo } = values
  if (groups !== undefined) oneOf('--groups', groups, ['none'])
  return {
    format: format === undefined ? null : oneOf('--format', format, cliFormats),
    nameTemplate: name === undefined ? defaultNameTemplate : readTemplate(name),
    range: range === undefined ? null : readRange('--range', range),
    projects: project === undefined ? [] : readProjects(project),
    midi: values.midi ?? false,
    rest: values.rest ?? false,
    mix: values.mix ?? false,
    oneShots: values['one-shots'] ?? false,
    tempo: tempo === undefined ? null : readTempo(tempo)
  }
}

/**
 * The sample format for a recording: 24 bits hold everything up to full scale; anything beyond
 * needs floats.
 */
export function formatFor(
  { format }: OutputChoices,
  { peakDb, sampleFormat }: AudioSummary
): ExportFormat {
  if (format === 'flac') {
    return sampleFormat === 'int8' || sampleFormat === 'int16' ? 'flac16' : 'flac24'
  }
  return format ?? (peakDb > 0 ? 'wav32f' : 'wav24')
}

/**
 * The samples of the given range. @throws Failure `settings/invalid` when the recording has none of
 * them
 */
export function samplesIn(
  range: TimeSpan | null,
  { sampleRate, sampleCount }: AudioSummary
): SampleRange | null {
  if (range === null) return null
  const toSample = (seconds: number): number => Math.round(seconds * sampleRate)
  const last = range.toSeconds === null ? sampleCount : toSample(range.toSeconds)
  const samples = {
    fromSample: toSample(range.fromSeconds),
    toSample: Math.min(sampleCount, last)
  }
  if (samples.fromSample < samples.toSample) return samples
  throw new Failure('settings/invalid', `range=${range.text} of ${sampleCount} samples`, {
    setting: 'range',
    value: range.text,
    expected: `a part of the recording, which lasts ${(sampleCount / sampleRate).toFixed(3)} s`
  })
}

/** Everything about an export but its document: each component is a stem. */
export function choicesFor(
  output: OutputChoices,
  summary: AudioSummary,
  components: readonly ComponentFacts[]
): Omit<ExportChoices, 'document'> {
  const { nameTemplate, projects: daws, midi, rest, mix } = output
  const stems = components.map((facts, i) => stemOf(facts, i, midi))
  const hits = stems.flatMap(({ percussive }, i) => (percussive ? [i] : []))
  return {
    stems,
    nameTemplate,
    projects: daws,
    midi,
    rest,
    mix,
    format: formatFor(output, summary),
    range: samplesIn(output.range, summary),
    asMixed: false,
    groups: 'file',
    oneShots: output.oneShots ? hits : [],
    tempo: output.tempo ?? summary.tags.tempo
  }
}

function stemOf(facts: ComponentFacts, index: number, midi: boolean): ExportStem {
  const { id, name, percussive } = facts
  const components = [id]
  const mode = suggestNoteMode([facts], components)
  return {
    name,
    components,
    percussive,
    color: 1 + (index % STEM_COLOR_COUNT),
    gainDb: 0,
    pan: 0,
    muted: false,
    audible: true,
    notes: midi ? { mode, sensitivity: USUAL_SENSITIVITY } : null
  }
}

function readTemplate(template: string): string {
  const problem = templateProblem(template)
  if (problem === null) return template
  throw new UsageError(`--name ${template}: ${problem}`)
}

function readProjects(text: string): DawFormat[] {
  return [...new Set(text.split(','))].map((each) => oneOf('--project', each.trim(), dawFormats))
}

function readTempo(text: string): number {
  const tempo = readNumber('--tempo', text)
  const { min, max } = tempoRange
  if (tempo >= min && tempo <= max) return tempo
  throw new UsageError(`--tempo takes beats a minute from ${min} to ${max}, not "${text}".`)
}

/**
 * Parses the value of an option: `2.4-7.2`, `0:02.4-0:07.2`, or `30-` to the end. @throws
 * UsageError
 */
export function readRange(option: string, text: string): TimeSpan {
  const [from, to, ...more] = text.split('-')
  const fromSeconds = from === undefined ? null : secondsOf(from)
  const toSeconds = to === undefined || to === '' ? null : secondsOf(to)
  const isWrong = fromSeconds === null || to === undefined || more.length > 0
  const isEmpty = toSeconds !== null && fromSeconds !== null && toSeconds <= fromSeconds
  if (isWrong || isEmpty || (to !== '' && toSeconds === null)) {
    throw new UsageError(
      `${option} takes a beginning and an end, such as 2.4-7.2 or 0:02.4-0:07.2, not "${text}".`
    )
  }
  return { text, fromSeconds, toSeconds }
}

/** Seconds, minutes:seconds or hours:minutes:seconds; null for anything else. */
function secondsOf(text: string): number | null {
  if (!/^(\d+:){0,2}\d+(\.\d+)?$/.test(text.trim())) return null
  return text.split(':').reduce((sum, part) => 60 * sum + Number(part), 0)
}
