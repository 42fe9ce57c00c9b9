/**
 * Carries out exports, from the dialog's plan to files in a folder. The window is not trusted with
 * paths: it may only name folders that were offered to it or chosen in the system's dialog.
 */
import { amplitudeToDb } from '../../shared/dsp/decibels'
import type {
  Emit,
  ExportChoices,
  ExportPlan,
  ExportRequest,
  ExportResult,
  Input
} from '../../shared/contract'
import { Failure } from '../../shared/failure'
import type { ExportJob, JobFile, FileLevel } from '../engine/write/export-job'
import { removeLeftovers } from '../engine/write/files/leftovers'
import { layOut, type ExportLayout } from './export-layout'
import { defaultFolder, parentOf, planOf, takeIn } from './export-plan'
import { makeFolder, removeEmptyFolders } from './folders'
import type { KeptSeparation } from '../document/kept-separations'
import { KnownPeaks } from './known-peaks'
import type { Engine } from '../tasks/lazy-engine'
import type { Places } from '../remembered/places'
import { ProgressGate } from '../tasks/progress-gate'
import { recordingDate } from './recording-date'
import type { OpenDocument, Session } from '../document/session'
import { LatestRun } from '../tasks/latest-run'
import type { Tasks } from '../tasks/tasks'
import { TimeLeft } from '../tasks/time-left'

interface StemExportOptions {
  readonly session: Session
  readonly engine: Engine
  readonly tasks: Tasks
  readonly emit: Emit
  readonly places: Places
  /** Where exports go while no other parent is remembered. */
  readonly musicFolder: string
  /** Of Partwise. */
  readonly version: string
  /** The system's folder dialog, beginning at an existing folder; null when cancelled. */
  readonly askForFolder: (start: string) => Promise<string | null>
}

/** Plans and writes exports. */
export class StemExport {
  readonly #options: StemExportOptions
  readonly #allowed = new Set<string>()
  readonly #peaks = new KnownPeaks()
  readonly #written = new Set<string>()
  readonly #writing = new LatestRun<ExportResult>()

  constructor(options: StemExportOptions) {
    this.#options = options
  }

