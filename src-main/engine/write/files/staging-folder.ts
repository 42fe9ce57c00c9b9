/**
 * A hidden folder inside the target folder, whose files are moved up together at the end
 * (commit-moves.ts). If one of them cannot be moved, those moved before it are moved back.
 * Everything is synchronous, since it runs in workers.
 */
import * as nodeFs from 'node:fs'
import { basename, join } from 'node:path'
import { Failure } from '../../../../shared/failure'
import { look, planMoves, writeList, type CommitList } from './commit-list'
import { closeCommit, finishMoves, settleHidden, taken, undoMoves } from './commit-moves'
import type { CommitFs } from './commit-moves'
import { followTrail, trailOf } from './folder-trail'
import { delist, enlist } from './staging-list'
import { temporaryName } from './temporary-name'
import { writeFailure } from './write-failure'

/** A set of files in the making. */
export interface StagingFolder {
  /** The hidden folder to write into. */
  readonly path: string
  /**
   * Moves files to their places, and makes missing folders.
   * @param names relative to the folder, with slashes
   * @returns absolute paths, in the same order
   * @throws Failure `export/not-writable` (reason `exists` when a name is taken, `in-the-way` when
   *   by something that is no file), `export/over-source`, `export/disk-full`; then the folder is
   *   as it was
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

/** The calls of node:fs that a staging folder needs, so that tests can make them fail. */
export type StagingFs = CommitFs

/**
 * Makes the hidden folder.
 * @param folder absolute; must be there
 * @param list where the hidden folder is listed (staging-list.ts), null for nowhere
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export function openStaging(
  folder: string,
  rules: StagingRules,
  fs: StagingFs = nodeFs,
  list: string | null = null
): StagingFolder {
  const path = join(folder, temporaryName())
  const trail = trailOf(folder)
  enlist(list, path)
  try {
    attempt(folder, '', () => fs.mkdirSync(path))
  } catch (thrown) {
    delist(list, path)
    throw thrown
  }
  let committed: CommitList | null = null
  return {
    path,
    commit(names) {
      if (names.length === 0) return []
      for (const name of names) checkTarget(folder, name, rules)
      const moves = attempt(folder, '', () => planMoves(path, names))
      attempt(folder, '', () => writeList(path, moves, fs))
      try {
        finishMoves(path, moves, null, fs)
      } catch (thrown) {
        undoMoves(path, moves, null, fs)
        throw thrown
      }
      committed = moves
      return names.map((name) => join(folder, name))
    },
    close() {
      // The folder around it may have been renamed meanwhile.
      const around = look(path) === null ? followTrail(folder, trail) : folder
      const hidden = around === null ? path : join(around, basename(path))
      if (committed !== null) closeCommit(hidden, committed, fs)
      else if (look(hidden) !== null) settleHidden(hidden, 'undo', fs)
      if (look(hidden) === null) delist(list, path)
    }
  }
}

/**
 * Refuses a name that is taken.
 * @throws Failure `export/not-writable` with reason `exists`, or `in-the-way` for what is never
 *   overwritten; `export/over-source`
 */
export function checkTarget(folder: string, name: string, rules: StagingRules): void {
  const target = join(folder, name)
  const details = { folder, name }
  const found = statsOf(() => look(target))
  if (found === null) return
  const file = statsOf(() => nodeFs.statSync(target, { bigint: true }))
  const source = statsOf(() => nodeFs.statSync(rules.source, { bigint: true }))
  if (file !== null && source !== null && file.ino === source.ino && file.dev === source.dev) {
    throw new Failure('export/over-source', `${target} is the recording`, details)
  }
  if (!found.isFile() && !(found.isSymbolicLink() && (file?.isFile() ?? true))) {
    const reason = 'in-the-way'
    throw new Failure('export/not-writable', `${target} is no file`, { ...details, reason })
  }
  if (!rules.overwrite) throw taken(folder, name)
}

/** Null for what does not exist or cannot be read: writing it will tell why. */
function statsOf(stats: () => nodeFs.BigIntStats | null): nodeFs.BigIntStats | null {
  try {
    return stats()
  } catch {
    return null
  }
}

function attempt<T>(folder: string, name: string, action: () => T): T {
  try {
    return action()
  } catch (cause) {
    throw writeFailure(folder, name, cause)
  }
}
