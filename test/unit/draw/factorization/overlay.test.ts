/** Strips of several stems over one another. */
import { describe, expect, test } from 'vitest'
import { axisScale } from '../../../../shared/picture-axis'
import type { FactorizationView } from '../../../../src-renderer/draw/factorization/factorization-view'
import { windowScale } from '../../../../src-renderer/draw/axes/frequency-window'
import { overlayStep, paintOverlay } from '../../../../src-renderer/draw/factorization/overlay'
import {
  componentLines,
  MEL_ROWS,
  stemLines
} from '../../../../src-renderer/draw/factorization/stem-lines'
import { paintStrip } from '../../../../src-renderer/draw/factorization/strip'
import { positiveMatrix } from '../../../support/signals'

const RATE = 16_000
const view: FactorizationView = {
  W: positiveMatrix(2 * 513, 1),
  H: positiveMatrix(200 * 2, 2),
  frameCount: 200,
  binCount: 513,
  componentCount: 2,
  settings: { windowSize: 1024, hopSize: 512, exponent: 1 },
  sampleRate: RATE
}
const time = { startSeconds: 0, secondsPerPixel: 0.064, widthPx: 100 }
const whole = { scale: axisScale('mel', RATE), rowCount: 64 }
const stem = (k: number, color: readonly [number, number, number]) => ({
  lines: componentLines(view, [k], whole),
  color
})

describe('the overlay', () => {
  test('of one stem is its strip', () => {
    const words = new Uint32Array(100 * 64)
    const strip = new Uint32Array(100 * 64)
    paintOverlay(view, [stem(0, [1, 2, 3])], time, 64, 0.9, words)
    paintStrip(view, componentLines(view, [0], whole), time, 64, [1, 2, 3], 0.9, strip)
    expect(words).toEqual(strip)
  })

  test('is at least as opaque as each stem alone, and its colors lie between theirs', () => {
    const [red, blue] = [stem(0, [255, 0, 0]), stem(1, [0, 0, 255])]
    const both = new Uint32Array(100 * 64)
    paintOverlay(view, [red, blue], time, 64, 0.9, both)
    const alone = [red, blue].map((one) => {
      const words = new Uint32Array(100 * 64)
      paintOverlay(view, [one], time, 64, 0.9, words)
      return words
    })
    both.forEach((word, i) => {
      const [first = 0, second = 0] = alone.map((words) => words[i]! >>> 24)
      expect(word >>> 24).toBeGreaterThanOrEqual(Math.max(first, second) - 1)
      if (word === 0) return
      expect((word >>> 8) & 255).toBe(0)
      expect((word & 255) + ((word >>> 16) & 255)).toBeGreaterThan(250)
    })
  })

  test('stays quick to paint with many components, and sharp with few', () => {
    expect(overlayStep(3, 700, 400)).toBe(1)
    for (const count of [1, 12, 64, 128]) {
      const step = overlayStep(count, 2800, 1600)
      expect((count * 2800 * 1600) / step ** 2).toBeLessThanOrEqual(1_500_000)
    }
  })
})

test('lines on the lanes’ own axis are those of the lanes', () => {
  const lanes = stemLines(view, [0, 1])
  const same = componentLines(view, [0, 1], { scale: axisScale('mel', RATE), rowCount: MEL_ROWS })
  expect(same.lift).toBe(lanes.lift)
  expect(same.components[1]!.spectrum[0]).toEqual(lanes.components[1]!.spectrum[0])
})

test('on a part of the axis the spectrum is that part of the whole', () => {
  const part = { scale: windowScale(axisScale('mel', RATE), { low: 0.5, high: 1 }), rowCount: 32 }
  const upper = componentLines(view, [0], part).components[0]!.spectrum[0]!
  const all = componentLines(view, [0], whole).components[0]!.spectrum[0]!
  upper.forEach((power, r) => expect(power).toBeCloseTo(all[32 + r]!, 5))
})
