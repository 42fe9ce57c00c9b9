/**
 * Moves the files of a hidden folder up together, by the list in it (commit-list.ts). Every step
 * can be the last one of its process: what finds the folder later sees from the files how far the
 * moves have come, and finishes them or undoes them. Files that were set aside to make room go back
 * wherever their name is free.
 */
import * as nodeFs from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../../../shared/failure'
import {
  foldersOf,
  listNames,
  look,
  markList,
  printOf,
  readList,
  type CommitList,
  type ListFs,
  type Move
} from './commit-list'
import { moveIfFree, type MoveFs } from './move-file'
import { syncFolder } from './sync-files'
import { writeFailure } from './write-failure'

/** The calls of node:fs that moving a set needs, so that tests can make them fail. */
export type CommitFs = MoveFs & ListFs & Pick<typeof nodeFs, 'mkdirSync' | 'rmSync' | 'rmdirSync'>

/** Folder of the files that were set aside; each is called by the index of its move. */
const REPLACED = '.replaced'
/** A thread that is just ending may hold a file for a moment, which matters on Windows. */
const RETRIES = 5

/**
 * Moves every file of the list to its place that is not there yet.
 * @param leftAt when a process that ended wrote the list, in nanoseconds; null in the process that
 *   wrote it
 * @throws Failure `export/not-writable` (reason `exists` when a name is taken), `export/disk-full`
 */
export function finishMoves(
  hidden: string,
  list: CommitList,
  leftAt: bigint | null,
  fs: CommitFs
): void {
  const folder = dirname(hidden)
  const folders = foldersOf(list.moves.map(({ name }) => name))
  const attempt = (name: string, action: () => void): void => {
    try {
      action()
    } catch (cause) {
      throw writeFailure(folder, name, cause)
    }
  }
  if (list.moves.some(({ replaces }) => replaces !== null)) {
    attempt('', () => makeFolder(join(hidden, REPLACED), fs))
  }
  for (const path of folders) attempt(path, () => makeFolder(join(folder, path), fs))
  for (const [i, move] of list.moves.entries()) {
    attempt(move.name, () => advance(hidden, move, i, leftAt, fs))
  }
  for (const path of ['', ...folders]) attempt(path, () => syncFolder(join(folder, path), fs))
}

/**
 * Moves the files of the list back, as far as they have come, and those that were set aside to
 * their places. Never fails.
 * @param leftAt as for `finishMoves`
 * @returns whether the folder is as it was, so that nothing in the hidden one is needed
 */
export function undoMoves(
  hidden: string,
  { moves, folders }: CommitList,
  leftAt: bigint | null,
  fs: CommitFs
): boolean {
  const folder = dirname(hidden)
  let isUndone = quietly(() => markList(hidden, 'undoing', fs))
  for (const [i, move] of [...moves.entries()].reverse()) {
    isUndone = quietly(() => revert(hidden, move, i, leftAt, fs)) && isUndone
  }
  for (const path of folders.toReversed()) quietly(() => fs.rmdirSync(join(folder, path)))
  quietly(() => syncFolder(folder, fs))
  return isUndone && moves.every((_, i) => look(asidePath(hidden, i)) === null)
}

/** Ends a commit whose moves are all done, and removes the hidden folder. Never fails. */
export function closeCommit(hidden: string, { moves }: CommitList, fs: CommitFs): void {
  quietly(() => {
    markList(hidden, 'done', fs)
    for (const [i, { name }] of moves.entries()) putBack(hidden, name, i, fs)
    drop(hidden, fs)
  })
}

/**
 * Carries a hidden folder to its end that nobody works on any more: the set is then there whole or
 * not at all, and no file that was set aside is lost. Never fails.
 * @param direction what becomes of a commit that was cut; one that cannot be finished, because a
 *   name is taken, is undone
 * @returns whether the hidden folder is gone; if not, something in it is still needed
 */
