/**
 * Finds the recordings in what was dropped or named: folders are searched, files are taken as they
 * are. The search is bounded, in time too: somebody may drop a whole disk, or one that hangs.
 */
import type { Dirent } from 'node:fs'
import { opendir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AudioList, ListedAudio } from '../../shared/contract'
import { isAudioName } from './audio-names'

interface Limits {
  readonly files: number
  /** Folders within folders. */
  readonly depth: number
  /** Files and folders of any kind that are looked at. */
  readonly entries: number
  readonly milliseconds: number
}

const usualLimits: Limits = { files: 500, depth: 8, entries: 20_000, milliseconds: 5000 }

/**
 * Files in the order they were named; those of a folder by name, "2" before "10", its own before
 * those of the folders in it. Unreadable folders are left out, links are not followed, nothing is
 * listed twice.
 * @returns null when cancelled; where the search was given up, what was found by then
 */
export async function listAudio(
  paths: readonly string[],
  {
    limits: given,
    signal
  }: { readonly limits?: Partial<Limits>; readonly signal?: AbortSignal } = {}
): Promise<AudioList | null> {
  const search = new Search({ ...usualLimits, ...given }, signal ?? null)
  await search.run(paths)
  return signal?.aborted ? null : search.list
}

class Search {
  readonly #limits: Limits
  readonly #signal: AbortSignal | null
  readonly #found = new Map<string, ListedAudio>()
  #entries = 0
  #isStopped = false

  constructor(limits: Limits, signal: AbortSignal | null) {
    this.#limits = limits
    this.#signal = signal
  }

  /** What was found so far. */
  get list(): AudioList {
    const { files: most } = this.#limits
    const files = [...this.#found.values()]
    const isFull = files.length > most
    return {
      files: files.slice(0, most),
      cut: isFull ? 'files' : this.#isStopped ? 'search' : null
    }
  }

  /** Searches until all is seen, a limit is reached or the search is cancelled. */
  async run(paths: readonly string[]): Promise<void> {
    let end = (): void => undefined
    // A disk that does not answer keeps the reading itself waiting, so that is left behind.
    const ended = new Promise<void>((resolve) => (end = resolve))
    const late = setTimeout(() => {
      this.#isStopped = true
      end()
    }, this.#limits.milliseconds)
    this.#signal?.addEventListener('abort', end, { once: true })
    try {
      if (!this.#signal?.aborted) await Promise.race([this.#searchAll(paths), ended])
    } finally {
      clearTimeout(late)
      this.#signal?.removeEventListener('abort', end)
    }
  }

  async #searchAll(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      if (this.#isOver) return
      if (await isFolder(path)) await this.#searchFolder(path, this.#limits.depth)
      else this.#add(path)
    }
  }

  get #isOver(): boolean {
    const isCancelled = this.#signal?.aborted ?? false
    return isCancelled || this.#isStopped || this.#found.size > this.#limits.files
  }

  #add(path: string): void {
    const hasRoom = this.#found.size <= this.#limits.files
    if (hasRoom) this.#found.set(path, { path, name: basename(path) })
  }

  async #searchFolder(folder: string, depth: number): Promise<void> {
    const entries = await this.#entriesOf(folder)
    entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
    for (const entry of entries) {
      if (entry.isFile() && isAudioName(entry.name)) this.#add(join(folder, entry.name))
    }
    for (const entry of depth > 0 ? entries : []) {
      if (this.#isOver) return
      const isSearched = entry.isDirectory() && !entry.name.startsWith('.')
      if (isSearched) await this.#searchFolder(join(folder, entry.name), depth - 1)
    }
  }

  async #entriesOf(folder: string): Promise<Dirent[]> {
    const entries: Dirent[] = []
    try {
      for await (const entry of await opendir(folder, { bufferSize: 256 })) {
        if (this.#entries >= this.#limits.entries) {
          this.#isStopped = true
          break
        }
        if (this.#isOver) break
        this.#entries++
        entries.push(entry)
      }
    } catch {
      // What was read before it became unreadable counts.
    }
    return entries
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false // what cannot be examined counts as a file, and fails as one with a reason
  )
}
