/** `partwise.json`: how the files beside it were made, for people, scripts and a later Partwise. */
import type { ComponentFacts } from '../../../shared/factorization'
import type { ExportRemark } from '../../../shared/contract'
import { amplitudeToDb } from '../../../shared/dsp/decibels'
import type { ExportJob, FileLevel } from './export-job'

/** Usual name of the report's file. */
export const REPORT_NAME = 'partwise.json'
/** The version; raised when a reader of older reports would misunderstand a new one. */
const REPORT_VERSION = 1

/** What a report is made from besides the job. */
export interface ReportFacts {
  /** Of the job's files. */
  readonly levels: readonly FileLevel[]
  /** Whether there is a file of Rest. */
  readonly hasRest: boolean
  /** All other files, relative to the folder. */
  readonly beside: readonly string[]
  readonly residualDb: number | null
  readonly clippedSamples: number
  readonly remarks: readonly ExportRemark[]
  readonly stageSeconds: Readonly<Record<string, number>>
}

/** The report's text. Files are named relative to it, so that the set can be moved. */
export function reportText(job: ExportJob, facts: ReportFacts): string {
  return `${JSON.stringify(reportOf(job, facts), null, 2)}\n`
}

function reportOf(job: ExportJob, facts: ReportFacts): object {
  const { summary, factorization, components, files, format, range, report, rest } = job
  return {
    report: REPORT_VERSION,
    versions: { partwise: report.version, node: process.versions.node, v8: process.versions.v8 },
    written: new Date().toISOString(),
    recording: summary,
    settings: factorization.settings,
    format,
    range,
    tempo: job.tempo,
    options: report.options,
    threads: report.threads,
    components: components.map((component) => withFile(component, job)),
    stems: files.map(({ path, name, components: own }, i) => ({
      file: path,
      name,
      components: own,
      peakDb: amplitudeToDb(facts.levels[i]!.peak)
    })),
    rest: rest && facts.hasRest ? rest.path : null,
    beside: facts.beside,
    residualDb: facts.residualDb,
    clippedSamples: facts.clippedSamples,
    remarks: facts.remarks,
    seconds: { ...report.stageSeconds, ...facts.stageSeconds },
    divergence: factorization.divergence
  }
}

/** A component, and the file that holds it alone. */
function withFile(component: ComponentFacts, { files }: ExportJob): object {
  const own = files.find(({ components: [first, ...more] }) => {
    return first === component.id && more.length === 0
  })
  return own ? { file: own.path, ...component } : component
}
