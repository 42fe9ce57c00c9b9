/**
 * The folder of the command line's output: made before the long work begins, removed again if that
 * fails.
 */
import * as nodeFs from 'node:fs'
import { existsSync, mkdirSync, rmdirSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import { Failure } from '../../shared/failure'
import { isOtherEncoding } from '../engine/decode/name-encoding'
import { openStaging } from '../engine/write/files/staging-folder'

/** A folder that can be written into. */
export interface OutputFolder {
  /** Absolute path. */
  readonly path: string
  /**
   * Removes it and the folders made above it, if they are empty and were not there before. Safe to
   * call twice.
   */
  close(): void
}

/**
 * Makes the folder if it is missing, and checks that it can be written into.
 * @param stagingList where the folder of the check is listed, so that a killed program leaves none
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export function openOutputFolder(folder: string, stagingList: string | null = null): OutputFolder {
  const path = resolve(folder)
  if (isOtherEncoding(path)) {
    const details = { folder, name: basename(folder), reason: 'encoding' }
    throw new Failure('export/not-writable', `${folder}: not in UTF-8`, details)
  }
  let firstMade: string | undefined
  try {
    firstMade = makeFolders(path)
    openStaging(path, { overwrite: false, source: '' }, nodeFs, stagingList).close()
  } catch (cause) {
    removeEmpty(path, firstMade)
    throw folderFailure(path, cause)
  }
  return { path, close: () => removeEmpty(path, firstMade) }
}

function folderFailure(folder: string, cause: unknown): Failure {
  if (cause instanceof Failure) return cause
  const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  const code = reason === 'ENOSPC' ? 'export/disk-full' : 'export/not-writable'
  const details = { folder, name: basename(folder), reason }
  return new Failure(code, `${folder}: ${reason}`, details, { cause })
}

/**
 * Makes a folder and those missing above it, one by one: `recursive` never returns where the system
 * says that a folder is missing but refuses to make it, as below /proc.
 * @returns the topmost folder that was made
 */
function makeFolders(path: string): string | undefined {
  const missing: string[] = []
  for (let at = path; !existsSync(at) && dirname(at) !== at; at = dirname(at)) missing.push(at)
  try {
    for (const folder of missing.toReversed()) mkdirSync(folder)
  } catch (cause) {
    removeEmpty(dirname(path), missing.at(-1))
    throw cause
  }
  return missing.at(-1)
}

/** Removes a folder and those above it, up to the first one that was made, while they are empty. */
function removeEmpty(folder: string, firstMade: string | undefined): void {
  if (firstMade === undefined) return
  for (let path = folder; path.length >= firstMade.length; path = dirname(path)) {
    try {
      if (existsSync(path)) rmdirSync(path)
    } catch {
      return // it is not empty, so it stays, and so do those above it
    }
  }
}
