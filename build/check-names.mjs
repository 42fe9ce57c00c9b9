/**
 * Fails on names that the fallback's Electron 33 does not have yet, or the current Electron no
 * longer has: the code has to run on both. The names stand in forbidden-names.txt, one pattern a
 * line. allowed-names.txt lists what only looks like one: a file's path, a space, and a part of the
 * line.
 */
import { readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { filesBelow } from './stamp.mjs'

const root = join(import.meta.dirname, '..')

/** @param {string} name */
function listed(name) {
  const lines = readFileSync(join(import.meta.dirname, name), 'utf8').split('\n')
  return lines.filter((line) => line !== '' && !line.startsWith('#'))
}

const forbidden = new RegExp(listed('forbidden-names.txt').join('|'))
const allowed = listed('allowed-names.txt').map((line) => {
  const gap = line.indexOf(' ')
  return { path: line.slice(0, gap), part: line.slice(gap + 1), isUsed: false }
})

/**
 * @param {string} path
 * @param {string} line
 */
function isAllowed(path, line) {
  const entry = allowed.find((one) => one.path === path && line.includes(one.part))
  if (entry) entry.isUsed = true
  return entry !== undefined
}

const files = ['src-main', 'src-renderer', 'shared', 'test']
  .flatMap((folder) => filesBelow(join(root, folder)))
  .filter((file) => /\.(ts|js|mjs|svelte|css|html)$/.test(file))
const problems = files.flatMap((file) => {
  const path = relative(root, file).split(sep).join('/')
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.flatMap((line, index) => {
    const hit = forbidden.exec(line)?.[0]
    if (hit === undefined || isAllowed(path, line)) return []
    return [`${path}:${index + 1} uses ${hit.trim()}, which not both Electrons have`]
  })
})
for (const { path, part, isUsed } of allowed) {
  if (!isUsed) problems.push(`allowed-names.txt: nothing in ${path} needs "${part}" any more`)
}
for (const problem of problems) console.error(problem)
console.log(`Names: ${files.length} files read, ${problems.length} problems.`)
process.exitCode = problems.length > 0 ? 1 : 0
