/**
 * The notes of stems: how they are read, which of them are shown over their lanes, and what was
 * found. MIDI is written with the same settings. It is not part of the document: nothing here is a
 * step of undo.
 */
import type { Input } from '../../../shared/contract'
import type { ComponentFacts } from '../../../shared/factorization'
import {
  isMadeOfHits,
  USUAL_SENSITIVITY,
  type Note,
  type NoteSettings
} from '../../../shared/notes'
import type { Stem } from '../document/arrangement'

/** The separation whose notes are read. */
export interface NoteSource {
  readonly document: number
  readonly generation: number
}

/** Asks for notes; null when the separation is gone. */
export type FindNotes = (input: Input<'findNotes'>) => Promise<readonly Note[] | null>

interface Found {
  readonly key: string
  readonly notes: readonly Note[]
}

/** Milliseconds before a dragged slider requests notes again. */
const PATIENCE_MS = 60

/** Notes by stem. */
export class StemNotes {
  readonly #find: FindNotes
  readonly #failed: (thrown: unknown) => void
  #settings = $state.raw<ReadonlyMap<number, NoteSettings>>(new Map())
  #found = $state.raw<ReadonlyMap<number, Found>>(new Map())
  #shown = $state.raw<ReadonlySet<number>>(new Set())
  /** The last request, by stem. */
  readonly #asked = new Map<number, string>()

  constructor(find: FindNotes, failed: (thrown: unknown) => void) {
    this.#find = find
    this.#failed = failed
  }

  /** Whether a stem's notes are shown over its lane. */
  isShown(id: number): boolean {
    return this.#shown.has(id)
  }

  /** Shows or hides them. */
  show(id: number, isShown: boolean): void {
    const shown = new Set(this.#shown)
    if (isShown) shown.add(id)
    else shown.delete(id)
    this.#shown = shown
  }

  /** How a stem's notes are read: as chosen, else by what the stem seems to be. */
  settingsOf({ id, components }: Stem, facts: readonly ComponentFacts[]): NoteSettings {
    const chosen = this.#settings.get(id)
    if (chosen) return chosen
    const mode = isMadeOfHits(facts, components) ? 'hits' : 'chords'
    return { mode, sensitivity: USUAL_SENSITIVITY }
  }

  /** Chooses how a stem's notes are read. */
  choose(id: number, settings: NoteSettings): void {
    this.#settings = new Map(this.#settings).set(id, settings)
  }

  /** The notes found last, null before; those of older settings stay until there are new ones. */
  notesOf(id: number): readonly Note[] | null {
    return this.#found.get(id)?.notes ?? null
  }

  /** Requests a stem's notes unless they are found already. */
  load(
    { id, components }: Pick<Stem, 'id' | 'components'>,
    settings: NoteSettings,
    source: NoteSource
  ): void {
    const input = { ...source, components: [...components], settings }
    const key = JSON.stringify(input)
    if (this.#asked.get(id) === key) return
    const isFirst = !this.#asked.has(id)
    this.#asked.set(id, key)
    setTimeout(() => void this.#ask(id, key, input), isFirst ? 0 : PATIENCE_MS)
  }

  /** Forgets everything, for another recording. */
  clear(): void {
    this.#settings = new Map()
    this.#found = new Map()
    this.#shown = new Set()
    this.#asked.clear()
  }

  async #ask(id: number, key: string, input: Input<'findNotes'>): Promise<void> {
    if (this.#asked.get(id) !== key) return
    try {
      const notes = await this.#find(input)
      if (this.#asked.get(id) !== key) return
      this.#found = new Map(this.#found).set(id, { key, notes: notes ?? [] })
    } catch (thrown) {
      if (this.#asked.get(id) === key) this.#asked.delete(id)
      this.#failed(thrown)
    }
  }
}
