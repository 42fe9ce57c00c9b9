import { expect, test } from 'vitest'
import {
  BlockPeakMeter,
  blockPeaks,
  PEAK_BLOCK
} from '../../../../../src-main/engine/decode/measure/block-peaks'
import { noise } from '../../../../support/signals'

const length = 70 * PEAK_BLOCK + 100
const channels = [noise(length, 1), noise(length, 2)]

test('each whole block of a channel has its smallest and its largest sample', () => {
  blockPeaks(channels).forEach(({ minima, maxima }, c) => {
    expect(minima).toHaveLength(70)
    minima.forEach((min, block) => {
      const values = channels[c]!.subarray(block * PEAK_BLOCK, (block + 1) * PEAK_BLOCK)
      expect(min).toBe(Math.min(...values))
      expect(maxima[block]).toBe(Math.max(...values))
    })
  })
})

test('samples that come in pieces of any length give the same peaks', () => {
  const meter = new BlockPeakMeter(2)
  for (const to of [-8000, 0, 1, 255, 256, 700, 700, 5000, length]) meter.add(channels, to)
  expect(meter.finish()).toEqual(blockPeaks(channels))
})

test('a recording of hours finds room, one of less than a block has none', () => {
  const long = new Float32Array(40_000 * PEAK_BLOCK)
  long[long.length - 1] = 1
  const [peaks] = blockPeaks([long])
  expect(peaks!.maxima).toHaveLength(40_000)
  expect(peaks!.maxima.at(-1)).toBe(1)
  expect(blockPeaks([new Float32Array(255)])[0]!.minima).toHaveLength(0)
})
