/** Zoom and scroll of the frequency axis. */
import { describe, expect, test } from 'vitest'
import { heightToHz, hzToHeight } from '../../../../shared/picture-axis'
import { frequencyTicks } from '../../../../src-renderer/draw/axes/frequency-ticks'
import {
  isWhole,
  scrollWindow,
  wholeWindow,
  windowScale,
  zoomWindow
} from '../../../../src-renderer/draw/axes/frequency-window'
import { frequencyGesture } from '../../../../src-renderer/draw/axes/time-gestures'

const scales = [
  { axis: 'mel', minHz: 20, maxHz: 20_000 },
  { axis: 'log', minHz: 30, maxHz: 20_000 },
  { axis: 'linear', minHz: 0, maxHz: 20_000 }
] as const

describe.each(scales)('on the $axis axis', (scale) => {
  test('the frequency under the pointer stays under it while zooming in and out', () => {
    for (const at of [0.1, 0.5, 0.93]) {
      let window = zoomWindow(wholeWindow, 0.5, 2)
      const hz = heightToHz(windowScale(scale, window), at)
      for (const factor of [1.5, 2, 0.8]) window = zoomWindow(window, at, factor)
      expect(heightToHz(windowScale(scale, window), at)).toBeCloseTo(hz, 6)
    }
  })

  test('labels stand where their frequency is, and there are enough of them at any zoom', () => {
    for (const factor of [1, 4, 16, 32]) {
      for (const at of [0, 0.4, 1]) {
        const window = zoomWindow(wholeWindow, at, factor)
        const part = windowScale(scale, window)
        const { hz, notes } = frequencyTicks(part, 240, !isWhole(window))
        for (const tick of [...hz, ...notes]) {
          expect(tick.y).toBeCloseTo((1 - hzToHeight(part, tick.hz)) * 240, 6)
        }
        const labels = hz.flatMap(({ label, y }) => (label === null ? [] : [y]))
        expect(labels.length).toBeGreaterThanOrEqual(3)
        labels.slice(1).forEach((y, i) => expect(y - labels[i]!).toBeGreaterThanOrEqual(14))
      }
    }
  })
})

test('no zoom and no scroll leaves the axis', () => {
  let window = wholeWindow
  for (let i = 0; i < 60; i++) {
    window = zoomWindow(window, (i % 7) / 6, i % 3 === 0 ? 0.7 : 1.6)
    window = scrollWindow(window, ((i % 11) - 5) / 3)
    expect(window.low).toBeGreaterThanOrEqual(0)
    expect(window.high).toBeLessThanOrEqual(1)
    expect(window.high - window.low).toBeGreaterThan(0.03)
  }
  expect(isWhole(zoomWindow(window, 0.5, 1e-6))).toBe(true)
})

test('Alt and the wheel zoom frequency, with Shift they scroll it, without Alt they do not', () => {
  const turn = {
    deltaX: 0,
    deltaY: -120,
    deltaMode: 0,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: true
  }
  expect(frequencyGesture(turn)).toEqual({ kind: 'zoom', factor: 1.1 })
  // Up is towards higher frequencies.
  expect(frequencyGesture({ ...turn, shiftKey: true })).toEqual({ kind: 'scroll', px: 120 })
  expect(frequencyGesture({ ...turn, altKey: false })).toBeNull()
})
