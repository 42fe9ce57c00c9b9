/** The spectrogram of the open recording: its shape, how it is shown, and the tiles that are here. */
import { media } from '../../shared/contract'
import type { Payload, Preferences, SpectrogramShape } from '../../shared/contract'
import { byteToDb } from '../draw/colormap'
import { hzToHeight } from '../draw/frequency-scale'
import { levelFor, placeTile, secondsToTileFrame, visibleTiles } from '../draw/spectrogram-tiles'
import type {
  FrameGrid,
  SpectrogramPiece,
  SpectrogramTile,
  TileRef
} from '../draw/spectrogram-tiles'
import { TileCache } from '../draw/tile-cache'
import type { TimeScale } from '../draw/time-scale'

/** Fetches a URL's bytes. @throws whatever fetch throws, and an Error for a status that is not 2xx */
export type FetchBytes = (url: string, signal: AbortSignal) => Promise<ArrayBuffer>

/** Bytes of a media URL. */
export const fetchBytes: FetchBytes = async (url, signal) => {
  const response = await fetch(url, { signal })
  if (!response.ok) throw new Error(`${url}: ${response.status}`)
  return response.arrayBuffer()
}

/** About 50 MB of tiles with 512 rows. */
const TILES_KEPT = 96

/** What the spectrogram shows and how. Reactive. */
export class Picture {
  #document = $state<number | null>(null)
  #shape = $state.raw<SpectrogramShape | null>(null)
  #readyFrames = $state(0)
  #tileCount = $state(0)
  gainDb = $state(20)
  rangeDb = $state(80)
  colorMap = $state<Preferences['colorMap']>('dusk')
  readonly #tiles: TileCache<TileRef, SpectrogramTile>

  constructor(fetcher: FetchBytes = fetchBytes) {
    this.#tiles = new TileCache<TileRef, SpectrogramTile>({
      load: (ref, signal) => this.#load(ref, signal, fetcher),
      changed: () => this.#tileCount++,
      capacity: TILES_KEPT,
      concurrency: 4
    })
  }

  /** The document shown, null while none is. */
  get document(): number | null {
    return this.#document
  }

  /** Null until main has begun to compute the picture. */
  get shape(): SpectrogramShape | null {
    return this.#shape
  }

  /** Frames of level 0 that can be shown. */
  get readyFrames(): number {
    return this.#readyFrames
  }

  /** Axis of what is shown now; a new one comes with its shape. */
  get axis(): Preferences['axis'] {
    return this.#shape?.axis ?? 'mel'
  }

  /** Begins another document, or none. */
  load(document: number | null): void {
    this.#document = document
    this.#shape = null
    this.#readyFrames = 0
    this.#tiles.clear()
  }

  /** Takes in what main says about the picture; what is said about other documents is ignored. */
  apply({ document, shape, readyFrames }: Payload<'spectrogramProgress'>): void {
    if (document !== this.#document) return
    // The reply to a change of axis and the first progress of the new picture come in either order.
    const same = shape.axis === this.#shape?.axis
    this.#readyFrames = same ? Math.max(readyFrames, this.#readyFrames) : readyFrames
    if (!same) this.#shape = shape
  }

  /**
   * Tiles for a stretch of time, coarser ones first where the right ones are not here yet, and begins to
   * fetch what is missing. Reactive: runs again when a tile arrives.
   * @param scale in device pixels
   */
  piecesFor(scale: TimeScale, sampleRate: number): readonly SpectrogramPiece[] {
    const grid = this.#grid(sampleRate)
    if (grid === null) return []
    const level = levelFor(grid, scale.secondsPerPixel)
    const wanted = visibleTiles(grid, scale, level)
    this.#tiles.want([...wanted, ...visibleTiles(grid, scale, grid.levelCount - 1)])
    if (this.#tileCount === 0) return []
    const pieces: SpectrogramPiece[] = []
    const show = (ref: TileRef): void => {
      const tile = this.#tiles.get(ref.key)
      if (tile !== undefined) pieces.push(placeTile(grid, scale, ref, tile))
    }
    const complete = wanted.every((ref) => this.#isHere(ref))
    for (let coarse = grid.levelCount - 1; coarse > level && !complete; coarse--) {
      visibleTiles(grid, scale, coarse).forEach(show)
    }
    wanted.forEach(show)
    return pieces
  }

  /** Whether a stretch of time can be shown as it will stay: computed to its end, and its tiles are here. Reactive. */
  isComplete(scale: TimeScale, sampleRate: number): boolean {
    const grid = this.#grid(sampleRate)
    if (grid === null || this.#tileCount === 0 || grid.readyFrames < grid.frameCount) return false
    const level = levelFor(grid, scale.secondsPerPixel)
    return visibleTiles(grid, scale, level).every((ref) => this.#isHere(ref))
  }

  /** Level in dBFS at a time and frequency, from the finest tile that is here; null where there is none. Reactive. */
  levelAt(seconds: number, hz: number, sampleRate: number): number | null {
    const grid = this.#grid(sampleRate)
    if (grid === null || this.#shape === null || this.#tileCount === 0) return null
    const point = { startSeconds: seconds, secondsPerPixel: 1e-9, widthPx: 1 }
    for (let level = 0; level < grid.levelCount; level++) {
      const ref = visibleTiles(grid, point, level)[0]
      const tile = ref === undefined ? undefined : this.#tiles.get(ref.key)
      if (tile === undefined) continue
      const frame = Math.floor(secondsToTileFrame(grid, level, seconds)) - tile.firstFrame
      const row = Math.floor(hzToHeight(this.#shape, hz) * tile.rowCount)
      if (frame < 0 || frame >= tile.frameCount || row < 0 || row >= tile.rowCount) return null
      const byte = tile.bytes[frame * tile.rowCount + row]
      return byte === undefined ? null : byteToDb(byte)
    }
    return null
  }

  #isHere(ref: TileRef): boolean {
    const tile = this.#tiles.get(ref.key)
    return tile !== undefined && tile.frameCount >= ref.fetchTo - ref.fetchFrom
  }

  #grid(sampleRate: number): FrameGrid | null {
    const shape = this.#shape
    return shape === null ? null : { ...shape, sampleRate, readyFrames: this.#readyFrames }
  }

  async #load(ref: TileRef, signal: AbortSignal, fetcher: FetchBytes): Promise<SpectrogramTile> {
    const shape = this.#shape
    if (this.#document === null || shape === null) throw new Error('no picture to fetch tiles of')
    const { axis, level, fetchFrom, fetchTo } = ref
    const url = media.spectrogram(this.#document, axis, level, fetchFrom, fetchTo)
    const bytes = new Uint8Array(await fetcher(url, signal))
    const { rowCount } = shape
    return { bytes, firstFrame: fetchFrom, frameCount: bytes.length / rowCount, rowCount }
  }
}
