/** Moves a file to an unused name, on systems with hard links and without. */
import type * as nodeFs from 'node:fs'

/** The calls of node:fs that moving needs, so that tests can make them fail. */
export type MoveFs = Pick<
  typeof nodeFs,
  'openSync' | 'closeSync' | 'linkSync' | 'renameSync' | 'unlinkSync'
>

/** Moves a file, never over an existing one. @returns false when there is one */
export function moveIfFree(fs: MoveFs, from: string, path: string): boolean {
  const linked = linkIfFree(fs, from, path)
  if (linked === 'taken') return false
  if (linked === 'no links') {
    // Reserves the name with an empty file, then replaces it.
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
    // Systems without hard links fail in many ways; a real error occurs again in what follows.
    return isTaken(cause) ? 'taken' : 'no links'
  }
}

function isTaken(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EEXIST'
}
