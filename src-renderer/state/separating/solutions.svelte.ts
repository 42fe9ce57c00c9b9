/** Solutions of the same settings from different seeds, to be compared. */
import type { SeparationSettings } from '../../../shared/settings'
import { isSameButSeed, numberSettings } from '../../../shared/settings'
import type { Arrangement, SeparationId } from '../document/arrangement'
import { bytesOf, type LoadedSeparation } from '../document/loaded-separation'
import type { LoadedSeparations } from '../document/loaded-separations'

/** A solution, named "A", "B", ... in the order they were found. */
export interface Solution {
  readonly name: string
  readonly separation: SeparationId
}

/** Most solutions that are kept; fewer than the separations that main keeps. */
const MOST = 6
/** Most bytes of their arrays; the last is kept whatever its size. */
const MOST_BYTES = 2 ** 28

/** The last few solutions. */
export class Solutions {
  list = $state.raw<readonly Solution[]>([])
  #found = 0
  readonly #separations: Pick<LoadedSeparations, 'find'>
  /** How each separation was arranged when it was last shown. */
  readonly #arranged = new Map<SeparationId, Arrangement>()

  /** @param separations where they are looked up */
  constructor(separations: Pick<LoadedSeparations, 'find'>) {
    this.#separations = separations
  }

  /** Adds a new one; if settings other than the seed differ, a new list begins. */
  add(separation: LoadedSeparation): void {
    const [first] = this.#loaded(this.list)
    if (first && !isSameButSeed(settingsOf(first), settingsOf(separation))) this.#restart()
    const name = nameOf(this.#found++)
    this.list = this.#bounded([...this.list, { name, separation: separation.result.generation }])
  }

  /** Remembers how the separation of a document is arranged. */
  note(arrangement: Arrangement): void {
    const { separation: id } = arrangement
    const separation = this.#separations.find(id)
    if (id === null || separation === null || separation.isPreview) return
    this.#arranged.set(id, arrangement)
    for (const other of this.#arranged.keys()) {
      if (this.#separations.find(other) === null) this.#arranged.delete(other)
    }
  }

  /** The last few solutions, each as it was arranged when it was last shown. */
  get arranged(): readonly { readonly name: string; readonly arrangement: Arrangement }[] {
    return this.list.flatMap(({ name }) => {
      const arrangement = this.find(name)
      return arrangement === null ? [] : [{ name, arrangement }]
    })
  }

  /** Takes solutions of a window before this one; later ones get names that none of them has. */
  restore(
    solutions: readonly { readonly name: string; readonly arrangement: Arrangement }[]
  ): void {
    this.clear()
    for (const { name, arrangement } of solutions) {
      if (arrangement.separation === null) continue
      this.list = [...this.list, { name, separation: arrangement.separation }]
      this.#arranged.set(arrangement.separation, arrangement)
    }
    this.#found = Math.max(-1, ...solutions.map(({ name }) => indexOf(name))) + 1
  }

  /** The solution of that name as it was arranged; null when it is not there. */
  find(name: string): Arrangement | null {
    const solution = this.list.find((one) => one.name === name)
    return solution ? (this.#arranged.get(solution.separation) ?? null) : null
  }

  /** Name of a separation in the list; '' for one that is not there. */
  nameOf(separation: SeparationId | null): string {
    return this.list.find((one) => one.separation === separation)?.name ?? ''
  }

  /** Drops one. */
  remove(name: string): void {
    this.list = this.list.filter((one) => one.name !== name)
  }

  /** Forgets all solutions, for another document. */
  clear(): void {
    this.#restart()
    this.#arranged.clear()
  }

  /** The settings of the next solution: the given ones, with a seed that no solution has. */
  nextSettings(settings: SeparationSettings): SeparationSettings {
    const taken = this.#loaded(this.list).map((separation) => settingsOf(separation).seed)
    const { min, max } = numberSettings.seed
    let seed = settings.seed
    do seed = seed >= max ? min : seed + 1
    while (taken.includes(seed))
    return { ...settings, seed }
  }

  #restart(): void {
    this.list = []
    this.#found = 0
  }

  #loaded(list: readonly Solution[]): readonly LoadedSeparation[] {
    return list
      .map(({ separation }) => this.#separations.find(separation))
      .filter((separation) => separation !== null)
  }

  #bounded(list: readonly Solution[]): readonly Solution[] {
    const bytes = this.#loaded(list).reduce((sum, separation) => sum + bytesOf(separation), 0)
    const isTooMuch = list.length > 1 && (list.length > MOST || bytes > MOST_BYTES)
    return isTooMuch ? this.#bounded(list.slice(1)) : list
  }
}

/** A to Z, then A2, B2, ... */
function nameOf(index: number): string {
  const round = Math.floor(index / 26)
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26))
  return round === 0 ? letter : `${letter}${round + 1}`
}

/** The inverse of `nameOf`; -1 for any other text. */
function indexOf(name: string): number {
  const [, letter, round] = /^([A-Z])(\d{0,6})$/.exec(name) ?? []
  if (letter === undefined) return -1
  return (Number(round || 1) - 1) * 26 + letter.charCodeAt(0) - 'A'.charCodeAt(0)
}

function settingsOf({ factorization }: LoadedSeparation): SeparationSettings {
  return factorization.settings
}
