/**
 * The list of hidden folders that are being worked on, kept outside of them: what a program leaves
 * when it is killed is found at the next start, wherever it was writing. The list is a folder with
 * a small file for each entry, so that threads and programs can share it without waiting. Without a
 * list (it cannot be written, or nobody asked for one) the work goes on.
 */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeSync
} from 'node:fs'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { isPlainObject, isText } from '../../../../shared/plain-value'
import { trailOf, type Trail } from './folder-trail'
import { syncDescriptor, syncFolder } from './sync-files'
import { isTemporaryName } from './temporary-name'

/** A hidden folder on the list. */
export interface Listed {
  /** Where it was made, absolute. */
  readonly path: string
  /** The way to the folder around it, at that time. */
  readonly trail: Trail
  /** When it was listed, in milliseconds since 1970. */
  readonly since: number
}

const ENDING = '.json'
const LONGEST_PATH = 65_536

/**
 * Puts a hidden folder on the list that is about to be made. Never fails.
 * @param list absolute path of the list's folder, which need not exist; null for no list
 * @param hidden absolute
 */
export function enlist(list: string | null, hidden: string): void {
  if (list === null) return
  const text = JSON.stringify({ path: hidden, trail: trailOf(dirname(hidden)) })
  try {
    mkdirSync(list, { recursive: true })
    const descriptor = openSync(entryPath(list, hidden), 'w')
    try {
      writeSync(descriptor, text)
      syncDescriptor(descriptor)
    } finally {
      closeSync(descriptor)
    }
    syncFolder(list)
  } catch {
    // Leftovers are then found by their names alone.
  }
}

/** Takes a hidden folder off the list once it is gone. Never fails. */
export function delist(list: string | null, hidden: string): void {
  if (list === null) return
  for (const action of [
    () => unlinkSync(entryPath(list, hidden)),
    // Other entries, and other things in the folder around it, prevent these.
    () => rmdirSync(list),
    () => rmdirSync(dirname(list))
  ]) {
    try {
      action()
    } catch {
      // It was not listed, or others are.
    }
  }
}

/** Everything on the list; what is no entry is left out. */
export function readStagingList(list: string): Listed[] {
  try {
    return readdirSync(list)
      .filter((name) => name.endsWith(ENDING))
      .flatMap((name) => readEntry(join(list, name)) ?? [])
  } catch {
    return []
  }
}

function readEntry(path: string): Listed | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!isPlainObject(value)) return null
    const { path: hidden, trail } = value
    if (!isText(hidden, LONGEST_PATH) || !isAbsolute(hidden)) return null
    if (!isTemporaryName(basename(hidden)) || entryName(hidden) !== basename(path)) return null
    const isTrail = Array.isArray(trail) && trail.every((one) => isText(one, 40))
    return { path: hidden, trail: isTrail ? trail : [], since: statSync(path).mtimeMs }
  } catch {
    return null
  }
}

function entryPath(list: string, hidden: string): string {
  return join(list, entryName(hidden))
}

function entryName(hidden: string): string {
  return `${basename(hidden)}${ENDING}`
}
