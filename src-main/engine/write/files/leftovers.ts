/**
 * Hidden folders that nobody works on any more, because their thread or their program has ended
 * before it could: they are found by their names and by the list (staging-list.ts), and carried to
 * their end.
 */
import { lstatSync, readdirSync, renameSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { listNames, look } from './commit-list'
import { settleHidden } from './commit-moves'
import { followTrail } from './folder-trail'
import { delist, enlist, readStagingList, type Listed } from './staging-list'
import { isOwnName, isTemporaryName, ownerState, temporaryName } from './temporary-name'

/** A thread that is just ending may hold its file for a moment, which matters on Windows. */
const ATTEMPTS = 10
const PAUSE = 100
const DAY = 24 * 60 * 60 * 1000
/** How long a folder on a disk that is not there is remembered. */
const KEPT_FOR = 90 * DAY

/** Who may have made a folder: anybody, or nobody who still runs but this process. */
export type Others = 'may run' | 'have ended'

/**
 * Removes what threads of this process began in a folder and neither finished nor removed; a commit
 * among it is undone. Never fails: the caller reports the failure that led here.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const names = await readdir(folder).catch(() => [])
    const left = names.filter(isOwnName)
    if (left.length === 0) return
    // The thread's last call may still be at work.
    if (attempt > 1 || left.some((name) => isCommitting(join(folder, name)))) {
      await setTimeout(PAUSE)
    }
    for (const path of left.map((name) => join(folder, name))) {
      if (isCommitting(path)) settleHidden(path, 'undo')
      else await rm(path, { force: true, recursive: true }).catch(() => undefined)
    }
    if (attempt === ATTEMPTS) return
  }
}

/**
 * Settles what programs that have ended left in a folder. Never fails.
 * @param list as for `enlist`
 */
export function settleFolder(folder: string, list: string | null): void {
  for (const name of namesIn(folder).filter(isTemporaryName)) {
    const path = join(folder, name)
    if (isAbandoned(path, 'may run')) settle(path, list)
  }
}

/**
 * Settles what is on a list and was left by programs that have ended. Never fails.
 * @param list absolute path of the list's folder, which need not exist
 * @param others who else may work on what is on the list
 */
export function settleListed(list: string, others: Others, now = Date.now()): void {
  for (const entry of readStagingList(list)) {
    const path = placeOf(entry)
    if (path === null) {
      const isReachable = look(dirname(entry.path)) !== null
      if (isReachable || now - entry.since > KEPT_FOR) delist(list, entry.path)
    } else if (isAbandoned(path, others) && settle(path, list)) {
      delist(list, entry.path)
    }
  }
}

/** Where a listed folder is now, null when it is nowhere. */
function placeOf({ path, trail }: Listed): string | null {
  if (look(path) !== null) return path
  const around = followTrail(dirname(path), trail)
  if (around === null) return null
  const moved = join(around, basename(path))
  return look(moved) === null ? null : moved
}

/**
 * Takes a folder over and carries it to its end. Taking over is a change of name, so that of two
 * programs that find the same folder only one works on it.
 * @returns whether it is no longer under its old name
 */
function settle(path: string, list: string | null): boolean {
  const own = join(dirname(path), temporaryName())
  enlist(list, own)
  try {
    renameSync(path, own)
  } catch {
    delist(list, own)
    return look(path) === null
  }
  if (settleHidden(own, 'finish')) delist(list, own)
  return true
}

/**
 * Whether nobody works on a hidden folder. Where that cannot be known, because it is another
 * machine's or another container's, one in which nothing has changed for a day counts.
 */
function isAbandoned(path: string, others: Others): boolean {
  const name = basename(path)
  if (isOwnName(name)) return false
  const state = ownerState(name)
  if (state === 'unknown') return others === 'have ended' || Date.now() - lastChange(path) > DAY
  return state === 'ended'
}

/** When a folder or a file in it was last changed, in milliseconds since 1970. */
function lastChange(path: string): number {
  const paths = [path, ...namesIn(path).map((name) => join(path, name))]
  return Math.max(...paths.map((one) => lstatSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0))
}

function isCommitting(path: string): boolean {
  return namesIn(path).some((name) => listNames.includes(name))
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
