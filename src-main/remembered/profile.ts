/**
 * The folder that keeps what is remembered between starts. Where it cannot be written the app works
 * all the same, in a folder that goes with it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where this run keeps its files. */
export interface Profile {
  readonly folder: string
  /** Whether the folder is a new one that nothing will find again. */
  readonly forgets: boolean
}

interface ProfileOptions {
  /** Throws when files cannot be made in a folder. */
  readonly tryToWrite?: (folder: string) => void
  /** Makes a folder for this run alone. */
  readonly makeTemporary?: () => string
}

/**
 * The folder to use.
 * @param wanted the user's folder; may throw where there is none
 * @throws what `makeTemporary` throws when nothing at all can be written
 */
export function usableProfile(
  wanted: () => string,
  { tryToWrite = writeAndRemove, makeTemporary = temporaryFolder }: ProfileOptions = {}
): Profile {
  try {
    const folder = wanted()
    tryToWrite(folder)
    return { folder, forgets: false }
  } catch {
    return { folder: makeTemporary(), forgets: true }
  }
}

/** Removes a folder of one run, as far as that is possible. */
export function removeProfile({ folder, forgets }: Profile): void {
  if (!forgets) return
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 2 })
  } catch {
    // The system cleans its folder for temporary files itself.
  }
}

/**
 * A full disk is no obstacle: what was remembered can still be read, and there may be room later.
 */
function writeAndRemove(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const probe = join(folder, `.probe-${process.pid}`)
  try {
    writeFileSync(probe, '')
  } catch (thrown) {
    if (!['ENOSPC', 'EDQUOT'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
  } finally {
    rmSync(probe, { force: true })
  }
}

function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'partwise-'))
}
