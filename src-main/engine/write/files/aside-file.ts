/**
 * Files in the making: written aside under a hidden name, into place only when complete, and never
 * over a file that is there. What stands in the file is its writer's matter. Everything is
 * synchronous, for it runs in workers.
 */
import * as nodeFs from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../../../shared/failure'
import { temporaryName } from './leftovers'
import { numberedFileName } from '../stem-names'

/** The calls of node:fs that writing needs, so that tests can make them fail. */
export type WriteFs = Pick<
  typeof nodeFs,
  'openSync' | 'writeSync' | 'closeSync' | 'linkSync' | 'renameSync' | 'unlinkSync' | 'statfsSync'
>

/** Those of them that move files. */
export type MoveFs = Pick<
  WriteFs,
  'openSync' | 'closeSync' | 'linkSync' | 'renameSync' | 'unlinkSync'
>

/** A file that is being written under a temporary name. */
export interface AsideFile {
  /** Bytes that were appended. */
  readonly size: number
  /**
   * Writes bytes behind the others, at once. @throws Failure `export/disk-full` or
   * `export/not-writable`
   */
  append(bytes: Uint8Array): void
  /** Writes bytes over those from `position` on. @throws as `append` does */
  overwrite(position: number, bytes: Uint8Array): void
  /** No more is written; harmless twice. @throws as `append` does */
  close(): void
  /** Gives the closed file its name, or a free one like it. @returns the path */
  place(): string
  /** Removes what was written, placed or not; harmless twice. */
  abort(): void
}

/** More copies of one name than anybody has. */
const MAX_COPIES = 10_000

/**
 * Begins a file.
 * @param name file name without folder that `place` gives it
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createAsideFile(folder: string, name: string, fs: WriteFs = nodeFs): AsideFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (cause) {
      throw writeFailure(folder, name, cause)
    }
  }
  const temporary = join(folder, temporaryName())
  let descriptor: number | null = attempt(() => fs.openSync(temporary, 'wx'))
  let path: string | null = temporary
  let size = 0

  const write = (position: number, bytes: Uint8Array): void => {
    // A disk that runs full may take a part before it fails.
    for (let from = 0; from < bytes.length;) {
      const rest = bytes.length - from
      from += attempt(() => fs.writeSync(descriptor!, bytes, from, rest, position + from))
    }
  }
  const close = (): void => {
    if (descriptor === null) return
    const open = descriptor
    descriptor = null
    attempt(() => fs.closeSync(open))
  }

  return {
    get size() {
      return size
    },
    append(bytes) {
      write(size, bytes)
      size += bytes.length
    },
    overwrite: write,
    close,
    place() {
      path = attempt(() => moveToFreeName(fs, temporary, folder, name))
      return path
    },
    abort() {
      try {
        close()
      } catch {
        // What led here is the failure to tell; the file goes all the same.
      }
      try {
        if (path !== null) fs.unlinkSync(path)
      } catch {
        // Nothing more can be done about this file.
      }
      path = null
    }
  }
}

/**
 * Writes a small file, whole or not at all.
 * @returns the path: of that name, or of a free one like it
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function writeWholeFile(
  folder: string,
  name: string,
  bytes: Uint8Array,
  fs: WriteFs = nodeFs
): string {
  const file = createAsideFile(folder, name, fs)
  let path: string | null = null
  try {
    file.append(bytes)
    file.close()
    path = file.place()
    return path
  } finally {
    if (path === null) file.abort()
  }
}

/** What a failed write means to a person; what is no failure of the system is returned as it is. */
export function writeFailure(folder: string, name: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error) || !('syscall' in cause)) return cause
  const reason = 'code' in cause ? String(cause.code) : 'unknown'
  const isFull = reason === 'ENOSPC' || reason === 'EDQUOT'
  const code = isFull ? 'export/disk-full' : 'export/not-writable'
  return new Failure(code, `${join(folder, name)}: ${reason}`, { folder, name, reason }, { cause })
}

/** Moves a file to `name`, or `name 2` and so on; never over a file that is there. */
function moveToFreeName(fs: WriteFs, from: string, folder: string, name: string): string {
  for (let copy = 1; copy <= MAX_COPIES; copy++) {
    const path = join(folder, numberedFileName(name, copy))
    if (moveIfFree(fs, from, path)) return path
  }
  throw new Error(`no free name for ${name}`)
}

/** Moves a file, never over one that is there. @returns false when there is one */
export function moveIfFree(fs: MoveFs, from: string, path: string): boolean {
  const linked = linkIfFree(fs, from, path)
  if (linked === 'taken') return false
  if (linked === 'no links') {
    // Hold the name with an empty file, then replace that.
    try {
      fs.closeSync(fs.openSync(path, 'wx'))
    } catch (cause) {
      if (isTaken(cause)) return false
      throw cause
    }
  }
  try {
    if (linked === 'done') fs.unlinkSync(from)
    else fs.renameSync(from, path)
    return true
  } catch (cause) {
    fs.unlinkSync(path)
    throw cause
  }
}

function linkIfFree(fs: MoveFs, from: string, path: string): 'done' | 'taken' | 'no links' {
  try {
    fs.linkSync(from, path)
    return 'done'
  } catch (cause) {
    // Systems without hard links say so in many ways; a real trouble shows again in what follows.
    return isTaken(cause) ? 'taken' : 'no links'
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
}
