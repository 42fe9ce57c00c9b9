/**
 * A reader of ZIP archives for tests, of stored files only. Follows the directory at the end, with
 * its 64-bit records, and checks every local header and checksum against it.
 */
import { readFileSync } from 'node:fs'
import { crc32 } from 'node:zlib'

const ALL = 0xffffffff

/** Files by their path. @throws Error when headers disagree or a checksum is wrong */
export function readZip(path: string): Map<string, Buffer> {
  const bytes = readFileSync(path)
  const end = bytes.length - 22
  expectMark(bytes, end, 0x06054b50)
  let count = bytes.readUInt16LE(end + 10)
  let at = bytes.readUInt32LE(end + 16)
  if (at === ALL) {
    expectMark(bytes, end - 20, 0x07064b50)
    const large = Number(bytes.readBigUInt64LE(end - 12))
    expectMark(bytes, large, 0x06064b50)
    count = Number(bytes.readBigUInt64LE(large + 32))
    at = Number(bytes.readBigUInt64LE(large + 48))
  }
  const files = new Map<string, Buffer>()
  for (let i = 0; i < count; i++) {
    expectMark(bytes, at, 0x02014b50)
    const nameEnd = at + 46 + bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, nameEnd)
    const crc = bytes.readUInt32LE(at + 16)
    let extra = nameEnd + 4
    const value = (field: number): number => {
      const plain = bytes.readUInt32LE(field)
      if (plain !== ALL) return plain
      extra += 8
      return Number(bytes.readBigUInt64LE(extra - 8))
    }
    const size = value(at + 24)
    if (value(at + 20) !== size) throw new Error(`${name} is not stored`)
    const local = value(at + 42)
    expectMark(bytes, local, 0x04034b50)
    if (bytes.readUInt32LE(local + 14) !== crc) throw new Error(`${name}: headers disagree`)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const content = bytes.subarray(start, start + size)
    if (crc32(content) !== crc) throw new Error(`${name}: wrong checksum`)
    files.set(name, content)
    at = nameEnd + bytes.readUInt16LE(at + 30)
  }
  return files
}

function expectMark(bytes: Buffer, at: number, mark: number): void {
  if (bytes.readUInt32LE(at) !== mark) throw new Error(`no record ${mark.toString(16)} at ${at}`)
}
