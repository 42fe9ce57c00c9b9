/**
 * Exports: from the dialog's plan to files in a folder. The window is not trusted with paths: it
 * may only name folders that were offered to it or chosen in the system's dialog.
 */
import { mkdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { ExportPlan, ExportRequest, ExportResult, Input } from '../shared/contract'
import { Failure } from '../shared/failure'
import { removeLeftovers } from './engine/leftovers'
import { defaultFolder, parentOf, planFor, stemNamesIn } from './export-plan'
import type { Engine } from './lazy-engine'
import { ProgressGate } from './progress-gate'
import type { Emit, OpenDocument, Session } from './session'
import type { Tasks } from './tasks'
import { TimeLeft } from './time-left'
import type { Places } from './places'

interface StemExportOptions {
  readonly session: Session
  readonly engine: Engine
  readonly tasks: Tasks
  readonly emit: Emit
  readonly places: Places
  /** Where exports go while no other parent is remembered. */
  readonly musicFolder: string
  /** The system's folder dialog beginning at an existing folder; null when cancelled. */
  readonly askForFolder: (start: string) => Promise<string | null>
}

/** Plans and writes exports. */
export class StemExport {
  readonly #options: StemExportOptions
  readonly #allowed = new Set<string>()
  #lastFolder: string | null = null

  constructor(options: StemExportOptions) {
    this.#options = options
  }

  /** Where an export would go; without a folder the default one. */
  async plan({ document, folder, names }: Input<'planExport'>): Promise<ExportPlan> {
    const { session, places, musicFolder } = this.#options
    const { summary } = session.require(document)
    const wanted = folder ?? defaultFolder(places.get('exportParent') ?? musicFolder, summary)
    if (folder === null) this.#allowed.add(wanted)
    this.#checkAllowed(wanted)
    return planFor(wanted, names)
  }

  /** Asks for a folder, beginning at `current` ('' for no idea); null when the dialog is cancelled. */
  async choose(current: string): Promise<string | null> {
    const { askForFolder, session, places, musicFolder } = this.#options
    const chosen = await askForFolder(current || musicFolder)
    if (chosen === null) return null
    this.#allowed.add(chosen)
    const { document } = session
    if (document) await places.set('exportParent', parentOf(chosen, document.summary))
    return chosen
  }

  /**
   * Writes the files, all or none.
   * @returns null when cancelled
   * @throws Failure `export/...`, `engine/...`
   */
  async write(request: ExportRequest): Promise<ExportResult | null> {
    const { session, engine, tasks, emit } = this.#options
    const document = session.require(request.document)
    const factorization = checkStems(request, document)
    this.#checkAllowed(request.folder)
    const startedAt = performance.now()
    return tasks.run(request.document, 'export', async ({ signal, report }) => {
      const { stems, format, folder, complete } = request
      const made = await makeFolder(folder)
      const timeLeft = new TimeLeft()
      const gate = new ProgressGate({
        send: (fraction: number) => {
          const secondsLeft = timeLeft.at(fraction)
          emit('exportProgress', { document: document.number, fraction, secondsLeft })
        }
      })
      let written = null
      try {
        const names = stems.map((stem) => stem.name)
        const fileNames = await stemNamesIn(folder, names)
        const { pcm, summary } = document
        written = await engine.call(
          'writeStems',
          { pcm, summary, factorization, stems, format, folder, fileNames, complete },
          {
            signal,
            onProgress: ({ fraction }) => {
              if (signal.aborted) return
              report(fraction)
              gate.push(fraction)
            }
          }
        )
      } finally {
        if (!written) {
          // A worker that died, or was ended for heeding no cancel, could not tidy up itself.
          await removeLeftovers(folder, null)
          await removeEmptyFolders(folder, made)
        }
      }
      if (!written) return null
      this.#lastFolder = folder
      const { files, residualDb, clippedSamples } = written
      const seconds = (performance.now() - startedAt) / 1000
      return { folder, files, residualDb, clippedSamples, seconds }
    })
  }

  /** True for the folder of the last export, the only one that may be shown. */
  mayShow(folder: string): boolean {
    return folder === this.#lastFolder
  }

  #checkAllowed(folder: string): void {
    if (this.#allowed.has(folder)) return
    throw new Failure('bug', `${folder} was neither offered nor chosen`, { folder })
  }
}

/** Holds an export's stems against the components there are. */
function checkStems(
  { document: number, stems, complete }: ExportRequest,
  { separation }: OpenDocument
): NonNullable<OpenDocument['separation']>['factorization'] {
  if (!separation) throw new Failure('bug', `document ${number} is not separated`)
  if (stems.length === 0) throw new Failure('export/nothing-to-write', 'no stems')
  const { factorization } = separation
  const { componentCount } = factorization
  const used = stems.flatMap((stem) => stem.components)
  if (used.some((k) => k >= componentCount)) {
    throw new Failure('bug', `component ${Math.max(...used)} of ${componentCount}`)
  }
  const addsUp =
    used.length === componentCount &&
    new Set(used).size === componentCount &&
    stems.every((stem) => stem.gain === 1)
  if (complete && !addsUp) throw new Failure('bug', 'the stems are called complete and are not')
  return factorization
}

/**
 * Makes a folder with what is missing above it.
 * @returns the topmost folder that was made, null when none was
 */
async function makeFolder(folder: string): Promise<string | null> {
  // Step by step: mkdir's own `recursive` never returns where the system answers ENOENT, as in /proc.
  const missing: string[] = []
  for (let path = folder; !(await exists(path)); path = dirname(path)) {
    missing.push(path)
    if (path === dirname(path)) break
  }
  try {
    for (const path of missing.toReversed()) await mkdir(path)
    return missing.at(-1) ?? null
  } catch (cause) {
    const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC'
    const code = isFull ? 'export/disk-full' : 'export/not-writable'
    const details = { folder, name: basename(folder) }
    throw new Failure(code, `cannot make ${folder}`, details, { cause })
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}

/** Removes `folder` and those above it up to `top`, as far as they are empty. */
async function removeEmptyFolders(folder: string, top: string | null): Promise<void> {
  if (top === null) return
  for (let path = folder; path.length >= top.length; path = dirname(path)) {
    const isGone = await rmdir(path).then(
      () => true,
      () => false
    )
    if (!isGone) return
  }
}
