import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Makes a new folder in the first of the places where that is possible: `name`, or `name 2`, `name
 * 3` and so on beside those that are there.
 * @param {readonly string[]} places
 * @param {string} name
 * @returns {string} its path
 */
export function makeNewFolder(places, name) {
  /** @type {unknown} */
  let problem
  for (const place of places) {
    for (let number = 1; ; number++) {
      const folder = join(place, number === 1 ? name : `${name} ${number}`)
      try {
        mkdirSync(folder)
        return folder
      } catch (error) {
        problem = error
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) break
      }
    }
  }
  throw problem
}
