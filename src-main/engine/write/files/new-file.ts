/**
 * Files in the making, written under their own names and never over an existing file. The owner of
 * their folder keeps all of them or none (whole-set.ts). The contents are the caller's. Everything
 * is synchronous, since it runs in workers.
 */
import * as nodeFs from 'node:fs'
import { join } from 'node:path'
import { writeFailure } from './write-failure'

/** The calls of node:fs that writing needs, so that tests can make them fail. */
export type WriteFs = Pick<typeof nodeFs, 'openSync' | 'writeSync' | 'closeSync'>

/** A file that is being written. */
export interface NewFile {
  readonly path: string
  /** Bytes that were appended. */
  readonly size: number
  /** Appends bytes at once. @throws Failure `export/disk-full` or `export/not-writable` */
  append(bytes: Uint8Array): void
  /** Writes bytes over those from `position` on. @throws as `append` does */
  overwrite(position: number, bytes: Uint8Array): void
  /** Closes the file; harmless when repeated. @throws as `append` does */
  close(): void
  /** Closes an unfinished file; harmless after `close` and when repeated; never fails. */
  abort(): void
}

/**
 * Begins a file.
 * @param name relative to the folder; folders on the way have to be there
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createFile(folder: string, name: string, fs: WriteFs = nodeFs): NewFile {
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (cause) {
      throw writeFailure(folder, name, cause)
    }
  }
  const path = join(folder, name)
  let descriptor: number | null = attempt(() => fs.openSync(path, 'wx'))
  let size = 0

  const write = (position: number, bytes: Uint8Array): void => {
    // A disk that runs full may accept a part before it fails.
    for (let from = 0; from < bytes.length;) {
      const rest = bytes.length - from
      from += attempt(() => fs.writeSync(descriptor!, bytes, from, rest, position + from))
    }
  }
  const close = (): void => {
    if (descriptor === null) return
    const open = descriptor
    descriptor = null
    attempt(() => fs.closeSync(open))
  }

  return {
    path,
    get size() {
      return size
    },
    append(bytes) {
      write(size, bytes)
      size += bytes.length
    },
    overwrite: write,
    close,
    abort() {
      try {
        close()
      } catch {
        // The caller reports the failure that led here.
      }
    }
  }
}

/**
 * Writes a small file.
 * @param name relative to the folder; folders on the way have to be there
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function writeSmallFile(folder: string, name: string, bytes: Uint8Array): void {
  const file = createFile(folder, name)
  try {
    file.append(bytes)
    file.close()
  } finally {
    file.abort()
  }
}
