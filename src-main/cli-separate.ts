/** `partwise separate` for one recording: decode, separate, write stems and report. */
import { basename, resolve } from 'node:path'
import type { AudioSummary } from '../shared/audio'
import type { ExportFormat } from '../shared/contract'
import { Failure } from '../shared/failure'
import type { SeparateCommand } from './cli-arguments'
import { settingsFor } from './cli-arguments'
import type { InputJob } from './cli-inputs'
import type { CliOutput, ProgressEvent } from './cli-output'
import { remarkSentence } from './cli-text'
import type { EngineClient } from './engine/engine-client'
import type { DecodedAudio, Separation, WrittenStems } from './engine/engine-protocol'
import { stemFileNames } from './engine/stem-names'
import type { OutputFolder } from './output-folder'
import { checkTarget, openOutputFolder } from './output-folder'
import { REPORT_NAME, writeReport } from './write-report'

/** What a separation works with. */
export interface SeparateTools {
  readonly engine: EngineClient
  readonly output: CliOutput
  readonly signal: AbortSignal
  readonly version: string
}

/** Share of the whole, about, that reading and separating have taken when they are done. */
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
  const settings = settingsFor(command.choices, summary.sampleRate)
  const format = command.format ?? fittingFormat(summary)
  announce(input, decoded, command, format, output)

  const rules = { overwrite: command.overwrite, source: summary.path }
  checkTarget(resolve(job.folder), REPORT_NAME, command.overwrite, summary.path)
  const folder = openOutputFolder(job.folder, rules)
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

    const written = await writeInto(folder, decoded, separation, format, engine, {
      signal,
      onProgress: ({ fraction }) =>
        progress({ stage: 'write', fraction: SEPARATED + (1 - SEPARATED) * fraction })
    })
    if (written === null) return false

    const residualDb = written.residualDb ?? separation.residualDb
    const stageSeconds = {
      decode: decodeSeconds,
      ...separation.stageSeconds,
      ...written.stageSeconds
    }
    const { version } = tools
    const facts = { version, summary, separation, written, format, residualDb, stageSeconds }
    writeReport(folder.staging, facts)
    // From here on the files are put into place, which is not broken off half way.
    if (signal.aborted) return false
    const names = written.files.map((file) => basename(file))
    const placed = folder.commit([...names, REPORT_NAME])
    if (written.clippedSamples > 0) {
      const message = `${written.clippedSamples} samples were too loud for ${format} and were clipped. Use --format wav32f.`
      output({ type: 'warning', input, kind: 'clipped', message })
    }
    output({
      type: 'done',
      input,
      folder: folder.path,
      files: placed.slice(0, -1),
      report: placed.at(-1)!,
      residualDb,
      clippedSamples: written.clippedSamples,
      divergence: separation.factorization.divergence.at(-1)!,
      seconds: secondsSince(began),
      stageSeconds,
      threads: separation.threads,
      settings,
      components: separation.components
    })
    return true
  } finally {
    folder.close()
  }
}

/** 24 bits hold everything up to full scale; what goes beyond needs floats. */
function fittingFormat({ peakDb }: AudioSummary): ExportFormat {
  return peakDb > 0 ? 'wav32f' : 'wav24'
}

function announce(
  input: string,
  { summary }: DecodedAudio,
  { format: wanted, choices }: SeparateCommand,
  format: ExportFormat,
  output: CliOutput
): void {
  for (const remark of summary.remarks) {
    const message = remarkSentence(remark, summary)
    output({ type: 'warning', input, kind: remark.kind, message })
  }
  if (wanted === null && format === 'wav32f') {
    const message = `"${summary.name}" goes beyond full scale, so the stems are written as 32-bit float.`
    output({ type: 'warning', input, kind: 'float-chosen', message })
  }
  if (choices.mask === 'direct') {
    const message =
      'Stems made with --mask direct do not add up by themselves. What they lack is written as Rest.'
    output({ type: 'warning', input, kind: 'does-not-add-up', message })
  }
}

/** Writes one stem for each component into the staging folder; failures name the folder that is meant. */
async function writeInto(
  folder: OutputFolder,
  { pcm, summary }: DecodedAudio,
  { factorization, components }: Separation,
  format: ExportFormat,
  engine: EngineClient,
  options: { signal: AbortSignal; onProgress: (progress: { fraction: number }) => void }
): Promise<WrittenStems | null> {
  const stems = components.map(({ id, name }) => ({ name, components: [id], gain: 1 }))
  const fileNames = stemFileNames([...stems.map(({ name }) => name), 'Rest'], 'wav', () => false)
  const input = {
    pcm,
    summary,
    factorization,
    stems,
    format,
    folder: folder.staging,
    fileNames,
    complete: true
  }
  try {
    return await engine.call('writeStems', input, options)
  } catch (thrown) {
    if (!(thrown instanceof Failure) || thrown.details['folder'] === undefined) throw thrown
    const { code, message, details } = thrown
    throw new Failure(code, message, { ...details, folder: folder.path }, { cause: thrown })
  }
}

function secondsSince(began: number): number {
  return (performance.now() - began) / 1000
}
