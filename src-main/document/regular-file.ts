/** Checks what is to be opened, before anything reads from it. */
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Failure } from '../../shared/failure'
import { isOtherEncoding } from '../engine/decode/name-encoding'

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
    const isNoName = isMissing && isOtherEncoding(path)
    const code = isMissing && !isNoName ? 'audio/not-found' : 'audio/unreadable'
    const why = isNoName ? { ...details, reason: 'encoding' } : details
    throw new Failure(code, `cannot look at ${path}`, why, { cause })
  }
  if (stats.isFile()) return
  const reason = stats.isDirectory() ? 'folder' : 'not a file'
  throw new Failure('audio/unreadable', `${path}: ${reason}`, { ...details, reason })
}