export function settleHidden(
  hidden: string,
  direction: 'finish' | 'undo',
  fs: CommitFs = nodeFs
): boolean {
  const list = readList(hidden)
  if (list === 'unreadable') return false
  if (list === 'none') {
    if (look(join(hidden, REPLACED)) === null) quietly(() => drop(hidden, fs))
    return look(hidden) === null
  }
  if (list.state === 'done' || (list.state === 'doing' && direction === 'finish')) {
    try {
      if (list.state === 'doing') finishMoves(hidden, list, list.writtenAt, fs)
      closeCommit(hidden, list, fs)
      return look(hidden) === null
    } catch (thrown) {
      // A full disk or a folder that is closed just now may be open the next time.
      if (!isTaken(thrown)) return false
    }
  }
  if (undoMoves(hidden, list, list.writtenAt, fs)) quietly(() => drop(hidden, fs))
  return look(hidden) === null
}

/** Moves one file up, from wherever an earlier attempt has left it. */
function advance(
  hidden: string,
  { name, replaces }: Move,
  index: number,
  leftAt: bigint | null,
  fs: CommitFs
): void {
  const from = join(hidden, name)
  const to = join(dirname(hidden), name)
  const staged = look(from)
  if (staged === null) return
  const there = look(to)
  if (there !== null && isSame(staged, there)) return fs.unlinkSync(from)
  const aside = asidePath(hidden, index)
  if (there !== null && printOf(there) === replaces && look(aside) === null) {
    fs.renameSync(to, aside)
  }
  if (moveIfFree(fs, from, to)) return
  if (!isReservation(look(to), leftAt)) throw taken(dirname(hidden), name)
  fs.renameSync(from, to)
}

/** Moves one file back, and the one that made room for it. */
function revert(
  hidden: string,
  { name, print }: Move,
  index: number,
  leftAt: bigint | null,
  fs: CommitFs
): void {
  const from = join(hidden, name)
  const to = join(dirname(hidden), name)
  const staged = look(from)
  const there = look(to)
  if (there !== null) {
    if (staged === null) {
      if (printOf(there) === print) fs.renameSync(to, from)
    } else if (isSame(staged, there) || isReservation(there, leftAt)) fs.unlinkSync(to)
  }
  putBack(hidden, name, index, fs)
}

/** Moves a file that was set aside to its place, if nothing else is there. */
function putBack(hidden: string, name: string, index: number, fs: CommitFs): void {
  const aside = asidePath(hidden, index)
  const to = join(dirname(hidden), name)
  if (look(aside) !== null && look(to) === null) fs.renameSync(aside, to)
}

/** Removes a hidden folder; the list goes last, since it says what the rest is. */
function drop(hidden: string, fs: CommitFs): void {
  const names = nodeFs.readdirSync(hidden).filter((name) => !listNames.includes(name))
  for (const name of [...names, ...listNames]) {
    fs.rmSync(join(hidden, name), { recursive: true, force: true, maxRetries: RETRIES })
  }
  fs.rmdirSync(hidden)
}

function asidePath(hidden: string, index: number): string {
  return join(hidden, REPLACED, String(index))
}

/** Two names of one file: a move was cut after the link and before the old name went. */
function isSame(a: nodeFs.BigIntStats, b: nodeFs.BigIntStats): boolean {
  return a.ino === b.ino && a.dev === b.dev && a.ino !== 0n
}

/** An empty file by which a process that ended reserved a name, where there are no hard links. */
function isReservation(there: nodeFs.BigIntStats | null, leftAt: bigint | null): boolean {
  if (there === null || leftAt === null) return false
  return there.isFile() && there.size === 0n && there.mtimeNs >= leftAt
}

function makeFolder(path: string, fs: CommitFs): void {
  if (!nodeFs.statSync(path, { throwIfNoEntry: false })?.isDirectory()) fs.mkdirSync(path)
}

/** The failure of a name that is taken. */
export function taken(folder: string, name: string): Failure {
  const details = { folder, name, reason: 'exists' }
  return new Failure('export/not-writable', `${join(folder, name)} exists`, details)
}

function isTaken(thrown: unknown): boolean {
  return thrown instanceof Failure && thrown.details['reason'] === 'exists'
}

/** @returns whether it succeeded */
function quietly(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}
