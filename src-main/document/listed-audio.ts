/**
 * Finds the recordings in what was dropped or named: folders are searched, files are taken as they
 * are.
 */
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { AudioList, ListedAudio } from '../../shared/contract'
import { isAudioName } from './audio-names'

interface Limits {
  readonly files: number
  /** Folders within folders. */
  readonly depth: number
}

const usualLimits: Limits = { files: 500, depth: 8 }

/**
 * Files in the order they were named; those of a folder by name, "2" before "10", its own before
 * those of the folders in it. Unreadable folders are left out, links are not followed, nothing is
 * listed twice.
 */
export async function listAudio(
  paths: readonly string[],
  limits: Limits = usualLimits
): Promise<AudioList> {
  const found = new Map<string, ListedAudio>()
  const room = limits.files + 1
  for (const path of paths) {
    const files = (await isFolder(path)) ? await filesIn(path, limits.depth, room) : [path]
    for (const file of files) found.set(file, { path: file, name: basename(file) })
    if (found.size >= room) break
  }
  const files = [...found.values()]
  return { files: files.slice(0, limits.files), isCut: files.length > limits.files }
}

async function filesIn(folder: string, depth: number, room: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  entries.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  const files = entries
    .filter((entry) => entry.isFile() && isAudioName(entry.name))
    .map(({ name }) => join(folder, name))
  const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
  for (const { name } of depth > 0 ? folders : []) {
    if (files.length >= room) break
    files.push(...(await filesIn(join(folder, name), depth - 1, room - files.length)))
  }
  return files
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false // what cannot be examined counts as a file, and fails as one with a reason
  )
}
