/**
 * From the power of a frame to the rows of the spectrogram picture, as bytes.
 * R = rows, F = bins. Row r shows heights r / R to (r + 1) / R of the axis; row 0 is the lowest.
 * kernels/picture.ts is its twin.
 */
import { axisScale, heightToHz, type PictureAxis } from '../../../shared/picture-axis'
import { BYTE_MIN_DB, levelToByte } from '../../../shared/tile-bytes'

const DB_PER_NEPER = 10 / Math.LN10

/** Writes the rows of a frame of power [F] to `out`, from `offset` on. Allocates nothing. */
export type RowPainter = (power: Float64Array, out: Uint8Array, offset: number) => void

/**
 * Makes a painter of rows. Where a row covers a bin or more, it shows the mean power of the bins
 * whose centers it holds; else the level between the bins around its own center.
 */
export function createRowPainter(
  axis: PictureAxis,
  sampleRate: number,
  fftSize: number,
  rowCount: number
): RowPainter {
  const { first, end, between, levelCount } = planRows(axis, sampleRate, fftSize, rowCount)
  const levels = new Float64Array(levelCount)

  return (power, out, offset) => {
    for (let f = 0; f < levels.length; f++) {
      // A silent neighbor must not pull an interpolated level to minus infinity.
      levels[f] = Math.max(BYTE_MIN_DB, DB_PER_NEPER * Math.log(power[f]!))
    }
    for (let r = 0; r < rowCount; r++) {
      const from = first[r]!
      const t = between[r]!
      if (t >= 0) {
        out[offset + r] = levelToByte(levels[from]! + t * (levels[from + 1]! - levels[from]!))
      } else {
        const to = end[r]!
        let sum = 0
        for (let f = from; f < to; f++) sum += power[f]!
        out[offset + r] = levelToByte(DB_PER_NEPER * Math.log(sum / (to - from)))
      }
    }
  }
}

/** The bins that the rows are made from. */
export interface RowPlan {
  /** [R] the first bin of the mean, or the bin at or below the row's center. */
  readonly first: Int32Array
  /** [R] one past the last bin of the mean, or first + 1 to interpolate. */
  readonly end: Int32Array
  /** [R] how far the row's center is from `first` to first + 1; -1 where bins are averaged. */
  readonly between: Float64Array
  /** Bins, from the lowest on, whose own levels are needed: where rows lie between bins. */
  readonly levelCount: number
}

/** Finds the bins of every row. */
export function planRows(
  axis: PictureAxis,
  sampleRate: number,
  fftSize: number,
  rowCount: number
): RowPlan {
  const binHz = sampleRate / fftSize
  const last = fftSize / 2
  let levelCount = 0
  const plan = {
    first: new Int32Array(rowCount),
    end: new Int32Array(rowCount),
    between: new Float64Array(rowCount)
  }
  const scale = axisScale(axis, sampleRate)
  const binAt = (height: number): number => heightToHz(scale, height) / binHz
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
      levelCount = Math.max(levelCount, plan.first[r]! + 2)
    }
  }
  return { ...plan, levelCount }
}
