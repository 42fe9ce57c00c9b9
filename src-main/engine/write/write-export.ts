/**
 * A whole export, all or nothing (files/whole-set.ts): stems, Rest, the mix, one-shots, MIDI, DAW
 * projects and the report. A failure, a cancel, or samples that would be lost leave the folder as
 * it was.
 */
import type { ExportedFile, ExportRemark } from '../../../shared/contract'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import type { KeepGoing } from '../../../shared/failure'
import { dawWriters } from './daw/daw-writers'
import type {
  ExportDone,
  ExportJob,
  FileLevel,
  StemsJob,
  WrittenExport,
  WrittenStems
} from './export-job'
import { reportText } from './export-report'
import { exportBytes, specOf } from './export-size'
import { integerScale } from '../stems/integer-sum'
import { writeSmallFile } from './files/new-file'
import { writeWholeSet } from './files/whole-set'
import { writeMidi, writeProjects } from './write-projects'
import { writeOneShots } from './write-one-shots'
import { writeStems, type WriteTools } from './write-stems'

/** Approximate shares of the progress; parts that are not requested take none. */
const SHARES = { stems: 10, oneShots: 2, projects: 1 } as const

/**
 * Carries out an export.
 * @returns null when cancelled
 * @throws Failure `export/nothing-to-write`, `export/not-writable`, `export/disk-full`,
 *   `export/over-source`, `export/unsupported-rate`, `engine/out-of-memory`, `engine/crashed`
 */
export async function writeExport(
  job: ExportJob,
  keepGoing: KeepGoing,
  tools: WriteTools
): Promise<WrittenExport | null> {
  const set = {
    folder: job.folder,
    names: plannedFiles(job),
    folders: job.oneShots.map(({ path }) => path),
    neededBytes: exportBytes(job),
    overwrite: job.overwrite,
    source: job.summary.path
  }
  const whole = await writeWholeSet<WrittenExport>(
    set,
    async (folder) => {
      const result = await fill(job, folder, keepGoing, tools)
      if (result?.status !== 'written') return result && { names: [], result }
      const names = result.written.map(({ path }) => path)
      // After that files are moved into place, which cannot be cancelled.
      return { names, result, isWanted: () => keepGoing(1) }
    },
    tools
  )
  if (whole === null) return null
  const { paths, result } = whole
  if (result.status !== 'written') return result
  const written = result.written.map((file, i) => ({ ...file, path: paths[i]! }))
  return { ...result, written, files: written.filter(isStemOrRest).map(({ path }) => path) }
}

/** Writes everything into a folder; paths of the result are relative to it. */
async function fill(
  job: ExportJob,
  folder: string,
  keepGoing: KeepGoing,
  tools: WriteTools
): Promise<WrittenExport | null> {
  const [forStems, forShots, forProjects] = shares(job, keepGoing)
  const stems = await writeStems(stemsJob(job, folder), forStems, tools)
  if (stems === null) return null
  const levels = stems.levels.slice(0, job.files.length)
  if (!job.allowClipping && losesSamples(job, stems)) return { status: 'would-clip', levels }

  const began = performance.now()
  const spec = specOf(job)
  const shots =
    job.oneShots.length > 0 ? await writeOneShots(job, spec, folder, tools.module, forShots) : []
  if (shots === null) return null
  const hasRest = stems.files.length > job.files.length
  const rest = hasRest ? stems.files.at(-1)! : null
  const sound = { files: stems.files, rest, sampleCount: spec.sampleCount }
  if (!writeProjects(job, sound, folder, forProjects)) return null
  const midi = writeMidi(job, folder)

  const { residualDb, clippedSamples } = stems
  const noHits = job.oneShots.filter(({ stem }) => !shots.some((shot) => shot.stem === stem))
  const remarks: ExportRemark[] = [
    ...job.remarks,
    ...levelRemarks(job, levels),
    ...(midi?.remarks ?? []),
    ...noHits.map(({ name }) => ({ kind: 'no-hits', name }) as const),
    ...(job.rest?.isAsked && !hasRest ? [{ kind: 'no-rest' } as const] : [])
  ]
  const lone = (kind: ExportedFile['kind'], path: string): ExportedFile => ({
    path,
    kind,
    stem: null
  })
  const written: ExportedFile[] = [
    ...job.files.map(({ path, kind, stem }) => ({ path, kind, stem })),
    ...(job.rest && hasRest ? [lone('rest', job.rest.path)] : []),
    ...(job.mix ? [lone('mix', job.mix.path)] : []),
    ...job.projects.map(({ path }) => lone('project', path)),
    ...(job.midi && midi?.isWritten ? [lone('midi', job.midi.path)] : []),
    ...shots.map(({ path, stem }) => ({ path, kind: 'one-shot', stem }) as const)
  ]
  const stageSeconds = { ...stems.stageSeconds, beside: (performance.now() - began) / 1000 }
  const beside = written.filter((file) => !isStemOrRest(file)).map(({ path }) => path)
  const facts = { levels, residualDb, clippedSamples, remarks, stageSeconds }
  const text = reportText(job, { ...facts, hasRest, beside })
  writeSmallFile(folder, job.report.path, Buffer.from(text, 'utf8'))
  written.push(lone('report', job.report.path))
  const noteCount = midi?.noteCount ?? null
  return { status: 'written', files: [], written, noteCount, ...facts } satisfies ExportDone
}

