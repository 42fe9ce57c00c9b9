import { describe, expect, test } from 'vitest'
import { frequencyTicks } from '../../../../src-renderer/draw/axes/frequency-ticks'
import { dbText, hzText, noteText, timeText } from '../../../../src-renderer/draw/axes/readout'
import {
  MIN_LABEL_GAP_PX,
  tickLabel,
  tickStep,
  timeTicks
} from '../../../../src-renderer/draw/axes/time-ticks'

const scale = { axis: 'mel', minHz: 20, maxHz: 20_000 } as const

describe('ticks of frequency', () => {
  test.each([236, 96, 590, 1000])(
    'labels at %i px stand 14 px apart, the upper ones stay',
    (height) => {
      const ticks = frequencyTicks(scale, height)
      for (const column of [ticks.hz, ticks.notes]) {
        const labeled = column.filter(({ label }) => label !== null)
        expect(labeled.length).toBeGreaterThan(1)
        labeled.slice(1).forEach(({ y }, i) => {
          expect(y - labeled[i]!.y).toBeGreaterThanOrEqual(14)
        })
      }
      expect(ticks.hz.find(({ y }) => y >= 8)?.label).not.toBeNull()
      expect(ticks.notes[0]?.label).toBe('C8')
    }
  )
})

describe('readouts', () => {
  test('times are mm:ss.mmm and round up through the minute', () => {
    expect(timeText(9.66)).toBe('00:09.660')
    expect(timeText(59.9996)).toBe('01:00.000')
    expect(timeText(-1)).toBe('00:00.000')
    expect(timeText(3661.25, 1)).toBe('61:01.3')
    expect(timeText(75, 0)).toBe('01:15')
  })

  test('numbers carry their unit and a true minus', () => {
    expect(hzText(883.24)).toBe('883.2 Hz')
    expect(hzText(2217.4)).toBe('2217 Hz')
    expect(noteText(883.2)).toBe('A5 +6 ct')
    expect(noteText(0)).toBe('–')
    expect(dbText(-31.4)).toBe('\u221231.4 dB')
    expect(dbText(-0.01)).toBe('0.0 dB')
    expect(dbText(null)).toBe('\u2212∞ dB')
  })
})

describe('ticks of time', () => {
  test.each([1e-5, 3e-4, 0.002, 0.018, 0.05, 0.21, 1.7, 30, 400])(
    'at %f seconds a pixel labels stand at least 56 px apart, in even steps',
    (secondsPerPixel) => {
      const scale = { startSeconds: 123.456, secondsPerPixel, widthPx: 900 }
      const ticks = timeTicks(scale, 1e7)
      const labeled = ticks.filter(({ label }) => label !== null)
      expect(labeled.length).toBeGreaterThan(1)
      labeled.slice(1).forEach(({ x }, i) => {
        expect(x - labeled[i]!.x).toBeGreaterThanOrEqual(MIN_LABEL_GAP_PX - 1e-6)
      })
      expect(new Set(labeled.map(({ label }) => label)).size).toBe(labeled.length)
    }
  )

  test('steps are 1, 2, 5 and tens of them, in minutes from a minute on', () => {
    expect(
      [0.0011, 0.15, 0.2, 0.9, 3, 7, 15, 21, 61, 200, 500, 1000].map((s) => tickStep(s))
    ).toEqual([0.002, 0.2, 0.2, 1, 5, 10, 20, 60, 120, 300, 600, 1200])
  })

  test('labels are m:ss, with decimals below a second', () => {
    expect(tickLabel(61, 1)).toBe('1:01')
    expect(tickLabel(61.2, 0.2)).toBe('1:01.2')
    expect(tickLabel(59.9999, 0.001)).toBe('1:00.000')
    expect(tickLabel(3600, 600)).toBe('60:00')
  })

  test('nothing is ticked after the end', () => {
    const ticks = timeTicks({ startSeconds: 0, secondsPerPixel: 0.02, widthPx: 900 }, 7.3)
    expect(ticks.at(-1)!.seconds).toBeLessThanOrEqual(7.3)
    expect(ticks[0]).toEqual({ seconds: 0, x: 0, label: '0:00' })
  })
})
