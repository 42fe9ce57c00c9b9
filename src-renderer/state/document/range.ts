/** The document's range: how its ends move, with the pointer or typed. Seconds throughout. */
import type { TimeRange } from '../../../shared/audio'

/** The part of a range that is dragged: an end, all of it, or a new one. */
export type RangePart = 'start' | 'end' | 'all' | 'new'

/** The shortest range: long enough for the crossing at the end of a loop. */
export const SHORTEST_SECONDS = 0.02

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high))

/**
 * What a pointer takes hold of.
 * @param x of the pointer, pixels; `startX` and `endX` of the range
 * @param reach pixels around an end that belong to it
 */
export function rangePartAt(x: number, startX: number, endX: number, reach: number): RangePart {
  const toStart = Math.abs(x - startX)
  const toEnd = Math.abs(x - endX)
  // If the ends are close, each is taken from its own side.
  const isStart = toStart < toEnd || (toStart === toEnd && x < startX)
  if (Math.min(toStart, toEnd) <= reach) return isStart ? 'start' : 'end'
  return x > startX && x < endX ? 'all' : 'new'
}

/**
 * A range after a drag; its ends are swapped when one passes the other.
 * @param from where the drag began, `to` where it is
 * @param snap moves an end to a better place nearby
 */
export function dragRange(
  range: TimeRange | null,
  part: RangePart,
  from: number,
  to: number,
  duration: number,
  snap: (seconds: number) => number
): TimeRange {
  const inside = (seconds: number): number => clamp(seconds, 0, duration)
  if (range !== null && part === 'all') {
    const length = range.endSeconds - range.startSeconds
    const start = clamp(range.startSeconds + to - from, 0, duration - length)
    const snapped = clamp(snap(start), 0, duration - length)
    return { startSeconds: snapped, endSeconds: snapped + length }
  }
  const still =
    range !== null && part === 'start'
      ? range.endSeconds
      : range !== null && part === 'end'
        ? range.startSeconds
        : inside(snap(inside(from)))
  const moved = inside(snap(inside(to)))
  return atLeastShortest(Math.min(still, moved), Math.max(still, moved), duration)
}

/** A range of at least the shortest length, within the recording if that is long enough. */
export function atLeastShortest(start: number, end: number, duration: number): TimeRange {
  const startSeconds = clamp(start, 0, duration - SHORTEST_SECONDS)
  const endSeconds = clamp(
    end,
    startSeconds + SHORTEST_SECONDS,
    Math.max(duration, SHORTEST_SECONDS)
  )
  return { startSeconds, endSeconds }
}
