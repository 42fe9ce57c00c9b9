import { describe, expect, it } from 'vitest'
import type { GuidedKernels } from '../../../../../src-main/engine/factorize/sweep/guided-kernels'
import {
  FILTER_BANDS,
  melTriangles,
  updateFilters
} from '../../../../../src-main/engine/factorize/sweep/stem-filter'
import { createPlainGuided } from '../../../../../src-main/engine/reference/plain-guided'

const [sampleRate, windowSize] = [44_100, 4096]
const F = windowSize / 2 + 1
const triangles = melTriangles(sampleRate, windowSize)

/** Kernels of one stem with a filter and one without. */
function kernelsOf(): GuidedKernels {
  const stem = { rowCount: 1, isHeld: false }
  const stems = [
    { ...stem, isFiltered: true },
    { ...stem, isFiltered: false }
  ]
  return createPlainGuided({ T: 1, F, channels: 1, stems, exponent: 1, gates: null, weights: [] })
}

/** The filters that counts of both stems lead to. */
function filtersOf(counts: (f: number) => number, expected: (f: number) => number): Float32Array {
  const kernels = kernelsOf()
  const both = (value: (f: number) => number): Float32Array =>
    Float32Array.from({ length: 2 * F }, (_, i) => value(i % F))
  const sums = {
    activations: new Float64Array(2),
    counts: both(counts),
    expected: both(expected),
    channelCounts: new Float64Array(2)
  }
  updateFilters(kernels, sums, triangles)
  expect(kernels.filters.subarray(F).every((gain) => gain === 1)).toBe(true)
  return kernels.filters.subarray(0, F)
}

describe('triangles on the mel scale', () => {
  it.each([
    [8000, 128],
    [44_100, 4096],
    [192_000, 16_384]
  ])('sum to 1 at every bin, at %i Hz in windows of %i', (rate, size) => {
    const own = melTriangles(rate, size)
    const bins = size / 2 + 1
    for (let f = 0; f < bins; f++) {
      let sum = 0
      for (let b = 0; b < FILTER_BANDS; b++) {
        expect(own[b * bins + f]).toBeGreaterThanOrEqual(0)
        sum += own[b * bins + f]!
      }
      expect(sum).toBeCloseTo(1, 12)
    }
    expect(own[0]).toBe(1)
    expect(own.at(-1)).toBe(1)
  })
})

describe('a filter', () => {
  it('is 1 where counts are what was expected, and where there are none at all', () => {
    for (const gain of filtersOf(
      () => 3,
      () => 3
    )) {
      expect(gain).toBeCloseTo(1, 6)
    }
    expect(
      filtersOf(
        () => 0,
        () => 3
      ).every((gain) => gain === 1)
    ).toBe(true)
  })

  it('follows a smooth difference, and stays within its limits', () => {
    const slope = (f: number): number => 1 + f / F
    const filters = filtersOf(
      (f) => slope(f) * (1 + (f % 2)),
      (f) => 1 + (f % 2)
    )
    for (let f = 40; f < F - 100; f++) expect(filters[f]! / slope(f)).toBeCloseTo(1, 1)
    const steep = filtersOf(
      (f) => (f < F / 2 ? 1e6 : 1e-9),
      (f) => (f < F / 2 ? 1 : 1e9)
    )
    expect(Math.max(...steep)).toBeCloseTo(30, 3)
    expect(Math.min(...steep)).toBeCloseTo(0.03, 5)
  })

  it('does not swallow what is not a number', () => {
    const filters = filtersOf(
      (f) => (f === 7 ? NaN : 1),
      () => 1
    )
    expect(filters.some(Number.isNaN)).toBe(true)
  })
})
