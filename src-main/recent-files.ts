/** The files opened before, newest first, kept in recent-files.json. */
import { basename, isAbsolute } from 'node:path'
import type { AudioSummary } from '../shared/audio'
import { durationSeconds } from '../shared/audio'
import type { RecentFile } from '../shared/contract'
import type { JsonFile } from './json-file'
import { isCount, isNumberIn, isPlainObject, isText } from './plain-value'

/** As many files as are remembered. */
export const recentFileLimit = 12

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

  constructor(file: JsonFile, now: () => number = Date.now) {
    this.#file = file
    this.#now = now
    this.#list = repairRecentFiles(file.read())
  }

  /** Newest first. */
  get list(): readonly RecentFile[] {
    return this.#list
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

  /** Forgets all of them. */
  clear(): Promise<void> {
    return this.#replace([])
  }

  #replace(list: readonly RecentFile[]): Promise<void> {
    this.#list = list
    return this.#file.write(list)
  }
}
