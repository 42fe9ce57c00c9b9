/** Heights of lanes and rows, and widths of their heads, in CSS pixels. */
import type { Preferences } from '../../../shared/contract'
import { preferenceValues } from '../../../shared/default-preferences'
import type { Row } from '../document/rows'

/** How tall the lanes are; with `fill` the stems share all the room while they fit. */
export type LaneHeight = Preferences['laneHeight']

/** Height of a stem's lane with its lower line. */
const laneHeights = { compact: 32, normal: 56, tall: 104 } as const

/** Highest a lane grows where there is room. */
const MOST_FILLED = 220

/** From this height on a head has room for measured facts. */
export const FACTS_FROM = 88

/**
 * Once there are stems, the spectrogram row can be dragged from the minimum to 70 % of the work
 * area.
 */
export const spectrogramHeights = { least: 96, mostPart: 0.7 } as const

/** Widths of the heads; the least is also the width that follows the window's. */
export const headWidths = preferenceValues.headWidth

/** A width of the heads, made wider by pixels. */
export function widened(headWidth: number, px: number): number {
  return Math.min(headWidths.max, Math.max(headWidths.min, headWidth + px))
}

/** Height of a component's row inside a group, with its lower line. */
export const PART_HEIGHT = 36

/**
 * Height of the lane of every stem with its lower line, in whole pixels.
 * @param roomPx height of the list
 */
export function laneHeightPx(rows: readonly Row[], lane: LaneHeight, roomPx: number): number {
  if (lane !== 'fill') return laneHeights[lane]
  const { normal } = laneHeights
  const others = rows.filter(({ kind }) => kind !== 'stem')
  const taken = others.reduce((sum, row) => sum + rowHeight(row, normal), 0)
  const share = Math.floor((roomPx - taken) / Math.max(1, rows.length - others.length))
  return Math.min(MOST_FILLED, Math.max(normal, share))
}

/** Height of a row with its lower line. @param lanePx of the lane of a stem */
export function rowHeight({ kind }: Row, lanePx: number): number {
  if (kind === 'stem') return lanePx
  return Math.min(kind === 'rest' ? laneHeights.normal : PART_HEIGHT, lanePx)
}
