/** Turns the names given into recordings, each with the folder its stems go to. */
import { readdirSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { Failure } from '../../shared/failure'
import { isAudioName } from '../document/audio-names'
import { safeName } from '../engine/write/files/file-names'
import { folded } from '../export/export-names'

/** One recording to separate. */
export interface InputJob {
  readonly path: string
  /** Where its stems go. */
  readonly folder: string
}

/**
 * For one file, a job that writes straight into `out`; for several files or a folder, a job each,
 * in folders of their own below it.
 */
export function planJobs(inputs: readonly string[], out: string): (InputJob | Failure)[] {
  const isBatch = inputs.length > 1 || inputs.some(isFolder)
  if (!isBatch) return inputs.map((path) => ({ path, folder: out }))
  const taken = new Set<string>()
  return expandFolders(inputs).map((path) =>
    path instanceof Failure ? path : { path, folder: join(out, freeTitle(path, taken)) }
  )
}

/**
 * Files as they are; for a folder, the sound files in it, by name. A folder without any is a
 * failure.
 */
export function expandFolders(inputs: readonly string[]): (string | Failure)[] {
  return inputs.flatMap((input): (string | Failure)[] => {
    if (!isFolder(input)) return [input]
    try {
      const names = readdirSync(input).filter(isAudioName)
      const files = names
        .sort()
        .map((name) => join(input, name))
        .filter((path) => !isFolder(path))
      return files.length > 0 ? files : [folderFailure(input, 'no-audio')]
    } catch (cause) {
      return [folderFailure(input, (cause as NodeJS.ErrnoException).code ?? 'unknown')]
    }
  })
}

function folderFailure(path: string, reason: string): Failure {
  return new Failure('audio/unreadable', `${path}: ${reason}`, {
    path,
    name: basename(path),
    reason
  })
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory()
  } catch {
    return false // what cannot be asked is treated as a file, and fails as one with a reason
  }
}

/** A folder's name, after the file's; numbered where another one of the batch has it. */
function freeTitle(path: string, taken: Set<string>): string {
  const title = safeName(basename(path, extname(path)), 'Stems')
  let name = title
  for (let copy = 2; taken.has(folded(name)); copy++) name = `${title} ${copy}`
  taken.add(folded(name))
  return name
}
