/**
 * A hidden folder inside the target folder, whose files are moved up together at the end. If one of
 * them cannot be moved, those moved before it are removed again. Everything is synchronous, since
 * it runs in workers.
 */
import * as nodeFs from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure } from '../../../../shared/failure'
import { temporaryName } from './leftovers'
import { moveIfFree, type MoveFs } from './move-file'
import { writeFailure } from './write-failure'

/** A set of files in the making. */
export interface StagingFolder {
  /** The hidden folder to write into. */
  readonly path: string
  /**
   * Moves files to their places, and makes missing folders.
   * @param names relative to the folder, with slashes
   * @returns absolute paths, in the same order
   * @throws Failure `export/not-writable` (reason `exists` when a name is taken),
   *   `export/over-source`, `export/disk-full`; then the folder is as it was
   */
  commit(names: readonly string[]): string[]
  /** Removes what was not committed. Harmless after `commit` and when repeated; never fails. */
  close(): void
}

/** What to do about existing files. */
export interface StagingRules {
  readonly overwrite: boolean
  /** A file that is never overwritten. */
  readonly source: string
}

/** The calls of node:fs that committing needs, so that tests can make them fail. */
export type StagingFs = MoveFs & Pick<typeof nodeFs, 'mkdirSync' | 'rmSync' | 'rmdirSync'>

/** A step of a commit, reverted by `undo`. */
type Undo = () => void

/** A thread that is just ending may hold a file for a moment, which matters on Windows. */
const RETRIES = 5

/**
 * Makes the hidden folder.
 * @param folder absolute; must be there
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export function openStaging(
  folder: string,
  rules: StagingRules,
  fs: StagingFs = nodeFs
): StagingFolder {
  const path = join(folder, temporaryName())
  attempt(folder, '', () => fs.mkdirSync(path))
  return {
    path,
    commit(names) {
      for (const name of names) checkTarget(folder, name, rules)
      const undos: Undo[] = []
      try {
        for (const name of names) {
          attempt(folder, name, () => {
            makeFolders(folder, dirname(name), undos, fs)
            replace(join(path, name), join(folder, name), path, rules.overwrite, undos, fs)
          })
        }
      } catch (thrown) {
        for (const undo of undos.toReversed()) undo()
        throw thrown
      }
      return names.map((name) => join(folder, name))
    },
    close() {
      try {
        fs.rmSync(path, { recursive: true, force: true, maxRetries: RETRIES })
      } catch {
        // It is removed later by its name; the caller reports the failure that led here.
      }
    }
  }
}

/**
 * Refuses a name that is taken.
 * @throws Failure `export/not-writable` with reason `exists`, `export/over-source`
 */
export function checkTarget(folder: string, name: string, rules: StagingRules): void {
  const target = join(folder, name)
  const details = { folder, name }
  const found = statsOf(target)
  if (found === null) return
  const source = statsOf(rules.source)
  if (source !== null && found.ino === source.ino && found.dev === source.dev) {
    throw new Failure('export/over-source', `${target} is the recording`, details)
  }
  if (rules.overwrite && found.isFile()) return
  throw taken(folder, name)
}

/** Null for what does not exist or cannot be read: writing it will tell why. */
function statsOf(path: string): nodeFs.BigIntStats | null {
  try {
    return nodeFs.statSync(path, { bigint: true })
  } catch {
    return null
  }
}

function taken(folder: string, name: string): Failure {
  const details = { folder, name, reason: 'exists' }
  return new Failure('export/not-writable', `${join(folder, name)} exists`, details)
}

function makeFolders(folder: string, below: string, undos: Undo[], fs: StagingFs): void {
  if (below === '.' || nodeFs.existsSync(join(folder, below))) return
  makeFolders(folder, dirname(below), undos, fs)
  fs.mkdirSync(join(folder, below))
  undos.push(() => quietly(() => fs.rmdirSync(join(folder, below))))
}

/** Moves a file to its place; an existing one waits in the hidden folder until all is done. */
function replace(
  from: string,
  to: string,
  staging: string,
  overwrite: boolean,
  undos: Undo[],
  fs: StagingFs
): void {
  if (overwrite && nodeFs.existsSync(to)) {
    const aside = join(staging, temporaryName())
    fs.renameSync(to, aside)
    undos.push(() => quietly(() => fs.renameSync(aside, to)))
  }
  if (!moveIfFree(fs, from, to)) throw taken(dirname(to), basename(to))
  undos.push(() => quietly(() => fs.unlinkSync(to)))
}

function attempt<T>(folder: string, name: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw writeFailure(folder, name, cause)
  }
}

function quietly(action: () => void): void {
  try {
    action()
  } catch {
    // The caller reports the failure that led here.
  }
}
