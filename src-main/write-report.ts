/** `partwise.json`: how the stems beside it came about, for people, scripts and a later Partwise. */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { AudioSummary } from '../shared/audio'
import type { ExportFormat } from '../shared/contract'
import { Failure } from '../shared/failure'
import type { ComponentFacts } from '../shared/factorization'
import type { Separation, WrittenStems } from './engine/engine-protocol'

/** Name of the report's file. */
export const REPORT_NAME = 'partwise.json'
/** Raised when a reader of older reports would misunderstand a new one. */
const REPORT_VERSION = 1

/** What a report is made from. */
export interface ReportFacts {
  readonly version: string
  readonly summary: AudioSummary
  readonly separation: Separation
  readonly written: WrittenStems
  readonly format: ExportFormat
  /** The stems' sum against the recording, dBFS. */
  readonly residualDb: number
  readonly stageSeconds: Readonly<Record<string, number>>
}

/**
 * Writes the report into a folder.
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export function writeReport(folder: string, facts: ReportFacts): void {
  try {
    writeFileSync(join(folder, REPORT_NAME), `${JSON.stringify(reportOf(facts), null, 2)}\n`)
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    const code = reason === 'ENOSPC' ? 'export/disk-full' : 'export/not-writable'
    throw new Failure(
      code,
      `${REPORT_NAME}: ${reason}`,
      { folder, name: REPORT_NAME, reason },
      { cause }
    )
  }
}

/** The report as plain values. Files are named without folder, so that the set can be moved. */
export function reportOf(facts: ReportFacts): object {
  const { version, summary, separation, written, format, residualDb, stageSeconds } = facts
  const { factorization, components } = separation
  const names = written.files.map((file) => basename(file))
  const withFile = (component: ComponentFacts, i: number): object => ({
    file: names[i],
    ...component
  })
  return {
    report: REPORT_VERSION,
    versions: { partwise: version, node: process.versions.node, v8: process.versions.v8 },
    recording: summary,
    settings: factorization.settings,
    format,
    threads: separation.threads,
    components: components.map(withFile),
    rest: names[components.length] ?? null,
    residualDb,
    clippedSamples: written.clippedSamples,
    seconds: stageSeconds,
    divergence: factorization.divergence
  }
}
