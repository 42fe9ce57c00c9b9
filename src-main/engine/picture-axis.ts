/**
 * How bins of a transform become the rows of the spectrogram picture.
 * Row r of R shows heights r/R to (r+1)/R of the axis; row 0 is the lowest.
 */
import type { SpectrogramShape } from '../../shared/contract'

/** How frequency is laid out: mel(f) = 2595 log10(1 + f / 700), octaves, or plain Hz. */
export type PictureAxis = SpectrogramShape['axis']

const LOWEST_HZ = { mel: 20, log: 30, linear: 0 } as const satisfies Record<PictureAxis, number>
const HIGHEST_HZ = 20_000

const warps = {
  mel: (hz: number) => 2595 * Math.log10(1 + hz / 700),
  log: (hz: number) => Math.log2(hz),
  linear: (hz: number) => hz
} as const satisfies Record<PictureAxis, (hz: number) => number>

const unwarps = {
  mel: (value: number) => 700 * (10 ** (value / 2595) - 1),
  log: (value: number) => 2 ** value,
  linear: (value: number) => value
} as const satisfies Record<PictureAxis, (value: number) => number>

/** Ends of an axis in Hz at this rate. */
export function axisRange(axis: PictureAxis, sampleRate: number): { minHz: number; maxHz: number } {
  return { minHz: LOWEST_HZ[axis], maxHz: Math.min(HIGHEST_HZ, sampleRate / 2) }
}

/** Frequency at a height from 0 (lowest) to 1 (highest) of an axis. */
export function heightToHz(axis: PictureAxis, sampleRate: number, height: number): number {
  const { minHz, maxHz } = axisRange(axis, sampleRate)
  const low = warps[axis](minHz)
  return unwarps[axis](low + height * (warps[axis](maxHz) - low))
}

/** Which bins make the rows. Rows below `averagedFrom` lie between two bins, the others average several. */
export interface RowPlan {
  /** [R] the first bin of the mean, or the bin at or below the row's centre. */
  readonly first: Int32Array
  /** [R] one past the last bin of the mean, or first + 1 to interpolate. */
  readonly end: Int32Array
  /** [R] how far the row's centre is from `first` to first + 1; -1 where bins are averaged. */
  readonly between: Float64Array
}

/**
 * Plans the rows: where a row covers a bin or more, the mean power of the bins whose centres it
 * holds; else the level is interpolated between the bins around its centre.
 */
export function planRows(
  axis: PictureAxis,
  sampleRate: number,
  fftSize: number,
  rowCount: number
): RowPlan {
  const binHz = sampleRate / fftSize
  const last = fftSize / 2
  const plan = {
    first: new Int32Array(rowCount),
    end: new Int32Array(rowCount),
    between: new Float64Array(rowCount)
  }
  const binAt = (height: number): number => heightToHz(axis, sampleRate, height) / binHz
  for (let r = 0; r < rowCount; r++) {
    const low = binAt(r / rowCount)
    const high = binAt((r + 1) / rowCount)
    if (high - low >= 1) {
      plan.first[r] = Math.min(Math.ceil(low), last)
      plan.end[r] = Math.min(Math.max(Math.ceil(high), plan.first[r]! + 1), last + 1)
      plan.between[r] = -1
    } else {
      const center = binAt((r + 0.5) / rowCount)
      plan.first[r] = Math.min(Math.floor(center), last - 1)
      plan.end[r] = plan.first[r]! + 1
      plan.between[r] = Math.min(1, center - plan.first[r]!)
    }
  }
  return plan
}
