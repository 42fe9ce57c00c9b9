/**
 * What an export consists of: every sound file with the components and gains it is rendered from,
 * and everything else, each with its name. Plans, the app's exports and those of the command line
 * all come from here. Touches no file.
 */
import type { AudioSummary } from '../../shared/audio'
import type {
  ExportChoices,
  ExportPart,
  ExportPlan,
  ExportRemark,
  ExportStem
} from '../../shared/contract'
import { checkRate } from '../../shared/export-rate'
import { Failure } from '../../shared/failure'
import { balance, faderGain } from '../../shared/mix'
import type { SeparationSettings } from '../../shared/settings'
import { restColor } from '../../shared/stem-colors'
import type { ExportJob, JobFile, JobOneShots } from '../engine/write/export-job'
import { REPORT_NAME } from '../engine/write/export-report'
import { safeName } from '../engine/write/files/file-names'
import { folded, templateProblem } from './export-names'
import { freeName, isSplit, nameFiles, REST_NAME, songOf } from './layout-names'
import { restTrack, trackOf } from './layout-tracks'

/** The input of a layout. */
export interface LayoutInput {
  readonly choices: Omit<ExportChoices, 'document'>
  readonly summary: AudioSummary
  readonly componentCount: number
  /** Of the separation. */
  readonly settings: Pick<SeparationSettings, 'mask' | 'range'>
}

/** The parts of the job that follow from the request, and what a plan says of them. */
export interface ExportLayout extends Pick<
  ExportJob,
  | ('format' | 'range' | 'files' | 'rest' | 'mix' | 'tracks' | 'projects')
  | ('midi' | 'oneShots' | 'remarks' | 'song' | 'tempo')
> {
  readonly reportPath: string
  /** Of each stem: indices of its files. */
  readonly filesOf: readonly (readonly number[])[]
  /** Whether Rest is expected, where there may be one. */
  readonly expectsRest: boolean
  /** What can be chosen about Rest. */
  readonly restIs: ExportPlan['restIs']
  /** What is wrong with the name template; the usual names are used then. */
  readonly nameProblem: string | null
}

/**
 * Makes the layout of an export.
 * @throws Failure `export/nothing-to-write` without stems or samples, `export/unsupported-rate`,
 *   `bug` for an impossible request
 */
export function layOut(input: LayoutInput): ExportLayout {
  const { choices, summary, settings } = input
  checkStems(input)
  checkRate(choices.format, summary.sampleRate)
  const { format, asMixed, tempo, stems } = choices
  const range = rangeOf(choices, summary)
  const song = songOf(summary)
  const nameProblem = templateProblem(choices.nameTemplate)
  const names = nameFiles(choices, song, nameProblem === null ? choices.nameTemplate : null)

  const used = new Set(stems.flatMap(({ components }) => components))
  const others = [...Array(input.componentCount).keys()].filter((k) => !used.has(k))
  const isWhole = others.length === 0
  const stemFiles = stems.map((stem, i) => filesOfStem(stem, i, names.stems[i]!, input))
  const files = stemFiles.flat()
  const mixedRest = asMixed && choices.rest && !isWhole
  if (mixedRest) {
    const common = { name: REST_NAME, path: names.rest, kind: 'rest', stem: null } as const
    files.push({ ...common, components: others, gain: 1 })
  }
  let next = 0
  const filesOf = stemFiles.map((own) => own.map(() => next++))
  const rest = !asMixed && (isWhole || choices.rest)
  const isLacking = settings.mask === 'direct' || settings.range !== null
  const tracks = stems.map((stem, i) => trackOf(stem, filesOf[i]!, choices))
  if (mixedRest) tracks.push(restTrack(next))

  const given = new Set([...files.map(({ path }) => path), names.rest, names.mix].map(folded))
  const free = (name: string): string => freeName(name, given)
  const title = safeName(song, 'Partwise')
  const heard = stems.flatMap(({ name, components, notes }) => {
    return notes === null ? [] : [{ name, components, notes }]
  })
  return {
    format,
    range,
    song,
    tempo,
    nameProblem,
    files,
    filesOf,
    tracks,
    rest: rest ? { path: names.rest, color: restColor, isAsked: choices.rest } : null,
    restIs: isWhole ? (rest && isLacking ? 'needed' : 'empty') : 'optional',
    expectsRest: rest && (!isWhole || isLacking),
    mix: choices.mix ? { path: names.mix, kind: asMixed ? 'sum' : 'recording' } : null,
    projects: [...new Set(choices.projects)].map((daw) => ({
      format: daw,
      path: free(`${title}.${daw}`)
    })),
    midi: choices.midi && heard.length > 0 ? { path: free(`${title}.mid`), tracks: heard } : null,
    oneShots: [...new Set(choices.oneShots)].map((i) =>
      oneShotsOf(input, i, names.bases[i]!, free)
    ),
    remarks: remarksOf(input),
    reportPath: free(REPORT_NAME)
  }
}