  /** Where an export would go; without a folder the default one. */
  async plan(input: Input<'planExport'>): Promise<ExportPlan> {
    const { session, places, musicFolder } = this.#options
    const document = session.require(input.document)
    const { summary } = document
    const separation = separationOf(document)
    const wanted = input.folder ?? defaultFolder(places.get('exportParent') ?? musicFolder, summary)
    if (input.folder === null) this.#allowed.add(wanted)
    this.#checkAllowed(wanted)
    const layout = layOutFor(input, document, separation)
    const take = await takeIn(wanted, layout)
    this.#allowed.add(take.folder)
    const source = renderedFrom(document, separation, layout)
    return planOf(take, layout, summary, (file) => this.#peaks.find(source, layout.files[file]!))
  }

  /**
   * Asks for a folder, beginning at `current` ('' for no idea); null when the dialog is cancelled.
   */
  async choose(current: string): Promise<string | null> {
    const { askForFolder, session, places, musicFolder } = this.#options
    const chosen = await askForFolder(current || musicFolder)
    if (chosen === null) return null
    this.#allowed.add(chosen)
    const { document } = session
    await places.set('exportParent', document ? parentOf(chosen, document.summary) : chosen)
    return chosen
  }

  /**
   * Writes the files, all or none.
   * @returns null when cancelled
   * @throws Failure `export/...`, `engine/...`
   */
  write(request: ExportRequest): Promise<ExportResult | null> {
    return this.#writing.follow(request.document, this.#write(request))
  }

  /** Whether there is an export of a document whose end nobody has heard of. */
  isOpen(document: number): boolean {
    return this.#writing.isOpen(document)
  }

  /** The end of the latest export of a document, as `write` has it. */
  end(document: number): Promise<ExportResult | null> {
    return this.#writing.end(document)
  }

  /** The window is gone, and will not hear of the end of what it began. */
  orphan(): void {
    this.#writing.orphan()
  }

  async #write(request: ExportRequest): Promise<ExportResult | null> {
    const { session, tasks } = this.#options
    const document = session.require(request.document)
    const separation = separationOf(document)
    this.#checkAllowed(request.folder)
    const startedAt = performance.now()
    return tasks.run(request.document, 'export', async ({ signal, report }) => {
      const { folder } = request
      const layout = layOutFor(request, document, separation)
      const made = await makeFolder(folder)
      let written = null
      try {
        const date = await recordingDate(document.summary.path)
        const job = this.#jobOf(request, document, separation, layout, date)
        const onProgress = this.#progressOf(document.number, signal, report)
        written = await this.#options.engine.call('writeExport', job, { signal, onProgress })
        if (written)
          this.#peaks.learn(
            renderedFrom(document, separation, layout),
            layout.files,
            written.levels
          )
        if (written?.status === 'would-clip') throw wouldClip(request, layout.files, written.levels)
      } finally {
        if (written?.status !== 'written') {
          // A worker that died, or was terminated for ignoring a cancel, could not clean up.
          await removeLeftovers(folder)
          await removeEmptyFolders(folder, made)
        }
      }
      if (!written) return null
      this.#written.add(folder)
      const { files, written: all, residualDb, clippedSamples, noteCount, remarks } = written
      const seconds = (performance.now() - startedAt) / 1000
      return {
        folder,
        files,
        written: all,
        residualDb,
        clippedSamples,
        noteCount,
        remarks,
        seconds
      }
    })
  }

  /** True for the folders of exports, the only ones that may be shown. */
  mayShow(folder: string): boolean {
    return this.#written.has(folder)
  }

  #jobOf(
    { folder, allowClipping, ...asked }: ExportRequest,
    { pcm, summary }: OpenDocument,
    { factorization, components, residualDb, stageSeconds, threads }: KeptSeparation,
    layout: ExportLayout,
    date: number
  ): ExportJob {
    const { version } = this.#options
    const options = { ...optionsOf(asked), separationResidualDb: residualDb }
    return {
      ...layout,
      pcm,
      summary,
      factorization,
      components,
      folder,
      allowClipping,
      overwrite: false,
      date,
      report: { path: layout.reportPath, version, threads, stageSeconds, options }
    }
  }

  #progressOf(
    document: number,
    signal: AbortSignal,
    report: (fraction: number) => void
  ): (progress: { fraction: number }) => void {
    const { emit } = this.#options
    const timeLeft = new TimeLeft()
    const gate = new ProgressGate({
      send: (fraction: number) => {
        emit('exportProgress', { document, fraction, secondsLeft: timeLeft.at(fraction) })
      }
    })
    return ({ fraction }) => {
      if (signal.aborted) return
      report(fraction)
      gate.push(fraction)
    }
  }

  #checkAllowed(folder: string): void {
    if (this.#allowed.has(folder)) return
    throw new Failure('bug', `${folder} was neither offered nor chosen`, { folder })
  }
}

function separationOf({ number, separation }: OpenDocument): KeptSeparation {
  if (!separation) throw new Failure('bug', `document ${number} is not separated`)
  return separation
}

function layOutFor(
  choices: ExportChoices,
  { summary }: OpenDocument,
  { factorization: { componentCount, settings } }: KeptSeparation
): ExportLayout {
  return layOut({ choices, summary, componentCount, settings })
}

/**
 * Identifies what files are rendered from: if it is equal, equal components and gains give equal
 * samples.
 */
function renderedFrom(
  { number }: OpenDocument,
  { generation }: KeptSeparation,
  { range }: ExportLayout
): string {
  return JSON.stringify([number, generation, range])
}

/** The request as the report states it; the report lists the stems itself. */
function optionsOf({
  nameTemplate,
  asMixed,
  groups,
  rest,
  mix,
  projects,
  midi
}: ExportChoices): Readonly<Record<string, unknown>> {
  return { nameTemplate, asMixed, groups, rest, mix, projects, midi }
}

/** Why an export in an integer format was not made: what is too loud, and by how much. */
function wouldClip(
  { folder, format }: ExportRequest,
  files: readonly JobFile[],
  levels: readonly FileLevel[]
): Failure {
  const loud = levels
    .map(({ peak, clippedSamples }, i) => ({ name: files[i]!.name, peak, clippedSamples }))
    .filter(({ clippedSamples }) => clippedSamples > 0)
    .sort((a, b) => b.peak - a.peak)
  const [loudest] = loud
  return new Failure('export/would-clip', `${loud.length} stems pass full scale`, {
    folder,
    format,
    count: loud.length,
    ...(loudest && { name: loudest.name, peakDb: amplitudeToDb(loudest.peak) })
  })
}
