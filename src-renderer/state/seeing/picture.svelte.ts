/**
 * The spectrogram of the open recording: its shape, how it is shown, and the fetched tiles, as they
 * are or masked by a mix.
 */
import { media } from '../../../shared/contract'
import type { Payload, Preferences, SpectrogramShape } from '../../../shared/contract'
import { hzToHeight, type FrequencyScale } from '../../../shared/picture-axis'
import { byteToDb } from '../../../shared/tile-bytes'
import { isWhole, wholeWindow, windowOf, windowScale } from '../../draw/axes/frequency-window'
import type { FrequencyWindow } from '../../draw/axes/frequency-window'
import {
  levelFor,
  placeTile,
  secondsToTileFrame,
  visibleTiles
} from '../../draw/spectrogram/spectrogram-tiles'
import type {
  FrameGrid,
  SpectrogramPiece,
  SpectrogramTile,
  TileRef
} from '../../draw/spectrogram/spectrogram-tiles'
import { TileCache } from '../../draw/canvas/tile-cache'
import type { TileMaskWorker } from '../../draw/spectrogram/tile-mask-protocol'
import type { TimeScale } from '../../draw/axes/time-scale'
import { TileMasks } from './tile-masks'
import type { MaskWish, PictureMask } from './tile-masks'

/** Fetches a URL's bytes. @throws when there are none */
export type FetchBytes = (url: string, signal: AbortSignal) => Promise<ArrayBuffer>

/** About 50 MB of tiles with 512 rows. */
const TILES_KEPT = 96

/** What the spectrogram is of: the recording, the selected stems in it, or what is heard. */
export type PictureSubject = 'mixture' | 'selection' | 'remix'

/** A stretch of time and frequency that was dragged. */
export interface PictureBox {
  readonly startSeconds: number
  readonly endSeconds: number
  readonly lowHz: number
  readonly highHz: number
}

const noWorker = (): TileMaskWorker => {
  throw new Error('this picture was made without a worker for masks')
}

/** What the spectrogram shows, and how. Reactive. */
export class Picture {
  #document = $state<number | null>(null)
  #shape = $state.raw<SpectrogramShape | null>(null)
  #readyFrames = $state(0)
  #tileCount = $state(0)
  gainDb = $state(20)
  rangeDb = $state(80)
  colorMap = $state<Preferences['colorMap']>('dusk')
  /** What the lanes' spectrogram shows. */
  subject = $state<PictureSubject>('mixture')
  /** The part of the frequency axis in sight. */
  window = $state.raw<FrequencyWindow>(wholeWindow)
  box = $state.raw<PictureBox | null>(null)
  /** The axis of what is in sight; null until there is a shape. */
  readonly scale: FrequencyScale | null = $derived(
    this.#shape === null ? null : windowScale(this.#shape, this.window)
  )
  readonly #masks: TileMasks
  readonly #tiles: TileCache<TileRef, SpectrogramTile>

  constructor(fetcher: FetchBytes, startMaskWorker: () => TileMaskWorker = noWorker) {
    this.#masks = new TileMasks(startMaskWorker, () => this.#tileCount++)
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
    this.window = wholeWindow
    this.box = null
    this.subject = 'mixture'
    this.#tiles.clear()
    this.#masks.clear()
  }

