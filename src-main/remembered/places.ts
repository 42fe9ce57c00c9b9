/** The folders a person used last, kept in places.json; dialogs and exports begin there. */
import { statSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { JsonFile } from './json-file'
import { isPlainObject, isText } from '../../shared/plain-value'

/** What a folder is remembered for. */
export type PlaceName = 'openFolder' | 'exportParent'

/** The remembered folders. */
export class Places {
  readonly #file: JsonFile
  readonly #folders: Partial<Record<PlaceName, string>> = {}

  constructor(file: JsonFile) {
    this.#file = file
    const stored = file.read()
    if (stored !== undefined && !isPlainObject(stored)) file.keepCopy()
    for (const name of ['openFolder', 'exportParent'] as const) {
      const folder = isPlainObject(stored) ? stored[name] : undefined
      if (isText(folder, 4096) && isAbsolute(folder)) this.#folders[name] = folder
    }
  }

  /** The folder remembered for `name`; null when there is none or it no longer exists. */
  get(name: PlaceName): string | null {
    const folder = this.#folders[name]
    return folder !== undefined && isFolder(folder) ? folder : null
  }

  /** Remembers a folder; settles when that is on disk. */
  set(name: PlaceName, folder: string): Promise<void> {
    this.#folders[name] = folder
    return this.#file.write(this.#folders)
  }
}

/** True when there is a folder at `path`. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
