/**
 * Waveform peaks for exactly the pixels in sight. Peaks are fetched in tiles of equal parts of 2^l
 * samples on a fixed grid, so that a wave keeps its shape while it scrolls. N = samples.
 */
import { peakOverview } from '../../../shared/peak-overview'
import type { TileWish } from '../canvas/tile-cache'
import { xToTime } from '../axes/time-scale'
import type { TimeScale } from '../axes/time-scale'

/** Parts of a tile. */
const TILE_PARTS = 4096
/** Values of a pixel: least and largest sample, then the same cut to the root mean square. */
export const PIXEL_VALUES = 4

/** Pairs of one channel, least and largest sample of each part of samples [from, to). */
export interface PeakTile {
  readonly from: number
  readonly to: number
  /** [count x 2] */
  readonly pairs: Float32Array
}

/** A tile to be fetched: `count` equal parts of samples [from, to) of a channel. */
export interface PeakTileRef {
  readonly key: string
  readonly version: number
  readonly channel: number
  readonly level: number
  readonly from: number
  readonly to: number
  readonly count: number
}

/** Level with 2 to 4 parts for each pixel (a part is 2^level samples), or with single samples. */
export function peakLevel(samplesPerPixel: number): number {
  return Math.max(0, Math.floor(Math.log2(samplesPerPixel)) - 1)
}

/**
 * The tile of a whole channel that comes with a recording, and what it is called; see
 * `peakOverview`.
 */
export function overviewTile(
  sampleCount: number,
  channel: number,
  pairs: Float32Array
): { readonly ref: TileWish; readonly tile: PeakTile } {
  const { level } = peakOverview(sampleCount)
  return {
    ref: { key: tileKey(channel, level, 0), version: 0 },
    tile: { from: 0, to: sampleCount, pairs }
  }
}

function tileKey(channel: number, level: number, from: number): string {
  return `${channel}/${level}/${from}`
}

/** Tiles of a channel that a stretch of time needs, left to right; one sample more on each side. */
export function visiblePeaks(
  scale: TimeScale,
  sampleRate: number,
  sampleCount: number,
  channel: number,
  level: number
): readonly PeakTileRef[] {
  const tileSamples = TILE_PARTS * 2 ** level
  const left = Math.max(0, Math.floor(scale.startSeconds * sampleRate) - 1)
  const right = Math.min(sampleCount, Math.ceil(xToTime(scale, scale.widthPx) * sampleRate) + 1)
  const refs: PeakTileRef[] = []
  for (let from = left - (left % tileSamples); from < right; from += tileSamples) {
    const to = Math.min(from + tileSamples, sampleCount)
    refs.push({
      key: tileKey(channel, level, from),
      version: 0,
      channel,
      level,
      from,
      to,
      count: Math.ceil((to - from) / 2 ** level)
    })
  }
  return refs
}

/**
 * Values of every pixel [widthPx x 4] from tiles of one level; 0 where there is no tile or no
 * recording. Between samples that lie further apart than a pixel the wave runs straight.
 * @param scale in device pixels
 */
export function pixelPeaks(
  scale: TimeScale,
  sampleRate: number,
  tiles: readonly PeakTile[]
): Float32Array {
  const out = new Float32Array(scale.widthPx * PIXEL_VALUES)
  const samplesPerPixel = scale.secondsPerPixel * sampleRate
  const start = scale.startSeconds * sampleRate
  const lookUp = partLookup(tiles)
  for (let x = 0; x < scale.widthPx; x++) {
    const from = start + x * samplesPerPixel
    if (samplesPerPixel > 1) joinParts(lookUp, from, from + samplesPerPixel, out, x * PIXEL_VALUES)
    else interpolate(lookUp, from + samplesPerPixel / 2, out, x * PIXEL_VALUES)
  }
  return out
}

/** Finds the part that a sample lies in, as the place of its pair in a tile. */
interface PartLookup {
  tile: PeakTile | undefined
  /** Bounds of the part found last, in samples. */
  partEnd: number
  at: number
  find(sample: number): boolean
}

function partLookup(tiles: readonly PeakTile[]): PartLookup {
  return {
    tile: tiles[0],
    partEnd: 0,
    at: 0,
    find(sample) {
      if (this.tile === undefined || sample < this.tile.from || sample >= this.tile.to) {
        this.tile = tiles.find(({ from, to }) => sample >= from && sample < to)
        if (this.tile === undefined) return false
      }
      const { from, to, pairs } = this.tile
      const parts = pairs.length / 2
      const width = (to - from) / parts
      const part = Math.min(parts - 1, Math.floor((sample - from) / width))
      this.at = part * 2
      this.partEnd = from + (part + 1) * width
      return true
    }
  }
}

function joinParts(
  lookup: PartLookup,
  from: number,
  to: number,
  out: Float32Array,
  offset: number
): void {
  let least = Infinity
  let most = -Infinity
  let square = 0
  let count = 0
  for (let sample = Math.max(0, from); sample < to && lookup.find(sample);) {
    const low = lookup.tile!.pairs[lookup.at]!
    const high = lookup.tile!.pairs[lookup.at + 1]!
    least = Math.min(least, low)
    most = Math.max(most, high)
    // Mean square of a sine that spans the part; of a part that is one sample, exactly its square.
    square += ((low + high) / 2) ** 2 + ((high - low) / 2) ** 2 / 2
    count++
    sample = Math.max(lookup.partEnd, sample + 1e-6)
  }
  if (count === 0) return
  out[offset] = least
  out[offset + 1] = most
  const body = Math.sqrt(square / count)
  out[offset + 2] = Math.max(least, -body)
  out[offset + 3] = Math.min(most, body)
}

/** The wave at a position: sample n lies at n + 0.5, the middle of the time it stands for. */
function interpolate(
  lookup: PartLookup,
  position: number,
  out: Float32Array,
  offset: number
): void {
  const at = position - 0.5
  const read = (sample: number): number =>
    lookup.find(sample) ? lookup.tile!.pairs[lookup.at]! : 0
  const left = read(Math.floor(at))
  const value = left + (read(Math.floor(at) + 1) - left) * (at - Math.floor(at))
  out.fill(value, offset, offset + PIXEL_VALUES)
}
