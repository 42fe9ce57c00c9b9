/** Folders that are made for an export, and removed again when nothing was written. */
import { mkdir, rmdir, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Failure } from '../../shared/failure'

/**
 * Makes a folder and the missing ones above it.
 * @returns the topmost folder that was made, null when none was
 * @throws Failure `export/not-writable`, `export/disk-full`
 */
export async function makeFolder(folder: string): Promise<string | null> {
  // Step by step: mkdir's own `recursive` never returns where the system answers ENOENT, as in
  // /proc.
  const missing: string[] = []
  for (let path = folder; !(await exists(path)); path = dirname(path)) {
    missing.push(path)
    if (path === dirname(path)) break
  }
  try {
    for (const path of missing.toReversed()) await mkdir(path)
    return missing.at(-1) ?? null
  } catch (cause) {
    await removeEmptyFolders(folder, missing.at(-1) ?? null)
    const reason = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    const code = reason === 'ENOSPC' ? 'export/disk-full' : 'export/not-writable'
    const details = { folder, name: basename(folder), reason }
    throw new Failure(code, `cannot make ${folder}`, details, { cause })
  }
}

/** Removes `folder` and those above it up to `top`, while they are empty; does nothing for null. */
export async function removeEmptyFolders(folder: string, top: string | null): Promise<void> {
  if (top === null) return
  for (let path = folder; path.length >= top.length; path = dirname(path)) {
    const isGone = await rmdir(path).then(
      () => true,
      // A folder that was never made does not keep those above it.
      (cause: unknown) => (cause as NodeJS.ErrnoException).code === 'ENOENT'
    )
    if (!isGone) return
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false
  )
}
