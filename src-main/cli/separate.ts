/**
 * `partwise separate` for one recording: decode, separate, write stems and whatever else was asked
 * for.
 */
import { resolve } from 'node:path'
import type { ExportFormat } from '../../shared/contract'
import { checkRate } from '../../shared/export-rate'
import type { SeparateCommand } from './arguments'
import { settingsFor } from './arguments'
import { choicesFor, formatFor, samplesIn } from './output-choices'
import type { InputJob } from './inputs'
import { checkNames } from './taken-names'
import type { CliOutput, ProgressEvent } from './output'
import { exportRemarkSentence, remarkSentence } from './text'
import type { DecodedAudio } from '../engine/decode/decoded-audio'
import type { EngineClient } from '../engine/engine-client'
import type { ExportDone, ExportJob } from '../engine/write/export-job'
import type { Separation } from '../engine/unmix'
import { layOut } from '../export/export-layout'
import { checkMemory } from '../document/memory-check'
import { openOutputFolder } from './output-folder'
import { recordingDate } from '../export/recording-date'

/** What a separation works with. */
export interface SeparateTools {
  readonly engine: EngineClient
  readonly output: CliOutput
  readonly signal: AbortSignal
  readonly version: string
  /** Where folders in the making are listed, absolute. */
  readonly stagingList: string
}

/**
 * About the share of the whole work that is done once reading, and once separating, has finished.
 */
const DECODED = 0.02
const SEPARATED = 0.85

/**
 * Separates one recording.
 * @returns false when cancelled; then nothing is left behind
 * @throws Failure
 */
export async function separateFile(
  job: InputJob,
  command: SeparateCommand,
  tools: SeparateTools
): Promise<boolean> {
  const began = performance.now()
  const { engine, output, signal } = tools
  const input = job.path
  const progress = (event: Omit<ProgressEvent, 'type' | 'input'>): void =>
    output({ type: 'progress', input, ...event })

  const decoded = await engine.call(
    'decode',
    { path: resolve(input) },
    {
      signal,
      onProgress: ({ fraction }) => progress({ stage: 'decode', fraction: DECODED * fraction })
    }
  )
  if (decoded === null) return false
  const decodeSeconds = secondsSince(began)
  const { summary, pcm } = decoded
  const range = samplesIn(command.part, summary)
  const settings = { ...settingsFor(command.choices, summary.sampleRate), range }
  samplesIn(command.output.range, summary)
  checkRate(formatFor(command.output, summary), summary.sampleRate)
  checkMemory(settings, summary)
  announce(input, decoded, command, output)

  const rules = { overwrite: command.overwrite, source: summary.path }
  checkNames(resolve(job.folder), command.output, settings, summary, rules)
  const folder = openOutputFolder(job.folder, tools.stagingList)
  try {
    const separation = await engine.call(
      'separate',
      { pcm, settings },
      {
        signal,
        onProgress: ({ stage, fraction, sweep, sweeps, divergence }) => {
          const newest = divergence.at(-1)
          progress({
            stage,
            fraction: DECODED + (SEPARATED - DECODED) * fraction,
            sweep,
            sweeps,
            ...(newest && { divergence: newest[1] })
          })
        }
      }
    )
    if (separation === null) return false

    const date = await recordingDate(summary.path)
    const exportJob = jobOf(folder.path, date, decoded, separation, command, {
      version: tools.version,
      stageSeconds: { decode: decodeSeconds, ...separation.stageSeconds }
    })
    const written = await engine.call('writeExport', exportJob, {
      signal,
      onProgress: ({ fraction }) =>
        progress({ stage: 'write', fraction: SEPARATED + (1 - SEPARATED) * fraction })
    })
    if (written === null) return false
    if (written.status !== 'written') throw new Error('clipping was allowed')
    announceOutcome(input, exportJob.format, written, output)
    output({
      type: 'done',
      input,
      folder: folder.path,
      files: written.files,
      report: written.written.find(({ kind }) => kind === 'report')!.path,
      written: written.written,
      residualDb: written.residualDb ?? separation.residualDb,
      clippedSamples: written.clippedSamples,
      noteCount: written.noteCount,
      divergence: separation.factorization.divergence.at(-1)!,
      seconds: secondsSince(began),
      stageSeconds: { ...exportJob.report.stageSeconds, ...written.stageSeconds },
      threads: separation.threads,
      settings,
      components: separation.components
    })
    return true
  } finally {
    folder.close()
  }
}

/** One stem for each component, and whatever else was asked for. */
function jobOf(
  folder: string,
  date: number,
  { pcm, summary }: DecodedAudio,
  { factorization, components, threads }: Separation,
  { output, overwrite }: SeparateCommand,
  report: Pick<ExportJob['report'], 'version' | 'stageSeconds'>
): ExportJob {
  const choices = choicesFor(output, summary, components)
  const { componentCount, settings } = factorization
  const layout = layOut({
    choices,
    summary,
    componentCount,
    settings
  })
  const { nameTemplate, rest, mix, projects, midi } = choices
  return {
    ...layout,
    pcm,
    summary,
    factorization,
    components,
    folder,
    overwrite,
    allowClipping: true,
    date,
    report: {
      ...report,
      path: layout.reportPath,
      threads,
      options: { nameTemplate, rest, mix, projects, midi }
    }
  }
}

function announce(
  input: string,
  { summary }: DecodedAudio,
  { output: asked, choices }: SeparateCommand,
  output: CliOutput
): void {
  for (const remark of summary.remarks) {
    const message = remarkSentence(remark, summary)
    output({ type: 'warning', input, kind: remark.kind, message })
  }
  if (asked.format === null && formatFor(asked, summary) === 'wav32f') {
    const message = `"${summary.name}" goes beyond full scale, so the stems are written as 32-bit float.`
    output({ type: 'warning', input, kind: 'float-chosen', message })
  }
  if (choices.mask === 'direct') {
    const message =
      'Stems made with --mask direct do not add up by themselves. What they lack is written as Rest.'
    output({ type: 'warning', input, kind: 'does-not-add-up', message })
  }
}

function announceOutcome(
  input: string,
  format: ExportFormat,
  { remarks, clippedSamples }: ExportDone,
  output: CliOutput
): void {
  for (const remark of remarks) {
    if (remark.kind === 'clipped') continue
    output({ type: 'warning', input, kind: remark.kind, message: exportRemarkSentence(remark) })
  }
  if (clippedSamples > 0) {
    const message = `${clippedSamples} samples were too loud for ${format} and were clipped. Use --format wav32f.`
    output({ type: 'warning', input, kind: 'clipped', message })
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}
