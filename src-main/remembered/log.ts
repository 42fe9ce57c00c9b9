/**
 * One log file for what went wrong. It holds no personal data beyond names of files: the user's
 * home folder is written as ~, and paths that a Failure names are cut to their last part.
 * Writing is synchronous, since the process may be about to end, and never throws.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, isAbsolute, join } from 'node:path'
import { Failure } from '../../shared/failure'

/** The log of what went wrong. */
export interface Log {
  /** Records that `what` happened, because of `cause` when there is one. */
  error(what: string, cause?: unknown): void
}

interface LogOptions {
  /** Bytes after which a new file is begun and this one becomes the old one. */
  readonly limit?: number
  /** Also called with every line. */
  readonly echo?: (line: string) => void
}

/** A log in `folder`: partwise.log, and partwise.old.log once the first was full. */
export function createLog(folder: string, { limit = 1_000_000, echo }: LogOptions = {}): Log {
  const path = join(folder, 'partwise.log')
  const append = (line: string): void => {
    mkdirSync(folder, { recursive: true })
    const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
    if (size + line.length > limit) renameSync(path, join(folder, 'partwise.old.log'))
    appendFileSync(path, line)
  }
  return {
    error: (what, cause) => {
      const text = cause === undefined ? what : `${what}: ${describe(cause)}`
      const line = `${new Date().toISOString()} ${withoutHome(text)}\n`
      echo?.(line)
      try {
        append(line)
      } catch {
        // A log that cannot be written (full disk) must not become a second failure.
      }
    }
  }
}

function describe(thrown: unknown): string {
  if (thrown instanceof Failure) return `${thrown.code} ${withoutFolders(thrown)}`
  if (!(thrown instanceof Error)) return String(thrown)
  const cause = thrown.cause === undefined ? '' : `\n  because ${describe(thrown.cause)}`
  return `${thrown.stack ?? thrown.message}${cause}`
}

function withoutFolders({ message, details }: Failure): string {
  return Object.values(details)
    .filter((value): value is string => typeof value === 'string' && isAbsolute(value))
    .reduce((text, path) => text.replaceAll(path, basename(path)), message)
}

function withoutHome(text: string): string {
  const home = homedir()
  return home.length > 1 ? text.replaceAll(home, '~') : text
}