function checkStems({ choices: { stems, oneShots }, componentCount }: LayoutInput): void {
  if (stems.length === 0) throw new Failure('export/nothing-to-write', 'no stems')
  const wrong = stems.flatMap(({ components }) => components).find((k) => k >= componentCount)
  if (wrong !== undefined) throw new Failure('bug', `component ${wrong} of ${componentCount}`)
  for (const { name, components, parts } of stems) {
    const isSet = new Set(components).size === components.length
    const inParts = parts?.flatMap((part) => part.components) ?? components
    const isSame =
      inParts.length === components.length && inParts.every((k) => components.includes(k))
    if (!isSet || !isSame) throw new Failure('bug', `the parts of "${name}" are not its components`)
  }
  const stem = oneShots.find((i) => i >= stems.length)
  if (stem !== undefined) throw new Failure('bug', `hits of stem ${stem} of ${stems.length}`)
}

function rangeOf(
  { range }: LayoutInput['choices'],
  { sampleCount }: AudioSummary
): ExportLayout['range'] {
  if (range === null) return null
  const toSample = Math.min(range.toSample, sampleCount)
  if (range.fromSample >= toSample) {
    throw new Failure('export/nothing-to-write', `samples ${range.fromSample} to ${toSample}`)
  }
  const isAll = range.fromSample === 0 && toSample === sampleCount
  return isAll ? null : { fromSample: range.fromSample, toSample }
}

function filesOfStem(
  stem: ExportStem,
  index: number,
  paths: readonly string[],
  input: LayoutInput
): JobFile[] {
  const { choices } = input
  const common = { kind: 'stem', stem: index } as const
  if (!isSplit(stem, choices)) {
    return [{ ...common, ...mixOf(stem, input), name: stem.name, path: paths[0]! }]
  }
  return stem.parts.map((part, i) => {
    const mix = mixOf({ ...stem, components: part.components, parts: [part] }, input)
    return { ...common, ...mix, name: part.name, path: paths[i]! }
  })
}

/** How a stem is rendered: as separated, or with everything that the mix does to it. */
function mixOf(
  stem: ExportStem,
  { choices, summary }: LayoutInput
): Pick<JobFile, 'components' | 'gain' | 'partGains' | 'balance'> {
  const { components, gainDb, pan, audible, parts } = stem
  if (!choices.asMixed) return { components, gain: 1 }
  const isPanned = pan !== 0 && summary.channelCount === 2
  const gains = parts && components.map((k) => partGain(parts, k))
  return {
    components,
    gain: audible ? faderGain(gainDb) : 0,
    ...(gains && { partGains: gains }),
    ...(isPanned && { balance: balance(pan) })
  }
}

function partGain(parts: readonly ExportPart[], component: number): number {
  const part = parts.find(({ components }) => components.includes(component))
  return part ? (part.audible ? faderGain(part.gainDb) : 0) : 1
}

function oneShotsOf(
  input: LayoutInput,
  index: number,
  base: string,
  free: (name: string) => string
): JobOneShots {
  const stem = input.choices.stems[index]!
  return { ...mixOf(stem, input), name: stem.name, stem: index, path: free(`${base} hits`) }
}

function remarksOf({ choices, summary }: LayoutInput): ExportRemark[] {
  const { stems, asMixed, projects } = choices
  return stems.flatMap((stem): ExportRemark[] => {
    const { name, pan, parts } = stem
    if (asMixed) {
      return pan !== 0 && summary.channelCount !== 2 ? [{ kind: 'pan-left-out', name }] : []
    }
    const isTouched = parts?.some(({ gainDb, muted }) => gainDb !== 0 || muted) ?? false
    const isLost = isTouched && projects.length > 0 && !isSplit(stem, choices)
    return isLost ? [{ kind: 'part-gains-left-out', name }] : []
  })
}
