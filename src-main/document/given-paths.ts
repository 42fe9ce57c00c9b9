/**
 * The files and folders that a person has given to the app: only these are opened, whatever the
 * page asks for. A page that was taken over then can neither read other files nor learn which there
 * are.
 */
import { basename, resolve } from 'node:path'
import { Failure } from '../../shared/failure'

/**
 * How a path came: from the system or a dialog, or by a drop, of which only the page's process
 * knows.
 */
export type GivenBy = 'person' | 'drop'

/** Paths that may be opened and listed. */
export class GivenPaths {
  readonly #paths = new Set<string>()

  /**
   * Notes paths. A drop is no proof that a person has dropped it, so those on other computers are
   * left out: even to look at them would send this computer's login to whoever they belong to.
   */
  add(paths: Iterable<string>, by: GivenBy): void {
    for (const path of paths) {
      if (by === 'person' || !isOnNetwork(path)) this.#paths.add(resolve(path))
    }
  }

  /**
   * Checks a path before anything looks at it.
   * @throws Failure `audio/unreadable`, the same whether there is such a file or not
   */
  check(path: string): void {
    if (this.#paths.has(resolve(path))) return
    const reason = isOnNetwork(path) ? 'network' : 'not-given'
    const details = { path, name: basename(path), reason }
    throw new Failure('audio/unreadable', `nobody has given ${path}`, details)
  }
}

/** Whether a path names another computer, as `//host/share` does on Windows. */
function isOnNetwork(path: string): boolean {
  return /^[\\/]{2}/.test(path)
}
