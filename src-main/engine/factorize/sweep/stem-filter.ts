/**
 * The filter of a stem: one smooth curve over frequency by which all its shapes are multiplied, so
 * that few notes teach the timbre of all. B = bands, F = bins, J = stems.
 */
import { hzToHeight } from '../../../../shared/picture-axis'
import type { GuidedKernels, SweepSums } from './guided-kernels'

/** B of a filter. */
export const FILTER_BANDS = 24
/** Greatest and least factor of a filter. */
const LARGEST_GAIN = 30
const LEAST_GAIN = 0.03
/**
 * Share of the mean count of a band that is added to both sides of a ratio: silent bands stay near
 * 1.
 */
const SMOOTHING = 1e-3

/**
 * Triangles of equal width on the mel scale from 0 to half the sample rate, the first flat below
 * its center and the last flat above. At every bin they sum to 1.
 * @param sampleRate Hz
 * @param windowSize samples
 * @param count B
 * @returns [B x F] with F = windowSize / 2 + 1
 */
export function melTriangles(
  sampleRate: number,
  windowSize: number,
  count = FILTER_BANDS
): Float64Array {
  const F = windowSize / 2 + 1
  const triangles = new Float64Array(count * F)
  const scale = { axis: 'mel', minHz: 0, maxHz: sampleRate / 2 } as const
  for (let f = 0; f < F; f++) {
    // In steps from the center of the first band; between two centers two bands share a bin.
    const at = hzToHeight(scale, (f * sampleRate) / windowSize) * (count + 1) - 1
    const held = Math.min(Math.max(at, 0), count - 1)
    const lower = Math.min(Math.floor(held), count - 1)
    triangles[lower * F + f] = 1 - (held - lower)
    if (held > lower) triangles[(lower + 1) * F + f] = held - lower
  }
  return triangles
}

/**
 * Sets the filters of the kernels so that shapes lead to the counts: in each band, the ratio of
 * what V gives the stem to what its shapes alone would give. Always from the shapes, so that
 * filters do not pile up.
 * @param triangles [B x F] of `melTriangles`
 */
export function updateFilters(
  { guide, filters, rowStride }: GuidedKernels,
  sums: SweepSums,
  triangles: Float64Array
): void {
  const { F, stems } = guide
  const B = F === 0 ? 0 : triangles.length / F
  stems.forEach(({ isFiltered }, j) => {
    if (!isFiltered) return
    const from = j * rowStride
    const counted = bandSums(sums.counts.subarray(from, from + F), triangles, B)
    const expected = bandSums(sums.expected.subarray(from, from + F), triangles, B)
    const least = (SMOOTHING * counted.reduce((sum, value) => sum + value, 0)) / B
    const gains = counted.map((value, b) => {
      if (!(least > 0)) return least === 0 ? 1 : NaN
      const gain = (value + least) / (expected[b]! + least)
      return Math.min(Math.max(gain, LEAST_GAIN), LARGEST_GAIN)
    })
    for (let f = 0; f < F; f++) {
      let sum = 0
      for (let b = 0; b < B; b++) sum += gains[b]! * triangles[b * F + f]!
      filters[from + f] = sum
    }
  })
}

function bandSums(values: Float32Array, triangles: Float64Array, B: number): number[] {
  const F = values.length
  return Array.from({ length: B }, (_, b) => {
    let sum = 0
    for (let f = 0; f < F; f++) sum += values[f]! * triangles[b * F + f]!
    return sum
  })
}
