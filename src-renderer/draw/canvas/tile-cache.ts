/**
 * Pieces of a long picture, fetched when they come into sight. A caller says which it wants now;
 * the others are not fetched, and the least recently used are forgotten first.
 */

/**
 * A tile that is wanted. If it is kept in a lower version, that is shown while it is fetched again.
 */
export interface TileWish {
  readonly key: string
  readonly version: number
}

/** How a cache gets tiles, how many it keeps, and what it calls. */
export interface TileCacheOptions<W extends TileWish, T> {
  /** Fetches one tile; should reject when the signal aborts. */
  load(wish: W, signal: AbortSignal): Promise<T>
  /** Called when a tile has arrived. */
  changed(): void
  /** Most tiles that are kept; at least as many as can be in sight. */
  readonly capacity: number
  /** Most fetches under way at a time. */
  readonly concurrency: number
}

/** Keeps and fetches tiles, least recently used out first. */
export class TileCache<W extends TileWish, T> {
  readonly #options: TileCacheOptions<W, T>
  /** Oldest use first: a Map keeps the order of insertion. */
  readonly #tiles = new Map<string, { version: number; tile: T }>()
  readonly #loading = new Map<string, { version: number; abort: AbortController }>()
  /** Versions that could not be fetched: another fetch would fail again. */
  readonly #failed = new Map<string, number>()
  #wishes: readonly W[] = []

  constructor(options: TileCacheOptions<W, T>) {
    this.#options = options
  }

  /** Number of tiles kept. */
  get size(): number {
    return this.#tiles.size
  }

  /** Adds a tile that was obtained elsewhere; one that is already here stays. */
  put({ key, version }: TileWish, tile: T): void {
    if (this.#tiles.has(key)) return
    this.#tiles.set(key, { version, tile })
    this.#forgetOldest()
  }

  /** A tile in any version that is here; counts as a use. */
  get(key: string): T | undefined {
    const entry = this.#tiles.get(key)
    if (entry === undefined) return undefined
    this.#tiles.delete(key)
    this.#tiles.set(key, entry)
    return entry.tile
  }

  /** Declares all that is wanted now, most urgent first; replaces what was wanted before. */
  want(wishes: readonly W[]): void {
    this.#wishes = wishes
    const wanted = new Set(wishes.map(({ key }) => key))
    for (const [key, { abort }] of this.#loading) {
      if (wanted.has(key)) continue
      this.#loading.delete(key)
      abort.abort()
    }
    this.#loadNext()
  }

  /** Forgets every tile and wish, and stops every fetch. */
  clear(): void {
    for (const { abort } of this.#loading.values()) abort.abort()
    this.#loading.clear()
    this.#tiles.clear()
    this.#failed.clear()
    this.#wishes = []
  }

  #loadNext(): void {
    for (const wish of this.#wishes) {
      if (this.#loading.size >= this.#options.concurrency) return
      const have = Math.max(
        this.#tiles.get(wish.key)?.version ?? -1,
        this.#failed.get(wish.key) ?? -1
      )
      if (have < wish.version && !this.#loading.has(wish.key)) void this.#load(wish)
    }
  }

  async #load(wish: W): Promise<void> {
    const { key, version } = wish
    const job = { version, abort: new AbortController() }
    this.#loading.set(key, job)
    let tile: T | undefined
    try {
      tile = await this.#options.load(wish, job.abort.signal)
    } catch {
      // The document was closed, or its file is gone: the place stays empty, and the request that
      // failed with it tells the user.
    }
    if (this.#loading.get(key) !== job) return
    this.#loading.delete(key)
    if (tile === undefined) {
      this.#failed.set(key, version)
    } else {
      this.#tiles.delete(key)
      this.#tiles.set(key, { version, tile })
      this.#forgetOldest()
      this.#options.changed()
    }
    this.#loadNext()
  }

  #forgetOldest(): void {
    for (const key of this.#tiles.keys()) {
      if (this.#tiles.size <= this.#options.capacity) return
      this.#tiles.delete(key)
    }
  }
}
