/**
 * Small JSON files in the user's data folder. An unreadable file counts as absent, since it is
 * never worth a failed start, and is kept beside before it is replaced. Each write goes to a new
 * file that is on the disk before it is renamed, one after another for each file.
 */
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import {
  syncDescriptor,
  syncFiles,
  syncFolder,
  syncFolderAside
} from '../engine/write/files/sync-files'

/** One JSON file. */
export interface JsonFile {
  /** Its value, undefined when the file is missing or is not JSON. Waits for no write. */
  read(): unknown
  /**
   * Keeps what is in the file now in another one beside it, with `.unreadable` behind its name,
   * once it is about to be replaced. A file that is not JSON is kept without being asked for.
   */
  keepCopy(): void
  /** Replaces its value; settles when it is on disk. Of waiting writes only the last is done. */
  write(value: unknown): Promise<void>
  /** The same synchronously, for when the process is about to end. */
  writeNow(value: unknown): void
}

/** The JSON file at a path; its folder is made by the first write. */
export function jsonFile(path: string): JsonFile {
  const aside = `${path}.new`
  const kept = `${path}.unreadable`
  let waiting: { value: unknown } | null = null
  let writing: Promise<void> = Promise.resolve()
  let mustKeep = false
  removeQuietly(aside) // which a run that was killed has left

  const writeWaiting = async (): Promise<void> => {
    if (!waiting) return
    const text = textOf(waiting.value)
    waiting = null
    await mkdir(dirname(path), { recursive: true })
    try {
      await writeFile(aside, text)
      await syncFiles([aside])
      if (mustKeep) await copyFile(path, kept).catch(() => undefined)
      mustKeep = false
      await rename(aside, path)
    } catch (cause) {
      await rm(aside, { force: true })
      throw cause
    }
    await syncFolderAside(dirname(path))
  }

  return {
    read: () => {
      let text
      try {
        text = readFileSync(path, 'utf8')
        return JSON.parse(text) as unknown
      } catch {
        if (text !== undefined) mustKeep = true
        return undefined
      }
    },
    keepCopy: () => {
      mustKeep = true
    },
    write: (value) => {
      waiting = { value }
      writing = writing.catch(() => undefined).then(writeWaiting)
      return writing
    },
    writeNow: (value) => {
      waiting = null
      mkdirSync(dirname(path), { recursive: true })
      const descriptor = openSync(aside, 'w')
      try {
        writeFileSync(descriptor, textOf(value))
        syncDescriptor(descriptor)
      } finally {
        closeSync(descriptor)
      }
      if (mustKeep) copyQuietly(path, kept)
      mustKeep = false
      renameSync(aside, path)
      syncFolder(dirname(path))
    }
  }
}

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true })
  } catch {
    // The next write replaces it, or says why not.
  }
}

function copyQuietly(from: string, to: string): void {
  try {
    copyFileSync(from, to)
  } catch {
    // What cannot be kept is not worth more than what is to be remembered now.
  }
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
