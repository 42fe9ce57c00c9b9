/**
 * What a guided fit has in addition to layout.ts: channels, stems, gates, weights and priors. T =
 * frames, F = bins, K = rows of W, J = stems, C = channels; F' is F in whole panels of 8.
 */
import { denominatorAt, hAt, panelCount, vAt } from './layout'

/** Channels of V, 1 or 2. */
export let channels: i32 = 1
/** J */
export let stemCount: i32 = 0
/** Exponent of the update of H. */
export let exponent: f64 = 1
/** Bytes from one channel's V to the next. */
export let channelStep: usize = 0
/** i32 [J + 1] the first row of each stem, and K. */
let firstRowsAt: usize = 0
/** i32 [K] the stem of each row. */
let stemOfAt: usize = 0
/** u8 [J] IS_FILTERED, IS_HELD. */
let flagsAt: usize = 0
/** f32 [C x J] */
let sharesAt: usize = 0
/** u8 [T / 4][K] a bit for each frame whose gate is open; 0 without gates. */
let gatesAt: usize = 0
/**
 * u32 [J][T / 4] where the weights of a stem in a group of frames lie, 0 without any: u32 [F / 8],
 * each where a tile of factors lies, or 0. 0 without weights.
 */
let weightsAt: usize = 0
/** Shapes, laid out as W. */
export let shapesAt: usize = 0
/** f32 [K] counts of the priors. */
let countsAt: usize = 0
/** f32 [J x F'] filters; the sums of stems, counted and expected, follow. */
let filtersAt: usize = 0
/** Scratch for 64 tiles of R for each channel. */
export let ratiosAt: usize = 0
/** Scratch for a tile of each stem, then C J vectors of sums. */
export let stemTilesAt: usize = 0

const IS_FILTERED: u8 = 1
const IS_HELD: u8 = 2

/** Bytes of a tile. */
export const TILE: usize = 128
/** Bytes of the scratch for R of a channel. */
export const RATIO_STEP: usize = 64 * TILE

/**
 * Sets where all of it lies. Every thread calls it after `configure`, with scratch (ratios,
 * stemTiles) of its own.
 */
export function configureGuide(
  channelCount: i32,
  stems: i32,
  power: f64,
  vStep: usize,
  firstRows: usize,
  stemOf: usize,
  flags: usize,
  shares: usize,
  gates: usize,
  weights: usize,
  shapes: usize,
  counts: usize,
  filters: usize,
  ratios: usize,
  stemTiles: usize
): void {
  channels = channelCount
  stemCount = stems
  exponent = power
  channelStep = vStep
  firstRowsAt = firstRows
  stemOfAt = stemOf
  flagsAt = flags
  sharesAt = shares
  gatesAt = gates
  weightsAt = weights
  shapesAt = shapes
  countsAt = counts
  filtersAt = filters
  ratiosAt = ratios
  stemTilesAt = stemTiles
}

/** Whether stems have models of their own: with one channel and no weights they are one sum. */
@inline
export function isByStem(): bool {
  return channels == 2 || weightsAt != 0
}

/** V of a channel. */
@inline
export function channelAt(c: i32): usize {
  return vAt + <usize>c * channelStep
}

/** The first row of a stem; of J, K. */
@inline
export function firstRow(stem: i32): i32 {
  return load<i32>(firstRowsAt + (<usize>stem << 2))
}

/** The stem of a row. */
@inline
export function stemOf(k: i32): i32 {
  return load<i32>(stemOfAt + (<usize>k << 2))
}

/** Whether the shapes of a stem are filtered. */
@inline
export function isFiltered(stem: i32): bool {
  return (load<u8>(flagsAt + <usize>stem) & IS_FILTERED) != 0
}

/** Whether the activations of a stem are held. */
@inline
export function isHeld(stem: i32): bool {
  return (load<u8>(flagsAt + <usize>stem) & IS_HELD) != 0
}

/** Share of a channel in a stem, in all lanes. */
@inline
export function shareOf(channel: i32, stem: i32): v128 {
  return v128.load_splat<f32>(sharesAt + (<usize>(channel * stemCount + stem) << 2))
}

/** Counts of a row's prior: 0 without, infinite for a fixed row. */
@inline
export function countsOf(k: i32): f32 {
  return load<f32>(countsAt + (<usize>k << 2))
}

/** Lanes of H at a group of frames and a row that may be other than 0. */
@inline
export function openLanes(group: i32, k: i32, K: i32, exists: v128): v128 {
  if (gatesAt == 0) return exists
  const bits = <i32>load<u8>(gatesAt + <usize>group * <usize>K + <usize>k)
  const each = i32x4(1, 2, 4, 8)
  return v128.and(exists, i32x4.eq(v128.and(i32x4.splat(bits), each), each))
}

/** Where the weights of a stem in a group of frames lie; 0 for 1 everywhere. */
@inline
export function weightRow(stem: i32, group: i32, groups: i32): usize {
  if (weightsAt == 0) return 0
  return load<u32>(weightsAt + (<usize>(stem * groups + group) << 2))
}

/** The factors of a panel in such a row, a tile; 0 for 1 everywhere. */
@inline
export function weightTile(row: usize, panel: i32): usize {
  return row == 0 ? 0 : load<u32>(row + (<usize>panel << 2))
}

/** A stem's filter in a panel of bins. */
@inline
export function filterAt(stem: i32, panel: i32): usize {
  return filtersAt + (<usize>(stem * panelCount() + panel) << 5)
}

/** The counts of a stem in a panel of bins. */
@inline
export function stemCountsAt(stem: i32, panel: i32): usize {
  return filterAt(stemCount + stem, panel)
}

/** The counts that its shapes would lead to. */
@inline
export function stemExpectedAt(stem: i32, panel: i32): usize {
  return filterAt(2 * stemCount + stem, panel)
}

/** In the slot in use: f64 [C x J] counts of channels, in the place of other fits' denominators. */
@inline
export function channelCountsAt(): usize {
  return denominatorAt
}

/** H of a group of frames. */
@inline
export function groupAt(group: i32, hBytes: usize): usize {
  return hAt + <usize>group * hBytes
}
