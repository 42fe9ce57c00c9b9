/**
 * Weights of cells as the kernels read them: sparse. Only stems, groups of frames and panels of
 * bins that a box touches have factors, in tiles of 4 frames x 8 bins; equal rows of tiles, and
 * equal tiles, are stored once. So a box costs memory along its edges, not over its area.
 * T = frames, F = bins, J = stems.
 */
import { BINS, GROUP } from './kernel-memory'
import type { SweepGuide, WeightBox } from './guide'

const TILE_CELLS = BINS * GROUP

/** Weights in tables that have no place in memory yet. */
export interface CellWeights {
  /** [J x T / 4] number of the row of tiles, from 1; 0 where all weights are 1. */
  readonly rowOf: Uint32Array
  /** [rows x F / 8] number of the tile, from 1; 0 where all weights are 1. */
  readonly tileOf: Uint32Array
  /** [tiles x 4 x 8] */
  readonly tiles: Float32Array
}

/** Puts boxes into tables; null where they leave every weight at 1. */
export function planWeights({ T, F, stems, weights }: SweepGuide): CellWeights | null {
  const groups = Math.ceil(T / GROUP)
  const panels = Math.ceil(F / BINS)
  const rowOf = new Uint32Array(stems.length * groups)
  const rows = new Numbers<Uint32Array>()
  const tiles = new Numbers<Float32Array>()
  const known = new Map<string, number>()
  stems.forEach((_, stem) => {
    const own = weights.filter((box) => box.stem === stem && box.factor < 1)
    if (own.length === 0) return
    for (let group = 0; group < groups; group++) {
      const parts = own.map((box) => partIn(group, T, F, box)).filter((part) => part !== null)
      if (parts.length === 0) continue
      // Groups that all boxes cover in the same way are equal, as in the middle of a box.
      const key = JSON.stringify(parts)
      const number = known.get(key) ?? rows.of(rowOfTiles(parts, panels, tiles))
      known.set(key, number)
      rowOf[stem * groups + group] = number
    }
  })
  if (rows.items.length === 0) return null
  const tileOf = new Uint32Array(rows.items.length * panels)
  rows.items.forEach((row, i) => tileOf.set(row, i * panels))
  const cells = new Float32Array(tiles.items.length * TILE_CELLS)
  tiles.items.forEach((tile, i) => cells.set(tile, i * TILE_CELLS))
  return { rowOf, tileOf, tiles: cells }
}

/** Bytes that weights take in the kernels' memory. */
export function weightBytes(weights: CellWeights | null): number {
  if (weights === null) return 0
  return tilesFrom(weights) + weights.tiles.byteLength
}

/** Writes weights into memory, with addresses in place of numbers. */
export function writeWeights(weights: CellWeights, buffer: ArrayBufferLike, at: number): void {
  const { rowOf, tileOf, tiles } = weights
  const panels = tileOf.length / Math.max(1, maxOf(rowOf))
  const rowsAt = at + rowOf.byteLength
  const tilesAt = at + tilesFrom(weights)
  const addresses = new Uint32Array(buffer, at, rowOf.length + tileOf.length)
  rowOf.forEach((row, i) => (addresses[i] = row === 0 ? 0 : rowsAt + (row - 1) * panels * 4))
  tileOf.forEach((tile, i) => {
    addresses[rowOf.length + i] = tile === 0 ? 0 : tilesAt + (tile - 1) * TILE_CELLS * 4
  })
  new Float32Array(buffer, tilesAt, tiles.length).set(tiles)
}

/** Bytes before the tiles, a multiple of 16. */
function tilesFrom({ rowOf, tileOf }: CellWeights): number {
  return Math.ceil((rowOf.byteLength + tileOf.byteLength) / 16) * 16
}

function maxOf(values: Uint32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

/**
 * What a box covers of a group of frames: frames of the group and bins, from and to; null for
 * nothing.
 */
type BoxPart = readonly [from: number, to: number, fromBin: number, toBin: number, factor: number]

function partIn(group: number, T: number, F: number, box: WeightBox): BoxPart | null {
  const start = group * GROUP
  const from = Math.max(box.fromFrame - start, 0)
  const to = Math.min(box.toFrame - start, T - start, GROUP)
  const [fromBin, toBin] = [Math.max(box.fromBin, 0), Math.min(box.toBin, F)]
  return from < to && fromBin < toBin ? [from, to, fromBin, toBin, box.factor] : null
}

/** Tiles of a group of frames, by their numbers. */
function rowOfTiles(
  parts: readonly BoxPart[],
  panels: number,
  tiles: Numbers<Float32Array>
): Uint32Array {
  const width = panels * BINS
  const factors = new Float32Array(GROUP * width).fill(1)
  for (const [from, to, fromBin, toBin, factor] of parts) {
    for (let t = from; t < to; t++) {
      for (let f = fromBin; f < toBin; f++) factors[t * width + f]! *= factor
    }
  }
  return Uint32Array.from({ length: panels }, (_, panel) => {
    const tile = Float32Array.from({ length: TILE_CELLS }, (__, i) => {
      return factors[Math.floor(i / BINS) * width + panel * BINS + (i % BINS)]!
    })
    return tile.every((factor) => factor === 1) ? 0 : tiles.of(tile)
  })
}

/** Numbers things from 1, equal ones alike. */
class Numbers<Item extends Uint32Array | Float32Array> {
  readonly items: Item[] = []
  readonly #known = new Map<string, number>()

  of(item: Item): number {
    const key = item.join()
    const known = this.#known.get(key)
    if (known !== undefined) return known
    this.#known.set(key, this.items.push(item))
    return this.items.length
  }
}
