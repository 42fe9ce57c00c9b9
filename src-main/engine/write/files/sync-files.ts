/**
 * Makes sure that files and names are on the disk and not only in the system's memory, so that they
 * outlast a power cut. Where a file system cannot do that, the work goes on without.
 */
import * as nodeFs from 'node:fs'
import { open } from 'node:fs/promises'

/** The calls of node:fs that syncing needs, so that tests can make them fail. */
export type SyncFs = Pick<typeof nodeFs, 'openSync' | 'fsyncSync' | 'closeSync'>

/** Answers of file systems, and of Windows for folders, that only mean: this cannot be synced. */
const CANNOT = ['EINVAL', 'EPERM', 'EACCES', 'EISDIR', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EBADF']

/** Files that are synced at a time: file systems write the records of several together. */
const AT_ONCE = 8

/**
 * Waits until an open file is on the disk.
 * @throws what the system says of a disk that is full or broken
 */
export function syncDescriptor(descriptor: number, fs: SyncFs = nodeFs): void {
  try {
    fs.fsyncSync(descriptor)
  } catch (cause) {
    if (!cannotSync(cause)) throw cause
  }
}

/**
 * Waits until the names in a folder are on the disk.
 * @throws what the system says of a disk that is full or broken
 */
export function syncFolder(path: string, fs: SyncFs = nodeFs): void {
  let descriptor
  try {
    descriptor = fs.openSync(path, 'r')
  } catch (cause) {
    if (cannotSync(cause)) return
    throw cause
  }
  try {
    syncDescriptor(descriptor, fs)
  } finally {
    fs.closeSync(descriptor)
  }
}

/**
 * Waits until closed files are on the disk.
 * @param paths absolute
 * @throws what the system says of a disk that is full or broken
 */
export async function syncFiles(paths: readonly string[]): Promise<void> {
  const waiting = paths.values()
  await Promise.all(Array.from({ length: AT_ONCE }, () => syncEach(waiting)))
}

/**
 * The same as `syncFolder`, while the thread goes on with other work.
 * @throws what the system says of a disk that is full or broken
 */
export async function syncFolderAside(path: string): Promise<void> {
  await syncAs(path, 'r').catch((cause: unknown) => {
    if (!cannotSync(cause)) throw cause
  })
}

async function syncEach(paths: Iterable<string>): Promise<void> {
  // Windows syncs only files that are open for writing.
  for (const path of paths) await syncAs(path, 'r+')
}

async function syncAs(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags)
  try {
    await file.sync()
  } catch (cause) {
    if (!cannotSync(cause)) throw cause
  } finally {
    await file.close()
  }
}

function cannotSync(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && CANNOT.includes(String(cause.code))
}
