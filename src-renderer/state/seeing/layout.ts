/** Heights of lanes and rows, in CSS pixels. */
import type { Row } from '../document/rows'

/** How tall the lanes are. */
export type LaneHeight = 'compact' | 'normal' | 'tall'

/** Height of a lane with its lower line. */
export const laneHeights: Readonly<Record<LaneHeight, number>> = {
  compact: 32,
  normal: 56,
  tall: 104
}

/**
 * Once there are stems, the spectrogram row can be dragged from the minimum to 70 % of the work
 * area.
 */
export const spectrogramHeights = { least: 96, mostPart: 0.7 } as const

/** Height of a component's row inside a group, with its lower line. */
export const PART_HEIGHT = 36

/** Height of a row with its lower line, in CSS pixels. */
export function rowHeight({ kind }: Row, lane: LaneHeight): number {
  return kind === 'stem' ? laneHeights[lane] : Math.min(PART_HEIGHT, laneHeights[lane])
}
