/** Reads the two archive formats the fallback runtime comes in, without any dependency. */
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs'
import { chmod, mkdir, open, writeFile } from 'node:fs/promises'
import { dirname, resolve, sep } from 'node:path'
import { createGunzip, inflateRawSync } from 'node:zlib'

const tarBlock = 512

/**
 * Writes one member of a .tgz to the file `to`, streaming.
 * @param {string} tgz
 * @param {string} member
 * @param {string} to
 */
export async function untarMember(tgz, member, to) {
  const out = await open(to, 'w')
  let header = Buffer.alloc(0)
  let dataLeft = 0
  let paddingLeft = 0
  let isWanted = false
  let isFound = false
  try {
    for await (let chunk of createReadStream(tgz, { highWaterMark: 1 << 20 }).pipe(
      createGunzip({ chunkSize: 1 << 20 })
    )) {
      while (chunk.length > 0) {
        if (dataLeft > 0) {
          const data = chunk.subarray(0, dataLeft)
          if (isWanted) await out.write(data)
          dataLeft -= data.length
          chunk = chunk.subarray(data.length)
        } else if (paddingLeft > 0) {
          const skipped = Math.min(paddingLeft, chunk.length)
          paddingLeft -= skipped
          chunk = chunk.subarray(skipped)
        } else {
          if (isWanted) isFound = true
          const needed = tarBlock - header.length
          header = Buffer.concat([header, chunk.subarray(0, needed)])
          chunk = chunk.subarray(needed)
          if (header.length < tarBlock) continue
          isWanted = header.toString('utf8', 0, 100).replace(/\0.*$/s, '') === member
          dataLeft = parseInt(header.toString('latin1', 124, 136), 8) || 0
          paddingLeft = (tarBlock - (dataLeft % tarBlock)) % tarBlock
          header = Buffer.alloc(0)
        }
      }
    }
  } finally {
    await out.close()
  }
  if (!isFound) throw new Error(`${member} is missing in ${tgz}`)
}

/**
 * Unpacks the files of a zip that lie under `root`. `rename` maps a member's path to its new one,
 * or to undefined to leave it out. No zip64.
 * @param {string} zip
 * @param {string} root
 * @param {string} to
 * @param {(path: string) => string | undefined} rename
 */
export async function unzip(zip, root, to, rename) {
  const file = openSync(zip, 'r')
  try {
    for (const member of zipDirectory(file, statSync(zip).size)) {
      if (!member.name.startsWith(root) || member.name.endsWith('/')) continue
      const name = rename(member.name.slice(root.length))
      if (name === undefined) continue
      const target = resolve(to, name)
      if (!target.startsWith(resolve(to) + sep)) throw new Error(`unsafe path: ${member.name}`)
      const local = readAt(file, member.offset, 30)
      const start = member.offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28)
      const packed = readAt(file, start, member.packedSize)
      await mkdir(dirname(target), { recursive: true })
      await writeFile(target, member.method === 0 ? packed : inflateRawSync(packed))
      await chmod(target, member.mode & 0o111 ? 0o755 : 0o644)
    }
  } finally {
    closeSync(file)
  }
}

/**
 * @param {number} file
 * @param {number} size
 */
function* zipDirectory(file, size) {
  const tailSize = Math.min(size, 65_557) // the end record and the longest comment
  const tail = readAt(file, size - tailSize, tailSize)
  const end = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (end < 0) throw new Error('not a zip file')
  const count = tail.readUInt16LE(end + 10)
  const directory = readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12))
  let at = 0
  for (let i = 0; i < count; i++) {
    const nameLength = directory.readUInt16LE(at + 28)
    yield {
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      mode: directory.readUInt32LE(at + 38) >>> 16,
      offset: directory.readUInt32LE(at + 42),
      name: directory.toString('utf8', at + 46, at + 46 + nameLength)
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
}

/**
 * @param {number} file
 * @param {number} offset
 * @param {number} length
 */
function readAt(file, offset, length) {
  const buffer = Buffer.allocUnsafe(length)
  for (let done = 0; done < length;) {
    const got = readSync(file, buffer, done, length - done, offset + done)
    if (got === 0) throw new Error('the file ends too early')
    done += got
  }
  return buffer
}
