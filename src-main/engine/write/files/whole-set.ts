/**
 * A set of files that appears whole or not at all: names and disk space are checked before anything
 * is written, then all is written into a hidden folder inside the target folder (staging-folder.ts)
 * and moved up together. A failure or a cancel leaves the folder as it was.
 */
import * as nodeFs from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from '../../../../shared/failure'
import { settleFolder } from './leftovers'
import { checkTarget, openStaging, type StagingFs, type StagingRules } from './staging-folder'
import { syncFiles } from './sync-files'
import { writeFailure } from './write-failure'

/** Files that are to appear together. */
export interface FileSet extends StagingRules {
  /** The target folder, which must exist. */
  readonly folder: string
  /** Files whose names are known in advance, relative to the folder, with slashes. */
  readonly names: readonly string[]
  /** Folders below it for files that get their names while they are written. */
  readonly folders?: readonly string[]
  /** Most bytes of all files together. */
  readonly neededBytes: number
}

/** Files that were written, and another result. */
export interface FilledFolder<T> {
  /** Files to keep, relative to the folder, with slashes; all others are dropped. */
  readonly names: readonly string[]
  readonly result: T
  /** Asked when the files are on the disk, before any is moved; false drops everything. */
  readonly isWanted?: () => boolean
}

/** The calls of node:fs that a set needs, so that tests can make them fail. */
export type WholeSetFs = StagingFs & Pick<typeof nodeFs, 'statfsSync'>

/** What writing a set works with. */
export interface WholeSetTools {
  readonly fs?: WholeSetFs
  /** Where the hidden folder is listed (staging-list.ts), null for nowhere. */
  readonly stagingList?: string | null
}

/**
 * Writes a set of files.
 * @param fill writes into the folder that it is given, in which all needed folders exist; null
 *   drops everything
 * @returns the result, and the absolute paths of the files, in the order of their names
 * @throws Failure `export/not-writable` (reason `exists` when a name is taken),
 *   `export/over-source`, `export/disk-full`, and whatever `fill` throws, with the target folder in
 *   its details
 */
export async function writeWholeSet<T>(
  set: FileSet,
  fill: (folder: string) => Promise<FilledFolder<T> | null>,
  { fs = nodeFs, stagingList = null }: WholeSetTools = {}
): Promise<{ readonly paths: readonly string[]; readonly result: T } | null> {
  const folder = resolve(set.folder)
  for (const name of set.names) checkTarget(folder, name, set)
  settleFolder(folder, stagingList)
  checkSpace(folder, set, fs)
  const staging = openStaging(folder, set, fs, stagingList)
  try {
    for (const path of foldersOf(set)) fs.mkdirSync(join(staging.path, path), { recursive: true })
    const filled = await fill(staging.path)
    if (filled === null) return null
    await syncFiles(filled.names.map((name) => join(staging.path, name)))
    if (filled.isWanted?.() === false) return null
    return { paths: staging.commit(filled.names), result: filled.result }
  } catch (thrown) {
    throw meant(thrown, staging.path, folder)
  } finally {
    staging.close()
  }
}

/** Folders below the target folder. */
function foldersOf({ names, folders = [] }: FileSet): Set<string> {
  const all = new Set([...names.map((name) => dirname(name)), ...folders])
  all.delete('.')
  return all
}

/** Some network folders report no blocks: there only writing shows whether there is space. */
function checkSpace(folder: string, { names, neededBytes }: FileSet, fs: WholeSetFs): void {
  const name = names[0] ?? ''
  try {
    const { bavail, bsize, blocks } = fs.statfsSync(folder)
    const freeBytes = bavail * bsize
    if (blocks === 0 || freeBytes >= neededBytes) return
    const details = { folder, name, freeBytes, neededBytes }
    throw new Failure('export/disk-full', `${folder}: ${freeBytes} bytes are free`, details)
  } catch (cause) {
    throw writeFailure(folder, name, cause)
  }
}

/** A failure inside the hidden folder, with the target folder in its details. */
function meant(thrown: unknown, hidden: string, folder: string): unknown {
  const cause = writeFailure(hidden, '', thrown)
  if (!(cause instanceof Failure) || cause.details['folder'] !== hidden) return cause
  const { code, message, details } = cause
  return new Failure(code, message, { ...details, folder }, { cause })
}
