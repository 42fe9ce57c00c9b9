/** Turns a failed call of the file system into a failure with details for people. */
import { join } from 'node:path'
import { Failure } from '../../../../shared/failure'

/**
 * A failed write as a Failure: `export/disk-full` or `export/not-writable`, with `folder`, `name`
 * and `reason`. Anything else is returned as it is.
 */
export function writeFailure(folder: string, name: string, cause: unknown): unknown {
  if (cause instanceof Failure || !(cause instanceof Error) || !('syscall' in cause)) return cause
  const reason = 'code' in cause ? String(cause.code) : 'unknown'
  const isFull = reason === 'ENOSPC' || reason === 'EDQUOT'
  const code = isFull ? 'export/disk-full' : 'export/not-writable'
  return new Failure(code, `${join(folder, name)}: ${reason}`, { folder, name, reason }, { cause })
}
