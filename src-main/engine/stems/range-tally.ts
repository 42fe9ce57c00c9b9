/** Peaks and clipped samples of a rendered range, file by file. */
import { emptyTally, type SumTally } from './integer-sum'

/** The totals of a range. */
export interface RangeTally extends SumTally {
  /** [files x 2]: the largest absolute sample before rounding, and how many were clipped. */
  readonly files: Float64Array
}

/** An empty tally. */
export function emptyRangeTally(fileCount: number): RangeTally {
  return { ...emptyTally(), files: new Float64Array(2 * fileCount) }
}

/** Takes the largest absolute of `count` samples into a file's tally. */
export function notePeak(
  samples: Float64Array,
  count: number,
  file: number,
  tally: RangeTally
): void {
  let peak = tally.files[2 * file]!
  for (let n = 0; n < count; n++) {
    const value = Math.abs(samples[n]!)
    if (value > peak) peak = value
  }
  tally.files[2 * file] = peak
}

/** Counts samples of a file that were clipped. */
export function noteClipped(clipped: number, file: number, tally: RangeTally): void {
  tally.clipped += clipped
  tally.files[2 * file + 1]! += clipped
}
