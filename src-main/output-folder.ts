/**
 * A folder that gets all of a set of files or none: they are written into a hidden folder inside it
 * and moved up together at the end.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  rmdirSync,
  statSync
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { Failure } from '../shared/failure'

/** A set of files in the making. */
export interface OutputFolder {
  /** Absolute path of the folder that is meant. */
  readonly path: string
  /** Where to write meanwhile. */
  readonly staging: string
  /**
   * Moves files of the staging folder to their place.
   * @returns their absolute paths
   * @throws Failure `export/not-writable` when a name is taken, `export/over-source`
   */
  commit(names: readonly string[]): string[]
  /** Leaves no trace of what was not committed. Harmless after `commit` and twice. */
  close(): void
}

/** What to do about files that are there. */
export interface OutputRules {
  readonly overwrite: boolean
  /** A file that is never written over. */
  readonly source: string
}

/**
 * Makes the folder if it is missing, and the staging folder in it.
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export function openOutputFolder(folder: string, { overwrite, source }: OutputRules): OutputFolder {
  const path = resolve(folder)
  let firstMade: string | undefined
  let staging: string
  try {
    firstMade = makeFolders(path)
    staging = mkdtempSync(join(path, '.partwise-'))
  } catch (cause) {
    removeEmpty(path, firstMade)
    throw folderFailure(path, cause)
  }
  return {
    path,
    staging,
    commit(names) {
      for (const name of names) checkTarget(path, name, overwrite, source)
      try {
        for (const name of names) renameSync(join(staging, name), join(path, name))
      } catch (cause) {
        throw folderFailure(path, cause)
      }
      return names.map((name) => join(path, name))
    },
    close() {
      rmSync(staging, { recursive: true, force: true })
      removeEmpty(path, firstMade)
    }
  }
}

/**
 * Refuses a name that is taken.
 * @throws Failure `export/not-writable` with reason `exists`, `export/over-source`
 */
export function checkTarget(
  folder: string,
  name: string,
  overwrite: boolean,
  source: string
): void {
  const target = join(folder, name)
  if (!existsSync(target)) return
  const details = { folder, name }
  if (isSameFile(target, source)) {
    throw new Failure('export/over-source', `${target} is the recording`, details)
  }
  if (overwrite && statSync(target).isFile()) return
  throw new Failure('export/not-writable', `${target} exists`, { ...details, reason: 'exists' })
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [a, b].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return one !== undefined && one.ino === other?.ino && one.dev === other.dev
}

function folderFailure(folder: string, cause: unknown): Failure {
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  const code = reason === 'ENOSPC' ? 'export/disk-full' : 'export/not-writable'
  const details = { folder, name: basename(folder), reason }
  return new Failure(code, `${folder}: ${reason}`, details, { cause })
}

/**
 * Makes a folder and what is missing above it, one by one: `recursive` never returns where the
 * system takes a folder for missing and refuses to make it, as below /proc.
 * @returns the topmost folder that was made
 */
function makeFolders(path: string): string | undefined {
  const missing: string[] = []
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  try {
    for (const folder of missing.toReversed()) mkdirSync(folder)
  } catch (cause) {
    removeEmpty(dirname(path), missing.at(-1))
    throw cause
  }
  return missing.at(-1)
}

/** Removes a folder and those above it up to the first one that was made, as far as they are empty. */
function removeEmpty(folder: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return
  for (let path = folder; path.length >= firstMade.length; path = dirname(path)) {
    try {
      if (existsSync(path)) rmdirSync(path)
    } catch {
      return // it is not empty, so it stays, and so do those above it
    }
  }
}