function stemsJob(job: ExportJob, folder: string): StemsJob {
  const { pcm, summary, factorization, format, files, rest, mix, range, threads } = job
  const { origin } = specOf(job)
  return {
    pcm,
    summary,
    factorization,
    format,
    folder,
    stems: files,
    fileNames: [...files.map(({ path }) => path), rest?.path ?? 'Rest'],
    complete: rest !== null,
    ...(range && { range }),
    ...(mix && { mix: { fileName: mix.path, kind: mix.kind } }),
    ...(origin && { origin }),
    ...(threads !== undefined && { threads })
  }
}

function isStemOrRest({ kind }: ExportedFile): boolean {
  return kind === 'stem' || kind === 'rest'
}

/**
 * Whether stems or the mix lost samples to the format. Rest takes what they lack as far as it can.
 */
function losesSamples({ files, mix }: ExportJob, { levels }: WrittenStems): boolean {
  const judged = [...levels.slice(0, files.length), ...(mix ? levels.slice(-1) : [])]
  return judged.some(({ clippedSamples }) => clippedSamples > 0)
}

/** Remarks on files whose samples are too large or too quiet for the format. */
function levelRemarks({ files, format }: ExportJob, levels: readonly FileLevel[]): ExportRemark[] {
  const scale = integerScale(format)
  if (scale === null) return []
  return files.flatMap(({ name }, i): ExportRemark[] => {
    const { peak, clippedSamples } = levels[i]!
    const peakDb = amplitudeToDb(peak)
    if (clippedSamples > 0) return [{ kind: 'clipped', name, peakDb }]
    const isLost = peak > 0 && peak * scale.steps < 0.5
    return isLost ? [{ kind: 'too-quiet', name, peakDb }] : []
  })
}

/** One function of progress for each part of the work. */
function shares(
  { oneShots, projects }: ExportJob,
  keepGoing: KeepGoing
): [stems: KeepGoing, oneShots: KeepGoing, projects: KeepGoing] {
  const sizes = [
    SHARES.stems,
    oneShots.length > 0 ? SHARES.oneShots : 0,
    projects.some(({ format }) => dawWriters[format].holdsSound) ? SHARES.projects : 0
  ] as const
  const all = sizes[0] + sizes[1] + sizes[2]
  const part =
    (from: number, size: number): KeepGoing =>
    (fraction) =>
      keepGoing((from + size * fraction) / all)
  const [stems, shots, daw] = sizes
  return [part(0, stems), part(stems, shots), part(stems + shots, daw)]
}

/** Every file whose name is known before anything is rendered. */
function plannedFiles({ files, rest, mix, projects, midi, report }: ExportJob): string[] {
  const lone = [rest, mix, midi, report].flatMap((one) => (one ? [one.path] : []))
  return [...files.map(({ path }) => path), ...projects.map(({ path }) => path), ...lone]
}
