/**
 * ZIP archives of files as they are, without compression (sound does not shrink), streamed, of any
 * size (ZIP64 beyond 4 GiB). A header is written before its file and written again in place once
 * the checksum is known, so that readers that go from front to back can read it, too. Numbers are
 * little-endian (APPNOTE 6.3).
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import type { KeepGoing } from '../../../../shared/failure'
import { createFile, type WriteFs } from '../files/new-file'
import { writeFailure } from '../files/write-failure'

/** An archive that is being written. */
export interface ZipFile {
  /**
   * Adds bytes under a path with slashes. @throws Failure `export/disk-full` or
   * `export/not-writable`
   */
  addBytes(path: string, bytes: Uint8Array): void
  /**
   * Adds a file from the disk.
   * @returns false when keepGoing said no; the archive is of no use then
   * @throws Failure as `addBytes` does, also when the file cannot be read
   */
  addFile(path: string, source: string, keepGoing: KeepGoing): boolean
  /** Writes the directory and closes. @returns the path */
  finish(): string
  /** Closes an unfinished archive; harmless after `finish` and when repeated. */
  abort(): void
}

interface Entry {
  readonly path: string
  readonly size: number
  readonly crc: number
  readonly offset: number
}

const LIMIT = 0xffffffff
const MOST_ENTRIES = 0xffff
const BLOCK_BYTES = 2 ** 20
/** Names are UTF-8. */
const FLAGS = 0x0800
/** 1 January 1980: the same files give the same archive. */
const DATE = 0x21
const PLAIN_VERSION = 20
const ZIP64_VERSION = 45
/**
 * Claims to be made on Unix, with files that everybody may read: readers then take names as UTF-8.
 */
const MADE_BY = (3 << 8) | ZIP64_VERSION
const ATTRIBUTES = 0o100644 * 2 ** 16

/**
 * Begins an archive.
 * @param name relative to the folder; folders on the way have to be there
 * @param limit largest number that fits a plain header; smaller in tests
 * @throws Failure `export/disk-full` or `export/not-writable`, with `folder` and `name`
 */
export function createZipFile(folder: string, name: string, fs?: WriteFs, limit = LIMIT): ZipFile {
  const file = createFile(folder, name, fs)
  const entries: Entry[] = []

  /** Appends `size` bytes in blocks of any length; null ends early. */
  const add = (path: string, size: number, blocks: Iterable<Uint8Array | null>): boolean => {
    const offset = file.size
    file.append(localHeader({ path, size, crc: 0, offset }, limit))
    const begin = file.size
    let crc = 0
    for (const block of blocks) {
      if (block === null) return false
      crc = crc32(block, crc)
      file.append(block)
    }
    if (file.size - begin !== size) throw new Error(`${path} changed while it was read`)
    const entry = { path, size, crc, offset }
    file.overwrite(offset, localHeader(entry, limit))
    entries.push(entry)
    return true
  }

  return {
    addBytes(path, bytes) {
      add(path, bytes.length, [bytes])
    },
    addFile(path, source, keepGoing) {
      const { size, blocks, close } = openSource(source, keepGoing)
      try {
        return add(path, size, blocks)
      } finally {
        close()
      }
    },
    finish() {
      const start = file.size
      for (const entry of entries) file.append(centralHeader(entry, limit))
      file.append(endRecords(entries.length, start, file.size - start, limit))
      file.close()
      return file.path
    },
    abort: () => file.abort()
  }
}

interface Source {
  readonly size: number
  readonly blocks: Iterable<Uint8Array | null>
  readonly close: () => void
}

function openSource(path: string, keepGoing: KeepGoing): Source {
  const attempt = <T>(action: () => T): T => {
    try {
      return action()
    } catch (cause) {
      throw writeFailure(dirname(path), basename(path), cause)
    }
  }
  const descriptor = attempt(() => openSync(path, 'r'))
  const { size } = fstatSync(descriptor)
  const buffer = new Uint8Array(BLOCK_BYTES)
  function* blocks(): Generator<Uint8Array | null> {
    for (let done = 0; done < size;) {
      const wanted = Math.min(buffer.length, size - done)
      const count = attempt(() => readSync(descriptor, buffer, 0, wanted, done))
      if (count === 0) return
      yield buffer.subarray(0, count)
      done += count
      if (!keepGoing(done / size)) yield null
    }
  }
  return { size, blocks: blocks(), close: () => closeSync(descriptor) }
}

function localHeader({ path, size, crc }: Entry, limit: number): Uint8Array {
  const isLarge = size >= limit
  const extra = isLarge ? zip64Extra([size, size]) : Buffer.alloc(0)
  const name = Buffer.from(path, 'utf8')
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  writeCommon(head, 4, isLarge, crc, size)
  head.writeUInt16LE(name.length, 26)
  head.writeUInt16LE(extra.length, 28)
  return Buffer.concat([head, name, extra])
}

function centralHeader({ path, size, crc, offset }: Entry, limit: number): Uint8Array {
  const isLarge = size >= limit
  const isFar = offset >= limit
  const far = [...(isLarge ? [size, size] : []), ...(isFar ? [offset] : [])]
  const extra = far.length > 0 ? zip64Extra(far) : Buffer.alloc(0)
  const name = Buffer.from(path, 'utf8')
  const head = Buffer.alloc(46)
  head.writeUInt32LE(0x02014b50, 0)
  head.writeUInt16LE(MADE_BY, 4)
  writeCommon(head, 6, isLarge, crc, size)
  if (isFar) head.writeUInt16LE(ZIP64_VERSION, 6)
  head.writeUInt16LE(name.length, 28)
  head.writeUInt16LE(extra.length, 30)
  head.writeUInt32LE(ATTRIBUTES, 38)
  head.writeUInt32LE(isFar ? LIMIT : offset, 42)
  return Buffer.concat([head, name, extra])
}

/** Version, flags, method (0, stored), time and date, checksum, both sizes. */
function writeCommon(head: Buffer, at: number, isLarge: boolean, crc: number, size: number): void {
  head.writeUInt16LE(isLarge ? ZIP64_VERSION : PLAIN_VERSION, at)
  head.writeUInt16LE(FLAGS, at + 2)
  head.writeUInt16LE(DATE, at + 8)
  head.writeUInt32LE(crc, at + 10)
  head.writeUInt32LE(isLarge ? LIMIT : size, at + 14)
  head.writeUInt32LE(isLarge ? LIMIT : size, at + 18)
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  values.forEach((value, i) => extra.writeBigUInt64LE(BigInt(value), 4 + 8 * i))
  return extra
}

function endRecords(count: number, start: number, size: number, limit: number): Uint8Array {
  const isLarge = start >= limit || size >= limit || count >= MOST_ENTRIES
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(isLarge ? MOST_ENTRIES : count, 8)
  end.writeUInt16LE(isLarge ? MOST_ENTRIES : count, 10)
  end.writeUInt32LE(isLarge ? LIMIT : size, 12)
  end.writeUInt32LE(isLarge ? LIMIT : start, 16)
  if (!isLarge) return end
  const large = Buffer.alloc(56)
  large.writeUInt32LE(0x06064b50, 0)
  large.writeBigUInt64LE(44n, 4)
  large.writeUInt16LE(MADE_BY, 12)
  large.writeUInt16LE(ZIP64_VERSION, 14)
  large.writeBigUInt64LE(BigInt(count), 24)
  large.writeBigUInt64LE(BigInt(count), 32)
  large.writeBigUInt64LE(BigInt(size), 40)
  large.writeBigUInt64LE(BigInt(start), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(start + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([large, locator, end])
}