  /** Zooms to a band of frequencies, in Hz. */
  show(lowHz: number, highHz: number): void {
    if (this.#shape !== null) this.window = windowOf(this.#shape, lowHz, highHz)
  }

  /** Takes in main's events about the picture; those of other documents are ignored. */
  apply({ document, shape, readyFrames }: Payload<'spectrogramProgress'>): void {
    if (document !== this.#document) return
    // The reply to a change of axis and the first progress of the new picture may come in either
    // order.
    const same = shape.axis === this.#shape?.axis
    this.#readyFrames = same ? Math.max(readyFrames, this.#readyFrames) : readyFrames
    if (same) return
    const { scale } = this
    const wasWhole = isWhole(this.window)
    this.#shape = shape
    // What is in sight stays in sight on the other axis.
    if (scale !== null && !wasWhole) {
      const edges = [scale.minHz, scale.maxHz].map((hz) =>
        Math.min(1, Math.max(0, hzToHeight(shape, hz)))
      )
      this.window = { low: edges[0]!, high: Math.max(edges[0]! + 1e-3, edges[1]!) }
    }
  }

  /**
   * Tiles for a stretch of time, with coarser ones first where the right ones are missing, and
   * begins to fetch those. Reactive: runs again when a tile arrives.
   * @param scale in device pixels
   * @param mask what is let through; null shows the mixture
   */
  piecesFor(
    scale: TimeScale,
    sampleRate: number,
    mask: PictureMask | null = null
  ): readonly SpectrogramPiece[] {
    const grid = this.#grid(sampleRate)
    if (grid === null) return []
    const level = levelFor(grid, scale.secondsPerPixel)
    const wanted = visibleTiles(grid, scale, level)
    const coarsest = visibleTiles(grid, scale, grid.levelCount - 1)
    this.#tiles.want([...wanted, ...coarsest])
    if (this.#tileCount === 0) return []
    if (mask !== null) this.#wantMasked([...wanted, ...coarsest], mask)
    const pieces: SpectrogramPiece[] = []
    const show = (ref: TileRef): void => {
      const tile = this.#shown(ref, mask)
      if (tile !== undefined) pieces.push(placeTile(grid, scale, ref, tile))
    }
    const complete = wanted.every(
      (ref) => this.#isHere(ref) && this.#shown(ref, mask) !== undefined
    )
    for (let coarse = grid.levelCount - 1; coarse > level && !complete; coarse--) {
      visibleTiles(grid, scale, coarse).forEach(show)
    }
    wanted.forEach(show)
    return pieces
  }

  /**
   * Whether a stretch of time can be shown in its final form: it is computed, and its tiles are
   * here. Reactive.
   */
  isComplete(scale: TimeScale, sampleRate: number, mask: PictureMask | null = null): boolean {
    const grid = this.#grid(sampleRate)
    if (grid === null || this.#tileCount === 0 || grid.readyFrames < grid.frameCount) return false
    const level = levelFor(grid, scale.secondsPerPixel)
    return visibleTiles(grid, scale, level).every((ref) => {
      if (!this.#isHere(ref)) return false
      const wish = this.#maskWish(ref)
      return mask === null || (wish !== undefined && this.#masks.isCurrent(wish, mask))
    })
  }

  /**
   * Level in dBFS at a time and frequency, from the finest tile that is here; null where there is
   * none. Reactive.
   */
  levelAt(
    seconds: number,
    hz: number,
    sampleRate: number,
    mask: PictureMask | null = null
  ): number | null {
    const grid = this.#grid(sampleRate)
    if (grid === null || this.#shape === null || this.#tileCount === 0) return null
    const point = { startSeconds: seconds, secondsPerPixel: 1e-9, widthPx: 1 }
    for (let level = 0; level < grid.levelCount; level++) {
      const ref = visibleTiles(grid, point, level)[0]
      const tile = ref === undefined ? undefined : this.#shown(ref, mask)
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

  /** The tile shown at a place: the mixture's, or that of a mix. */
  #shown(ref: TileRef, mask: PictureMask | null): SpectrogramTile | undefined {
    if (mask === null) return this.#tiles.get(ref.key)
    const wish = this.#maskWish(ref)
    return wish === undefined ? undefined : this.#masks.get(wish, mask)
  }

  #wantMasked(refs: readonly TileRef[], mask: PictureMask): void {
    const wishes = refs.map((ref) => this.#maskWish(ref))
    this.#masks.want(
      wishes.filter((wish) => wish !== undefined),
      mask
    )
  }

  #maskWish({ key, level }: TileRef): MaskWish | undefined {
    const tile = this.#tiles.get(key)
    const shape = this.#shape
    if (tile === undefined || shape === null) return undefined
    const { axis, minHz, maxHz, hopSize } = shape
    return { key, tile, level, hopSize, scale: { axis, minHz, maxHz } }
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
