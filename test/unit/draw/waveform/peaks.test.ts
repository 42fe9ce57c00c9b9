import { describe, expect, test } from 'vitest'
import { peakOverview } from '../../../../shared/peak-overview'
import {
  overviewTile,
  peakLevel,
  pixelPeaks,
  visiblePeaks
} from '../../../../src-renderer/draw/waveform/peaks'

describe('peaks of the waveform', () => {
  test('two to four parts are fetched for each pixel, single samples when close', () => {
    expect(peakLevel(0.25)).toBe(0)
    expect(peakLevel(3.9)).toBe(0)
    for (const samplesPerPixel of [4, 7.9, 100, 72_000]) {
      const parts = samplesPerPixel / 2 ** peakLevel(samplesPerPixel)
      expect(parts >= 2 && parts < 4).toBe(true)
    }
  })

  test('tiles never reach beyond the recording, and the last one has fewer parts', () => {
    const scale = { startSeconds: 0, secondsPerPixel: 1, widthPx: 600 }
    const refs = visiblePeaks(scale, 44_100, 1_000_003, 1, 4)
    expect(refs.at(-1)!.to).toBe(1_000_003)
    refs.forEach(({ from, to, count }, i) => {
      expect(count).toBe(Math.ceil((to - from) / 16))
      expect(from).toBe(i === 0 ? 0 : refs[i - 1]!.to)
    })
    expect(visiblePeaks(scale, 44_100, 0, 0, 4)).toEqual([])
  })

  test.each([1, 2047, 2048, 2049, 7_938_000, 2 ** 29])(
    'the overview of %i samples is the tile that is fetched to show all of them, three parts a pixel',
    (sampleCount) => {
      const { level, count } = peakOverview(sampleCount)
      expect(count).toBeLessThanOrEqual(2048)
      const { ref, tile } = overviewTile(sampleCount, 1, new Float32Array(2 * count))
      const widthPx = Math.ceil(count / 3)
      const secondsPerPixel = sampleCount / widthPx / 44_100
      const whole = { startSeconds: 0, secondsPerPixel, widthPx }
      expect(peakLevel(sampleCount / widthPx)).toBe(level)
      const [fetched, ...others] = visiblePeaks(whole, 44_100, sampleCount, 1, level)
      expect(others).toEqual([])
      expect(fetched).toMatchObject({ ...ref, from: tile.from, to: tile.to, count })
    }
  )

  test('a pixel holds the extremes of its samples, and its body within them', () => {
    const pairs = Float32Array.of(-1, 0.5, -0.2, 0.25, -0.4, 0.75, 0, 0)
    const scale = { startSeconds: 0, secondsPerPixel: 16, widthPx: 3 }
    const peaks = pixelPeaks(scale, 1, [{ from: 0, to: 32, pairs }])
    const body = Math.sqrt((0.25 ** 2 + 0.75 ** 2 / 2 + 0.025 ** 2 + 0.225 ** 2 / 2) / 2)
    expect([...peaks.subarray(0, 2)]).toEqual([-1, 0.5])
    expect(peaks[2]).toBeCloseTo(-body, 6)
    expect(peaks[3]).toBeCloseTo(body, 6)
    expect(peaks[5]).toBe(0.75)
    expect([...peaks.subarray(8)]).toEqual([0, 0, 0, 0])
  })

  test('the body of single samples is their root mean square, never beyond the extremes', () => {
    const samples = [0.5, -0.5, 0.1, 0.7, 0.2, 0.3]
    const pairs = Float32Array.from(samples.flatMap((value) => [value, value]))
    const scale = { startSeconds: 0, secondsPerPixel: 3, widthPx: 2 }
    const peaks = pixelPeaks(scale, 1, [{ from: 0, to: 6, pairs }])
    expect(peaks[3]).toBeCloseTo(Math.sqrt((0.25 + 0.25 + 0.01) / 3), 6)
    expect(peaks[6]).toBeCloseTo(0.2, 6)
  })

  test('between samples the wave runs straight', () => {
    const pairs = Float32Array.of(0, 0, 1, 1, -1, -1)
    const scale = { startSeconds: 0.5, secondsPerPixel: 0.25, widthPx: 8 }
    const peaks = pixelPeaks(scale, 1, [{ from: 0, to: 3, pairs }])
    const values = Array.from({ length: 8 }, (_, x) => peaks[x * 4]!)
    expect(values).toEqual([0.125, 0.375, 0.625, 0.875, 0.75, 0.25, -0.25, -0.75])
  })
})
