/** The files opened before, newest first, kept in recent-files.json. */
import { stat } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import type { AudioSummary } from '../../shared/audio'
import { durationSeconds } from '../../shared/audio'
import type { ListedFile, RecentFile } from '../../shared/contract'
import type { JsonFile } from './json-file'
import { isCount, isNumberIn, isPlainObject, isText } from '../../shared/plain-value'

/** Most files that are remembered. */
export const recentFileLimit = 12

/** After this many milliseconds without an answer a disk is assumed to have its files. */
const PATIENCE_MS = 700

/** The entries of `value` that are recent files; the rest is dropped. */
export function repairRecentFiles(value: unknown): RecentFile[] {
  return Array.isArray(value) ? value.filter(isRecentFile).slice(0, recentFileLimit) : []
}

function isRecentFile(value: unknown): value is RecentFile {
  return (
    isPlainObject(value) &&
    isText(value['path'], 4096) &&
    isAbsolute(value['path']) &&
    isText(value['name'], 1024) &&
    isNumberIn(value['seconds'], 0, 1e9) &&
    isNumberIn(value['sampleRate'], 1, 1e9) &&
    isCount(value['channelCount'], 1024) &&
    isCount(value['openedAt'])
  )
}

/** The recent files in memory and on disk. */
export class RecentFiles {
  readonly #file: JsonFile
  readonly #now: () => number
  #list: readonly RecentFile[]
  #missing: ReadonlySet<string> = new Set()

  constructor(file: JsonFile, now: () => number = Date.now) {
    this.#file = file
    this.#now = now
    const stored = file.read()
    this.#list = repairRecentFiles(stored)
    const isWhole = Array.isArray(stored) && stored.every(isRecentFile)
    if (stored !== undefined && !isWhole) file.keepCopy()
  }

  /** Newest first. */
  get list(): readonly RecentFile[] {
    return this.#list
  }

  /** Newest first, with what `look` last found. */
  get listed(): readonly ListedFile[] {
    return this.#list.map((file) => ({ ...file, isMissing: this.#missing.has(file.path) }))
  }

  /** Checks which of them still exist. */
  async look(): Promise<readonly ListedFile[]> {
    const paths = this.#list.map(({ path }) => path)
    const gone = await Promise.all(paths.map(isGone))
    this.#missing = new Set(paths.filter((_, i) => gone[i]))
    return this.listed
  }

  /** Puts a file first that was just opened; settles when the list is on disk. */
  add(summary: AudioSummary): Promise<void> {
    const { path, sampleRate, channelCount } = summary
    const seconds = durationSeconds(summary)
    const openedAt = this.#now()
    const entry = { path, name: basename(path), seconds, sampleRate, channelCount, openedAt }
    const others = this.#list.filter((file) => file.path !== path)
    return this.#replace([entry, ...others].slice(0, recentFileLimit))
  }

  /** Forgets one of them. */
  remove(path: string): Promise<void> {
    return this.#replace(this.#list.filter((file) => file.path !== path))
  }

  /** Forgets all of them. */
  clear(): Promise<void> {
    return this.#replace([])
  }

  #replace(list: readonly RecentFile[]): Promise<void> {
    this.#list = list
    return this.#file.write(list)
  }
}

async function isGone(path: string): Promise<boolean> {
  const looked = stat(path).then(
    () => false,
    () => true
  )
  const late = new Promise<boolean>((resolve) => {
    setTimeout(() => resolve(false), PATIENCE_MS).unref()
  })
  return Promise.race([looked, late])
}
