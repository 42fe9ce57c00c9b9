/** Heights of lanes, in CSS pixels. */

/** How tall the lanes are. */
export type LaneHeight = 'compact' | 'normal' | 'tall'

/** Height of a lane with its lower line. */
export const laneHeights: Readonly<Record<LaneHeight, number>> = {
  compact: 32,
  normal: 56,
  tall: 104
}

/** The spectrogram row, once there are stems, can be dragged from the least to 70 % of the work area. */
export const spectrogramHeights = { least: 96, mostPart: 0.7 } as const

/** Height of a component's row inside a group, with its lower line. */
export const PART_HEIGHT = 36
