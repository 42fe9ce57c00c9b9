/** Checks what is to be opened, before anything reads from it. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Failure } from '../../shared/failure'

/**
 * Refuses anything else than a regular file: a pipe or a device could keep its reader waiting
 * forever.
 * @throws Failure `audio/not-found`, `audio/unreadable`, with `name` and `path`
 */
export async function checkRegularFile(path: string): Promise<void> {
  const details = { path, name: basename(path) }
  let stats
  try {
    stats = await stat(path)
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT'
    const code = isMissing ? 'audio/not-found' : 'audio/unreadable'
    throw new Failure(code, `cannot look at ${path}`, details, { cause })
  }
  if (stats.isFile()) return
  const reason = stats.isDirectory() ? 'folder' : 'not a file'
  throw new Failure('audio/unreadable', `${path}: ${reason}`, { ...details, reason })
}
