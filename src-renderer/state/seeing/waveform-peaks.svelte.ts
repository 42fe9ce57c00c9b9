/**
 * Peaks of the open recording for the stretch in sight, fetched as it comes into sight. N =
 * samples.
 */
import type { AudioSummary } from '../../../shared/audio'
import { media } from '../../../shared/contract'
import { fetchBytes } from '../../bridge'
import {
  overviewTile,
  peakLevel,
  pixelPeaks,
  visiblePeaks,
  type PeakTile,
  type PeakTileRef
} from '../../draw/waveform/peaks'
import { TileCache } from '../../draw/canvas/tile-cache'
import type { TimeScale } from '../../draw/axes/time-scale'
import type { FetchBytes } from './picture.svelte'

/** Most tiles of 32 KB: what is in sight at any zoom, and what was a moment ago. */
const TILES_KEPT = 256
/** Coarser levels that may be shown until the right one is here. */
const LEVELS = 24

/** A recording whose waveform is drawn. */
export interface PeakedAudio {
  readonly document: number
  readonly summary: Pick<AudioSummary, 'sampleRate' | 'sampleCount' | 'channelCount'>
  /** Peaks of each whole channel. */
  readonly overview: readonly Float32Array[]
}

/** The peaks of one recording. Reactive. */
export class WaveformPeaks {
  readonly #summary: PeakedAudio['summary']
  readonly #tiles: TileCache<PeakTileRef, PeakTile>
  #arrived = $state(0)

  /** Shows the recording's overview until there is more. */
  constructor({ document, summary, overview }: PeakedAudio, fetcher: FetchBytes = fetchBytes) {
    this.#summary = summary
    this.#tiles = new TileCache<PeakTileRef, PeakTile>({
      load: async ({ channel, from, to, count }, signal) => {
        const bytes = await fetcher(media.peaks(document, channel, from, to, count), signal)
        return { from, to, pairs: new Float32Array(bytes) }
      },
      changed: () => this.#arrived++,
      capacity: TILES_KEPT,
      concurrency: 4
    })
    overview.forEach((pairs, channel) => {
      const { ref, tile } = overviewTile(summary.sampleCount, channel, pairs)
      this.#tiles.put(ref, tile)
    })
  }

  /**
   * Peaks of each channel [widthPx x 4], of the finest level that is all here, from the right one
   * up, and begins to fetch what the right one lacks. Reactive: runs again when a tile arrives.
   * @param scale in device pixels
   */
  peaksFor(scale: TimeScale): Float32Array[] {
    const { sampleRate } = this.#summary
    const right = peakLevel(scale.secondsPerPixel * sampleRate)
    this.#tiles.want(this.#refsAt(scale, right).flat())
    let found = this.#find(scale, right)
    for (let level = right + 1; !isComplete(found) && level < LEVELS; level++) {
      const coarser = this.#find(scale, level)
      if (isComplete(coarser)) found = coarser
    }
    return found.map((row) =>
      pixelPeaks(
        scale,
        sampleRate,
        row.filter((tile) => tile !== undefined)
      )
    )
  }

  #refsAt(scale: TimeScale, level: number): readonly (readonly PeakTileRef[])[] {
    const { sampleRate, sampleCount, channelCount } = this.#summary
    return Array.from({ length: channelCount }, (_, channel) =>
      visiblePeaks(scale, sampleRate, sampleCount, channel, level)
    )
  }

  #find(scale: TimeScale, level: number): FoundTiles {
    return this.#refsAt(scale, level).map((row) => row.map((ref) => this.#tileOf(ref)))
  }

  /** A tile, if it is here; effects that read it run again when one arrives. */
  #tileOf({ key }: PeakTileRef): PeakTile | undefined {
    return this.#arrived >= 0 ? this.#tiles.get(key) : undefined
  }
}

/** For each channel, from left to right. */
type FoundTiles = readonly (readonly (PeakTile | undefined)[])[]

function isComplete(found: FoundTiles): boolean {
  return found.every((row) => row.every((tile) => tile !== undefined))
}
