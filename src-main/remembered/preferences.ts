/** What the window remembers between starts, kept in preferences.json. */
import type { Preferences } from '../../shared/contract'
import { isPlainObject } from '../../shared/plain-value'
import { repairPreferences } from '../checks/preference-checks'
import type { JsonFile } from './json-file'

/** Version of the file; raised when an older Partwise would misunderstand a newer file. */
const VERSION = 1

/** The preferences in memory and on disk. */
export class PreferenceStore {
  readonly #file: JsonFile
  #current: Preferences

  /** Reads the file; one that is newer or has wrong values is kept beside when it is replaced. */
  constructor(file: JsonFile) {
    this.#file = file
    const stored = file.read()
    this.#current = repairPreferences(stored)
    if (stored !== undefined && !isUnderstood(stored, this.#current)) file.keepCopy()
  }

  get current(): Preferences {
    return this.#current
  }

  /** Replaces them, in memory at once; settles when they are on disk. */
  save(preferences: Preferences): Promise<void> {
    this.#current = repairPreferences(preferences)
    return this.#file.write({ version: VERSION, ...this.#current })
  }
}

/** Whether nothing of what was stored is lost; fields that are missing are not. */
function isUnderstood(stored: unknown, read: Preferences): boolean {
  if (!isPlainObject(stored)) return false
  const { version = VERSION } = stored
  const isRead = Object.entries(read).every(([field, value]) => {
    return !(field in stored) || JSON.stringify(stored[field]) === JSON.stringify(value)
  })
  return version === VERSION && isRead
}
