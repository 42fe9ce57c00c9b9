/**
 * Stems as files that can be dragged out of the window, as separated. They stay in one folder of
 * the app, in a subfolder for each recording, since a DAW may go on using them there; old ones are
 * removed when the app starts. A file that was written before is ready at once: it lies in a folder
 * of its own, named after what it was rendered from.
 */
import { createHash, randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  exportFormatFacts,
  type DragRequest,
  type Emit,
  type Output,
  type SampleRange
} from '../../shared/contract'
import { Failure } from '../../shared/failure'
import { safeName } from '../engine/write/files/file-names'
import { removeLeftovers } from '../engine/write/files/leftovers'
import { exportFileNames } from './export-names'
import { makeFolder } from './folders'
import { songOf } from './layout-names'
import type { Engine } from '../tasks/lazy-engine'
import { ProgressGate } from '../tasks/progress-gate'
import { recordingDate } from './recording-date'
import type { OpenDocument, Session } from '../document/session'

/** Milliseconds that dragged files are kept. */
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000

interface DragFilesOptions {
  readonly session: Session
  readonly engine: Engine
  readonly emit: Emit
  /** Where the files go; it need not exist. */
  readonly folder: string
}

type Prepared = Output<'prepareDrag'>

/** A file of a request, which may exist or not. */
interface Wanted {
  readonly name: string
  readonly components: readonly number[]
  /** Absolute. */
  readonly path: string
  /** Relative to the folder of all dragged files, with slashes. */
  readonly below: string
}

/** Writes stems for dragging, one request after the other, and knows which files it wrote. */
export class DragFiles {
  readonly #options: DragFilesOptions
  /** Distinguishes the separations of this start of the app from those of others. */
  readonly #start = randomUUID().slice(0, 8)
  /** Paths of the files, and whether samples beyond full scale were lost in them. */
  readonly #made = new Map<string, boolean>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: DragFilesOptions) {
    this.#options = options
  }

  /**
   * Makes sure that there is a file of every stem.
   * @returns null when the document was closed meanwhile
   * @throws Failure `export/...`, `engine/...`
   */
  prepare(request: DragRequest): Promise<Prepared | null> {
    const turn = this.#last.then(() => this.#prepare(request))
    this.#last = turn.catch(() => undefined)
    return turn
  }

  /** Whether all of these files were written here for dragging. */
  has(paths: readonly string[]): boolean {
    return paths.length > 0 && paths.every((path) => this.#made.has(path))
  }

  /** Removes what earlier starts of the app left, once it is a week old. Never fails. */
  async removeOld(now = Date.now()): Promise<void> {
    const { folder } = this.#options
    const names = await readdir(folder).catch(() => [])
    for (const path of names.map((name) => join(folder, name))) {
      const age = await stat(path).then(
        ({ mtimeMs }) => now - mtimeMs,
        () => 0
      )
      if (age > KEPT_FOR) await rm(path, { recursive: true, force: true }).catch(() => undefined)
    }
  }

  async #prepare(request: DragRequest): Promise<Prepared | null> {
    const { session } = this.#options
    const document = session.find(request.document)
    if (!document) return null
    const wanted = this.#wanted(request, document)
    const missing: Wanted[] = []
    for (const file of wanted) {
      const isThere = this.#made.has(file.path) && (await isFile(file.path))
      if (!isThere && !missing.some(({ path }) => path === file.path)) missing.push(file)
    }
    if (missing.length > 0 && !(await this.#write(missing, request, document))) return null
    const paths = wanted.map(({ path }) => path)
    const clipped = wanted.filter(({ path }) => this.#made.get(path))
    return { paths, clipped: clipped.map(({ name }) => name) }
  }

  #wanted({ stems, format, range }: DragRequest, document: OpenDocument): Wanted[] {
    const { number, summary, separation } = document
    if (!separation) throw new Failure('bug', `document ${number} is not separated`)
    if (stems.length === 0) throw new Failure('export/nothing-to-write', 'no stems')
    const { componentCount } = separation.factorization
    const song = songOf(summary)
    const title = safeName(song, 'Recording')
    const own = `${title} ${this.#start}-${number}`
    return stems.map(({ name, components }) => {
      const wrong = components.find((k) => k >= componentCount)
      if (wrong !== undefined) throw new Failure('bug', `component ${wrong} of ${componentCount}`)
      const content = [separation.generation, components, format, range]
      const key = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 16)
      const stem = [{ stem: name, group: '' }]
      const said = { song, tempo: null }
      const { extension } = exportFormatFacts[format]
      const [file] = exportFileNames('{stem}', stem, said, extension)
      const below = `${own}/${key}/${file!}`
      return { name, components, below, path: join(this.#options.folder, below) }
    })
  }

  /** @returns false when the document was closed meanwhile */
  async #write(
    files: readonly Wanted[],
    request: DragRequest,
    document: OpenDocument
  ): Promise<boolean> {
    const { session, engine, emit, folder } = this.#options
    const { number, pcm, summary, separation } = document
    const { format, range } = request
    const closed = new AbortController()
    const gate = new ProgressGate({
      send: (fraction: number) => emit('dragProgress', { document: number, fraction })
    })
    await makeFolder(folder)
    let written = null
    try {
      const date = await recordingDate(summary.path)
      const span = range && within(range, summary.sampleCount)
      written = await engine.call(
        'writeStems',
        {
          pcm,
          summary,
          factorization: separation!.factorization,
          format,
          folder,
          overwrite: true,
          stems: files.map(({ name, components }) => ({ name, components, gain: 1 })),
          fileNames: [...files.map(({ below }) => below), 'Rest'],
          complete: false,
          ...(span && { range: span }),
          origin: { song: songOf(summary), artist: summary.tags.artist ?? '', date }
        },
        {
          signal: closed.signal,
          onProgress: ({ fraction }) => {
            if (session.find(number)) gate.push(fraction)
            else closed.abort()
          }
        }
      )
    } finally {
      // A worker that died, or was terminated for ignoring a cancel, could not clean up.
      if (written === null) await removeLeftovers(folder)
    }
    if (written === null || !session.find(number)) return false
    for (const [i, { path }] of files.entries()) {
      this.#made.set(path, written.levels[i]!.clippedSamples > 0)
    }
    gate.push(1)
    gate.flush()
    return true
  }
}

function within({ fromSample, toSample }: SampleRange, sampleCount: number): SampleRange {
  return { fromSample, toSample: Math.min(toSample, sampleCount) }
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isFile(),
    () => false
  )
}
