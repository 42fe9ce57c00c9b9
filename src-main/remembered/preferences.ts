/** What the window remembers between starts, kept in preferences.json. */
import type { Preferences } from '../../shared/contract'
import { repairPreferences } from '../checks/preference-checks'
import type { JsonFile } from './json-file'

/** The preferences in memory and on disk. */
export class PreferenceStore {
  readonly #file: JsonFile
  #current: Preferences

  constructor(file: JsonFile) {
    this.#file = file
    this.#current = repairPreferences(file.read())
  }

  get current(): Preferences {
    return this.#current
  }

  /** Replaces them, in memory at once; settles when they are on disk. */
  save(preferences: Preferences): Promise<void> {
    this.#current = repairPreferences(preferences)
    return this.#file.write(this.#current)
  }
}
