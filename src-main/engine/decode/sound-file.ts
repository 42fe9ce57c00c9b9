/** Sound files open for reading, and the failures of that. */
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { isOtherEncoding } from './name-encoding'
import { Failure, type FailureCode, type FailureDetails } from '../../../shared/failure'

/** Most bytes of one read, and as many as are read ahead. */
export const BLOCK_BYTES = 2 ** 20

/** A file that is open for reading. */
export interface SoundFile {
  readonly path: string
  readonly name: string
  /** The real size in bytes. */
  readonly size: number
  /**
   * Bytes from `position` on, `length` of them or as many as there are; valid until the next read.
   */
  read(position: number, length: number): Uint8Array
}

/**
 * Opens a file for reading.
 * @throws Failure `audio/not-found` or `audio/unreadable`, here and when reading
 */
export function openSoundFile(path: string): { file: SoundFile; close: () => void } {
  const name = basename(path)
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (cause) {
      throw readFailure(path, name, cause)
    }
  }
  // Checked before opening: opening a pipe that nobody writes to would wait forever.
  const stats = attempt(() => statSync(path))
  if (!stats.isFile()) {
    const reason = stats.isDirectory() ? 'folder' : 'not a file'
    throw fileFailure({ path, name }, 'audio/unreadable', reason, { reason })
  }
  const descriptor = attempt(() => openSync(path, 'r'))
  const load = (buffer: Uint8Array, position: number, wanted: number): number => {
    let filled = 0
    while (filled < wanted) {
      const count = attempt(() =>
        readSync(descriptor, buffer, filled, wanted - filled, position + filled)
      )
      if (count === 0) break
      filled += count
    }
    return filled
  }
  const read = bufferedReads(stats.size, load)
  return { file: { path, name, size: stats.size, read }, close: () => closeSync(descriptor) }
}

/**
 * Reads that overlap the one before, as those of a search do, are taken from what was read ahead:
 * otherwise each step of a search would load all that it looks at.
 */
function bufferedReads(
  size: number,
  load: (buffer: Uint8Array, position: number, wanted: number) => number
): SoundFile['read'] {
  const buffer = new Uint8Array(BLOCK_BYTES)
  let start = 0
  let filled = 0
  return (position, length) => {
    const wanted = Math.max(0, Math.min(length, buffer.length, size - position))
    const from = position - start
    const isNear = from >= 0 && from < filled
    if (!isNear || from + wanted > filled) {
      start = position
      filled = load(buffer, position, isNear ? buffer.length : wanted)
    }
    const at = position - start
    return buffer.subarray(at, Math.min(filled, at + wanted))
  }
}

/**
 * A part of a file as if it were one.
 * @param from first byte of the part; positions in it count from there
 * @param to byte behind its last one; the part ends with the file where that is earlier
 */
export function partOf(file: SoundFile, from: number, to: number): SoundFile {
  const size = Math.max(0, Math.min(to, file.size) - from)
  return {
    path: file.path,
    name: file.name,
    size,
    read: (position, length) =>
      file.read(from + position, Math.max(0, Math.min(length, size - position)))
  }
}

function readFailure(path: string, name: string, cause: unknown): Failure {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
  const isNoName = code === 'ENOENT' && isOtherEncoding(path)
  const reason = isNoName ? 'encoding' : code
  const isMissing = reason === 'ENOENT' || reason === 'ENOTDIR'
  return new Failure(
    isMissing ? 'audio/not-found' : 'audio/unreadable',
    `${path}: ${reason}`,
    { name, path, reason },
    { cause }
  )
}

/** A failure about a file, with the name and path its sentence needs. */
export function fileFailure(
  file: Pick<SoundFile, 'path' | 'name'>,
  code: FailureCode,
  message: string,
  details: FailureDetails = {}
): Failure {
  const { name, path } = file
  return new Failure(code, `${path}: ${message}`, { name, path, ...details })
}

/** Bytes [from, to) as text, one character a byte; shorter where the bytes end. */
export function ascii(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

/** A view of just these bytes. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
