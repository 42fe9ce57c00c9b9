/**
 * Tiles of the spectrogram as a mix sounds, made in a worker one at a time. The latest request is
 * made first; until it is ready, the same tile in an older mix is shown, so that moving a fader
 * never blanks it.
 */
import type { Factorization } from '../../../shared/factorization'
import type { FrequencyScale } from '../../../shared/picture-axis'
import type { SpectrogramTile } from '../../draw/spectrogram/spectrogram-tiles'
import type { MaskMix, MaskSource } from '../../draw/spectrogram/tile-mask'
import type { TileMaskReply, TileMaskWorker } from '../../draw/spectrogram/tile-mask-protocol'

/** What is shown in place of the mixture. A new object for every change. */
export interface PictureMask extends MaskMix {
  /** Names what the picture shows: a tile never replaces one of another subject. */
  readonly subject: 'selection' | 'remix' | 'model'
  readonly factorization: Factorization
  readonly sampleRate: number
}

/** A tile of the mixture that is to be masked. */
export interface MaskWish {
  readonly key: string
  readonly tile: SpectrogramTile
  readonly level: number
  readonly hopSize: number
  readonly scale: FrequencyScale
}

interface Masked {
  readonly from: SpectrogramTile
  readonly mask: PictureMask
  readonly tile: SpectrogramTile
}

/** Masks tiles and keeps them, least recently used out first. */
export class TileMasks {
  readonly #startWorker: () => TileMaskWorker
  readonly #changed: () => void
  readonly #capacity: number
  readonly #made = new Map<string, Masked>()
  #worker: TileMaskWorker | null = null
  #source: Factorization | null = null
  #mask: PictureMask | null = null
  #wishes: readonly MaskWish[] = []
  #running: { readonly id: number; readonly wish: MaskWish; readonly mask: PictureMask } | null =
    null
  #nextId = 1
  /** Tiles that killed a worker: another try would kill the next one. */
  readonly #failed = new WeakSet<SpectrogramTile>()

  /**
   * @param changed called when a tile is ready
   * @param capacity most tiles that are kept; at least as many as can be in sight
   */
  constructor(startWorker: () => TileMaskWorker, changed: () => void, capacity = 48) {
    this.#startWorker = startWorker
    this.#changed = changed
    this.#capacity = capacity
  }

  /** The masked tile, or that of an earlier mix; undefined while there is neither. */
  get(wish: MaskWish, mask: PictureMask): SpectrogramTile | undefined {
    const made = this.#made.get(nameOf(wish, mask))
    if (made?.mask.factorization !== mask.factorization) return undefined
    this.#made.delete(nameOf(wish, mask))
    this.#made.set(nameOf(wish, mask), made)
    return made.tile
  }

  /** Whether the tile is here in its final form. */
  isCurrent(wish: MaskWish, mask: PictureMask): boolean {
    if (this.#failed.has(wish.tile)) return true
    const made = this.#made.get(nameOf(wish, mask))
    return made?.mask === mask && made.from === wish.tile
  }

  /** Replaces the list of tiles to make; most urgent first. */
  want(wishes: readonly MaskWish[], mask: PictureMask): void {
    this.#wishes = wishes
    this.#mask = mask
    this.#makeNext()
  }

  /** Forgets every tile and ends the worker. */
  clear(): void {
    this.#made.clear()
    this.#wishes = []
    this.#endWorker()
  }

  #makeNext(): void {
    const mask = this.#mask
    if (this.#running !== null || mask === null) return
    const wish = this.#wishes.find((each) => !this.isCurrent(each, mask))
    if (wish === undefined) return
    const worker = (this.#worker ??= this.#newWorker())
    if (this.#source !== mask.factorization) {
      this.#source = mask.factorization
      worker.postMessage({ kind: 'source', source: sourceOf(mask) })
    }
    const { tile, level, hopSize, scale } = wish
    this.#running = { id: this.#nextId++, wish, mask }
    const { kind, gains, rest } = mask
    worker.postMessage({
      kind: 'tile',
      id: this.#running.id,
      tile: { ...tile, level, hopSize, scale: { ...scale } },
      mix: { kind, gains, rest }
    })
  }

  #newWorker(): TileMaskWorker {
    const worker = this.#startWorker()
    worker.onmessage = ({ data }) => this.#take(data)
    worker.onerror = () => {
      const lost = this.#running
      this.#endWorker()
      if (lost !== null) this.#failed.add(lost.wish.tile)
      this.#makeNext()
    }
    return worker
  }

  #endWorker(): void {
    this.#worker?.terminate()
    this.#worker = null
    this.#source = null
    this.#running = null
  }

  #take({ id, bytes }: TileMaskReply): void {
    const done = this.#running
    if (done?.id !== id) return
    this.#running = null
    const { wish, mask } = done
    const name = nameOf(wish, mask)
    this.#made.delete(name)
    this.#made.set(name, { from: wish.tile, mask, tile: { ...wish.tile, bytes } })
    for (const oldest of this.#made.keys()) {
      if (this.#made.size <= this.#capacity) break
      this.#made.delete(oldest)
    }
    this.#changed()
    this.#makeNext()
  }
}

function nameOf({ key }: MaskWish, { subject }: PictureMask): string {
  return `${subject} ${key}`
}

function sourceOf({ factorization, sampleRate }: PictureMask): MaskSource {
  const { W, H, frameCount, binCount, componentCount, meanV, peak } = factorization
  const { settings, sharing } = factorization
  const numbers = { frameCount, binCount, componentCount, meanV, peak, sampleRate }
  return { W, H, settings, ...(sharing ? { sharing } : {}), ...numbers }
}
