/**
 * Files that come into the window from outside: one recording is opened, several wait in the queue.
 */
import type { AudioList } from '../../../shared/contract'
import { Failure } from '../../../shared/failure'
import type { Notices } from '../shell/notices.svelte'
import type { Queue } from '../batch/queue.svelte'

interface IncomingParts {
  readonly queue: Queue
  readonly notices: Notices
  /** Whether something is open. */
  readonly isOpen: () => boolean
  /** Why nothing can be opened now; null when it can. */
  readonly obstacle: () => string | null
  /** The recordings among them; null when the search was cancelled. */
  readonly list: (paths: readonly string[]) => Promise<AudioList | null>
  readonly open: (path: string) => Promise<void>
  /** Path of a dropped file, '' when it has none. */
  readonly pathOf: (file: File) => string
  /** Whether files are stems that are being dragged out of this window. */
  readonly isOwn: (paths: readonly string[]) => boolean
}

/** Takes files and folders, from any source. */
export class Incoming {
  readonly #parts: IncomingParts

  constructor(parts: IncomingParts) {
    this.#parts = parts
  }

  /** Takes what was dropped on the window; files that are not on this computer have no path. */
  async drop(files: readonly File[]): Promise<void> {
    const { notices, pathOf, isOwn } = this.#parts
    const paths = files.map(pathOf).filter((path) => path !== '')
    // A stem that is dragged out and dropped on this window goes nowhere.
    if (isOwn(paths)) return
    if (paths.length === 0) {
      notices.remark('Nothing was opened', 'What was dropped is not a file on this computer.')
      return
    }
    await this.take(paths)
  }

  /**
   * Opens the one recording in `paths`, or puts all of them into the queue; the first is opened if
   * nothing is open.
   */
  async take(paths: readonly string[]): Promise<void> {
    const { queue, notices, list, open, isOpen, obstacle } = this.#parts
    const why = obstacle()
    if (why !== null) return notices.remark('Nothing was opened', why)
    const [first] = paths
    if (first === undefined) return
    try {
      const found = await list(paths)
      if (found === null) return
      const { files, cut } = found
      const [only] = files
      if (only === undefined) throw nothingIn(first, cut === 'search' ? 'search' : 'no-audio')
      if (cut !== null) notices.remark('Not all of it', cutText(cut, files.length))
      if (files.length === 1) return await open(only.path)
      queue.add(files)
      if (!isOpen()) await this.openNext()
    } catch (thrown) {
      notices.fail(thrown)
    }
  }

  /** Opens the first one that waits. */
  async openNext(): Promise<void> {
    const { queue, open } = this.#parts
    const [next] = queue.waiting
    if (next) await open(next.path)
  }
}

function nothingIn(path: string, reason: 'no-audio' | 'search'): Failure {
  const name = path.split(/[\\/]/).at(-1) ?? path
  return new Failure('audio/unreadable', `no sound files in ${path}`, { path, name, reason })
}

function cutText(cut: 'files' | 'search', count: number): string {
  if (cut === 'files') return `The first ${count} recordings are in the queue.`
  const found = count === 1 ? '1 recording was' : `${count} recordings were`
  return `The search took too long and was given up; ${found} found by then. Drop the folders that hold the rest.`
}
