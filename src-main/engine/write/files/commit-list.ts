/**
 * The list of moves of a commit, which lies in the hidden folder from before the first move until
 * after the last one. Whoever finds a hidden folder that was left behind can finish the moves with
 * it, or undo them (commit-moves.ts).
 */
import * as nodeFs from 'node:fs'
import { dirname, join } from 'node:path'
import { isPlainObject, isText } from '../../../../shared/plain-value'
import { syncDescriptor, syncFolder, type SyncFs } from './sync-files'

/** One file that moves up from the hidden folder. */
export interface Move {
  /** Relative to either folder, with slashes. */
  readonly name: string
  /** Of the new file. */
  readonly print: string
  /** Print of the file that is there and is replaced; null when the name is free. */
  readonly replaces: string | null
}

/** All moves of a commit. */
export interface CommitList {
  readonly moves: readonly Move[]
  /** Folders that the commit has to make, those above first; relative, with slashes. */
  readonly folders: readonly string[]
}

/** How far a commit is: its moves are being done, are being undone, or are all done. */
export type CommitState = 'doing' | 'undoing' | 'done'

/** A list as it was found. */
export interface FoundList extends CommitList {
  readonly state: CommitState
  /** When the list was written, in nanoseconds since 1970. */
  readonly writtenAt: bigint
}

/** The calls of node:fs that writing a list needs, so that tests can make them fail. */
export type ListFs = SyncFs & Pick<typeof nodeFs, 'writeSync' | 'renameSync'>

/** The list is called by its state; no exported file is, for none begins with a dot. */
const LIST_NAMES: Readonly<Record<CommitState, string>> = {
  doing: '.commit.json',
  undoing: '.undo.json',
  done: '.done.json'
}
const STATES = ['doing', 'undoing', 'done'] as const
const VERSION = 1
const LONGEST_NAME = 4096

/** Names of the list's file. */
export const listNames: readonly string[] = Object.values(LIST_NAMES)

/** What is at a path, links not followed; null for nothing. */
export function look(path: string): nodeFs.BigIntStats | null {
  return nodeFs.lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null
}

/** A file's size and date, which moving keeps and writing changes. */
export function printOf({ size, mtimeNs }: nodeFs.BigIntStats): string {
  return `${size}:${mtimeNs}`
}

/** The moves that bring files from a hidden folder to their places in the folder around it. */
export function planMoves(hidden: string, names: readonly string[]): CommitList {
  const folder = dirname(hidden)
  const moves = names.map((name) => {
    const there = look(join(folder, name))
    const print = printOf(nodeFs.lstatSync(join(hidden, name), { bigint: true }))
    return { name, print, replaces: there && printOf(there) }
  })
  return { moves, folders: foldersOf(names).filter((path) => look(join(folder, path)) === null) }
}

/** Folders that hold files of these names, those above first; relative, with slashes. */
export function foldersOf(names: readonly string[]): string[] {
  const folders = new Set<string>()
  for (const name of names) {
    const parts = name.split('/').slice(0, -1)
    for (let depth = 1; depth <= parts.length; depth++) folders.add(parts.slice(0, depth).join('/'))
  }
  return [...folders]
}

/** Writes the list, whole or not at all, and waits until it is on the disk. */
export function writeList(hidden: string, list: CommitList, fs: ListFs): void {
  const path = join(hidden, LIST_NAMES.doing)
  const descriptor = fs.openSync(`${path}.new`, 'w')
  try {
    fs.writeSync(descriptor, JSON.stringify({ version: VERSION, ...list }))
    syncDescriptor(descriptor, fs)
  } finally {
    fs.closeSync(descriptor)
  }
  fs.renameSync(`${path}.new`, path)
  syncFolder(hidden, fs)
}

/** Says in the hidden folder how a commit goes on. Harmless when repeated. */
export function markList(hidden: string, state: CommitState, fs: ListFs): void {
  const list = readList(hidden)
  if (typeof list === 'string' || list.state === state) return
  fs.renameSync(join(hidden, LIST_NAMES[list.state]), join(hidden, LIST_NAMES[state]))
  syncFolder(hidden, fs)
}

/**
 * Reads the list in a hidden folder.
 * @returns `none` where no commit was begun, `unreadable` where this version cannot carry it on
 */
export function readList(hidden: string): FoundList | 'none' | 'unreadable' {
  for (const state of STATES) {
    const path = join(hidden, LIST_NAMES[state])
    const stats = look(path)
    if (stats === null) continue
    const list = parse(path)
    return list === null ? 'unreadable' : { ...list, state, writtenAt: stats.mtimeNs }
  }
  return 'none'
}

function parse(path: string): CommitList | null {
  let value: unknown
  try {
    value = JSON.parse(nodeFs.readFileSync(path, 'utf8'))
  } catch {
    return null
  }
  if (!isPlainObject(value) || value['version'] !== VERSION) return null
  const { moves, folders } = value
  if (!Array.isArray(moves) || !moves.every(isMove)) return null
  return Array.isArray(folders) && folders.every(leadsDown) ? { moves, folders } : null
}

function isMove(value: unknown): value is Move {
  if (!isPlainObject(value)) return false
  const { name, print, replaces } = value
  return leadsDown(name) && isText(print, 100) && (replaces === null || isText(replaces, 100))
}

/** Whether a path leads to something below its folder: a list may be anybody's. */
function leadsDown(path: unknown): path is string {
  if (!isText(path, LONGEST_NAME)) return false
  return path.split('/').every((part) => /^[^\\\0]+$/.test(part) && part !== '.' && part !== '..')
}
