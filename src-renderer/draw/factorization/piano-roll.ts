/**
 * Notes over a lane: time on the common scale, pitch in equal steps from the lowest note to the
 * highest.
 */
import type { Note } from '../../../shared/notes'
import { timeToX, xToTime, type TimeScale } from '../axes/time-scale'

/** Pitches of a roll, both in sight. */
export interface PitchSpan {
  readonly low: number
  readonly high: number
}

/** A note as a box, in the pixels of its scale. */
export interface NoteBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** Opacity by velocity, 0 to 1. */
  readonly strength: number
}

/** Fewer pitches would make single notes look huge. */
const LEAST_PITCHES = 13
const LEAST_WIDTH = 2
const GAP = 0.18

/**
 * From the lowest note to the highest with one to spare; at least `least` pitches, by default an
 * octave.
 */
export function pitchSpan(notes: readonly Note[], least = LEAST_PITCHES): PitchSpan {
  let low = Infinity
  let high = -Infinity
  for (const { midiPitch } of notes) {
    if (midiPitch < low) low = midiPitch
    if (midiPitch > high) high = midiPitch
  }
  if (low > high) return { low: 60, high: 60 + least - 1 }
  const spare = Math.max(1, Math.ceil((least - (high - low + 1)) / 2))
  return { low: low - spare, high: high + spare }
}

/** Top of a pitch's row. */
export function pitchTop(pitch: number, { low, high }: PitchSpan, heightPx: number): number {
  return ((high - pitch) / (high - low + 1)) * heightPx
}

/** Boxes of the notes in sight, in order. */
export function noteBoxes(
  notes: readonly Note[],
  scale: TimeScale,
  span: PitchSpan,
  heightPx: number
): readonly NoteBox[] {
  const row = heightPx / (span.high - span.low + 1)
  const end = xToTime(scale, scale.widthPx)
  return notes.flatMap(({ startSeconds, endSeconds, midiPitch, velocity }) => {
    if (endSeconds < scale.startSeconds || startSeconds > end) return []
    const x = timeToX(scale, startSeconds)
    const width = Math.max(LEAST_WIDTH, timeToX(scale, endSeconds) - x)
    const y = pitchTop(midiPitch, span, heightPx) + (row * GAP) / 2
    return [{ x, y, width, height: Math.max(1, row * (1 - GAP)), strength: velocity / 127 }]
  })
}
