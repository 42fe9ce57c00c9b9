/**
 * Finds a folder again that was renamed, or lies below one that was: by the numbers that the file
 * system gives to folders, whatever they are called.
 */
import { lstatSync, readdirSync } from 'node:fs'
import { dirname, join, parse, relative, sep } from 'node:path'

/** The file system's number of each folder on the way to one, from the root down; '' for none. */
export type Trail = readonly string[]

/** The way to a folder. @param path absolute */
export function trailOf(path: string): Trail {
  return stepsTo(path).map(numberOf)
}

/**
 * Where a folder is now.
 * @param path where it was, absolute
 * @param trail of that time
 * @returns null when it is not beside its old place, nor is any folder above it
 */
export function followTrail(path: string, trail: Trail): string | null {
  let at = parse(path).root
  for (const [i, step] of stepsTo(path).entries()) {
    const named = join(at, relative(dirname(step), step))
    const wanted = trail[i] ?? ''
    const found = numberOf(named) === wanted ? named : childWith(at, wanted)
    if (found === null && numberOf(named) === '') return null
    at = found ?? named
  }
  return at
}

/** The folders on the way, from the root down, without the root. */
function stepsTo(path: string): string[] {
  const { root } = parse(path)
  const names = relative(root, path)
    .split(sep)
    .filter((name) => name !== '')
  return names.map((_, i) => join(root, ...names.slice(0, i + 1)))
}

function childWith(folder: string, number: string): string | null {
  if (number === '') return null
  try {
    const folders = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory())
    const found = folders.find(({ name }) => numberOf(join(folder, name)) === number)
    return found ? join(folder, found.name) : null
  } catch {
    return null
  }
}

function numberOf(path: string): string {
  try {
    return String(lstatSync(path, { bigint: true }).ino)
  } catch {
    return ''
  }
}
