import fc from 'fast-check'
import { expect, test } from 'vitest'
import { blockPeaks, PEAK_BLOCK } from '../../../../../src-main/engine/decode/measure/block-peaks'
import { PeakTable } from '../../../../../src-main/engine/decode/measure/peak-table'
import { noise } from '../../../../support/signals'

/** Peaks as the contract words them, sample by sample. */
function naivePeaks(samples: Float32Array, from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, part) => {
    const start = from + Math.floor((part * (to - from)) / count)
    const end = from + Math.floor(((part + 1) * (to - from)) / count)
    const values = samples.subarray(start, Math.max(start + 1, end))
    return [Math.min(...values), Math.max(...values)]
  }).flat()
}

const tableOf = (channel: Float32Array): PeakTable =>
  new PeakTable(channel, blockPeaks([channel])[0]!)

const samples = noise(20 * PEAK_BLOCK + 77, 5)
const range = fc
  .tuple(fc.nat(samples.length - 1), fc.nat(samples.length - 1))
  .map(([a, b]) => [Math.min(a, b), Math.max(a, b) + 1] as const)

test('peaks from the table equal peaks from the samples, for any range and count', () => {
  const table = tableOf(samples)
  fc.assert(
    fc.property(range, fc.integer({ min: 1, max: 90 }), ([from, to], count) => {
      expect([...table.read(from, to, count)]).toEqual(naivePeaks(samples, from, to, count))
    })
  )
})

test('parts read one after another equal all parts read at once', () => {
  const table = tableOf(samples)
  const whole = [...table.read(100, 5000, 33)]
  const pieces = [0, 10, 20, 33].slice(1).flatMap((last, i) => {
    return [...table.read(100, 5000, 33, [0, 10, 20][i], last)]
  })
  expect(pieces).toEqual(whole)
})

test('more parts than samples repeat samples', () => {
  const table = tableOf(Float32Array.of(0.5, -0.25))
  expect([...table.read(0, 2, 4)]).toEqual([0.5, 0.5, 0.5, 0.5, -0.25, -0.25, -0.25, -0.25])
})
