/**
 * Which tiles of the spectrogram a stretch of time needs, and where they lie in it. Level l joins
 * 2^l frames. Positions in a level are counted in frames: j + 0.5 is the center of frame j.
 */
import type { SpectrogramShape } from '../../../shared/contract'
import { timeToX, xToTime } from '../axes/time-scale'
import type { TimeScale } from '../axes/time-scale'

/**
 * Frames of a tile, without the extra one on each side that interpolation across the seam needs.
 */
export const TILE_FRAMES = 1024

/** The part of a shape that places frames in time, and the rate. */
export interface FrameGrid extends Pick<
  SpectrogramShape,
  'axis' | 'frameCount' | 'hopSize' | 'levelCount'
> {
  readonly sampleRate: number
  /** Frames of level 0 that are there so far. */
  readonly readyFrames: number
}

/** One tile to be fetched or drawn. */
export interface TileRef {
  readonly key: string
  /** Frames of this tile that are there so far: a growing tile is fetched again. */
  readonly version: number
  readonly axis: string
  readonly level: number
  /** First frame of the tile proper, and one past the last that is there. */
  readonly from: number
  readonly to: number
  /** The same with a frame more on each side, where there is one: what is fetched. */
  readonly fetchFrom: number
  readonly fetchTo: number
}

/**
 * Bytes of a tile [frameCount x rowCount], row 0 the lowest; frame 0 is `firstFrame` of its level.
 */
export interface SpectrogramTile {
  readonly bytes: Uint8Array
  readonly firstFrame: number
  readonly frameCount: number
  readonly rowCount: number
}

/**
 * A tile in its place: device pixels x0 .. x1 show its frames u0 .. u1, counted from its own first
 * one.
 */
export interface SpectrogramPiece {
  readonly tile: SpectrogramTile
  readonly x0: number
  readonly x1: number
  readonly u0: number
  readonly u1: number
}

/** Level with nearest to one frame for each pixel of a scale in device pixels. */
export function levelFor(grid: FrameGrid, secondsPerPixel: number): number {
  const framesPerPixel = (secondsPerPixel * grid.sampleRate) / grid.hopSize
  return Math.min(grid.levelCount - 1, Math.max(0, Math.round(Math.log2(framesPerPixel))))
}

/** Position in a level, in frames, of a time. */
export function secondsToTileFrame(grid: FrameGrid, level: number, seconds: number): number {
  // Frame i of level 0 is centered on sample i * hopSize.
  return ((seconds * grid.sampleRate) / grid.hopSize + 0.5) / 2 ** level
}

/** Time of a position in a level. */
export function tileFrameToSeconds(grid: FrameGrid, level: number, frame: number): number {
  return ((frame * 2 ** level - 0.5) * grid.hopSize) / grid.sampleRate
}

/** Frames of a level that are there so far. */
export function readyInLevel({ readyFrames, frameCount }: FrameGrid, level: number): number {
  const frames = readyFrames / 2 ** level
  // A frame of a coarse level is ready with the last one it joins; the very last may join fewer.
  return readyFrames >= frameCount ? Math.ceil(frames) : Math.floor(frames)
}

/** Tiles of a level that are in sight and at least partly there, left to right. */
export function visibleTiles(grid: FrameGrid, scale: TimeScale, level: number): readonly TileRef[] {
  const ready = readyInLevel(grid, level)
  const left = secondsToTileFrame(grid, level, scale.startSeconds)
  const right = secondsToTileFrame(grid, level, xToTime(scale, scale.widthPx))
  const first = Math.max(0, Math.floor(left / TILE_FRAMES))
  const last = Math.floor((Math.min(right, ready) - 1e-9) / TILE_FRAMES)
  const refs: TileRef[] = []
  for (let index = first; index <= last; index++) {
    const from = index * TILE_FRAMES
    const to = Math.min(from + TILE_FRAMES, ready)
    const fetchTo = Math.min(to + 1, ready)
    refs.push({
      key: `${grid.axis}/${level}/${index}`,
      version: fetchTo - from,
      axis: grid.axis,
      level,
      from,
      to,
      fetchFrom: Math.max(0, from - 1),
      fetchTo
    })
  }
  return refs
}

/**
 * Where a fetched tile lies in a scale of device pixels; it may show fewer frames than `ref` if it
 * is older.
 */
export function placeTile(
  grid: FrameGrid,
  scale: TimeScale,
  ref: TileRef,
  tile: SpectrogramTile
): SpectrogramPiece {
  const shown = Math.min(ref.to, tile.firstFrame + tile.frameCount)
  // The recording ends up to half a hop after the edge of its last frame, which goes on till then.
  const isLast = shown === Math.ceil(grid.frameCount / 2 ** ref.level)
  const to = isLast ? shown + 0.5 / 2 ** ref.level : shown
  const x = (frame: number): number => timeToX(scale, tileFrameToSeconds(grid, ref.level, frame))
  return {
    tile,
    x0: x(ref.from),
    x1: x(to),
    u0: ref.from - tile.firstFrame,
    u1: to - tile.firstFrame
  }
}
