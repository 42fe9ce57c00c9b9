/** Remembers by their content which sources a build was made from. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * A digest of the names and contents of files and folders below `root`; missing ones are left out.
 * @param {string} root
 * @param {string[]} paths
 */
export function digestOf(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths) {
    if (!existsSync(join(root, path))) continue
    for (const file of filesBelow(join(root, path)).sort()) {
      hash
        .update(`${file.slice(root.length)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

/**
 * All files below a folder, or the file itself.
 * @param {string} path
 * @returns {string[]}
 */
export function filesBelow(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path).flatMap((name) => filesBelow(join(path, name)))
}

/**
 * Whether the stamp holds `digest` and the results are still there.
 * @param {string} stampFile
 * @param {string} digest
 * @param {string[]} results
 */
export function isStamped(stampFile, digest, results) {
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== digest) return false
  return results.every((file) => existsSync(file))
}

/**
 * @param {string} stampFile
 * @param {string} digest
 */
export function stamp(stampFile, digest) {
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, digest)
}
