import { describe, expect, test } from 'vitest'
import { axisScale, heightToHz, hzToHeight, pictureAxes } from '../../../shared/picture-axis'

const scales = [
  { axis: 'mel', minHz: 20, maxHz: 20_000 },
  { axis: 'log', minHz: 30, maxHz: 20_000 },
  { axis: 'linear', minHz: 0, maxHz: 4000 }
] as const

describe('frequency scales', () => {
  test.each(scales)('$axis goes to a height and back, rising from 0 to 1', (scale) => {
    expect(hzToHeight(scale, scale.minHz)).toBe(0)
    expect(hzToHeight(scale, scale.maxHz)).toBe(1)
    let below = 0
    for (let i = 1; i < 50; i++) {
      const hz = scale.minHz + (i / 50) * (scale.maxHz - scale.minHz)
      const height = hzToHeight(scale, hz)
      expect(height).toBeGreaterThan(below)
      expect(heightToHz(scale, height) / hz).toBeCloseTo(1, 9)
      below = height
    }
  })

  test('1000 Hz is 1000 mel, and half of that is where the square root says', () => {
    const scale = { axis: 'mel', minHz: 0, maxHz: 1000 } as const
    expect(2595 * Math.log10(1 + 1000 / 700)).toBeCloseTo(1000, 0)
    expect(heightToHz(scale, 0.5)).toBeCloseTo(700 * (Math.sqrt(17 / 7) - 1), 9)
  })

  test.each(pictureAxes)('%s ends at half the rate, and never above 20 kHz', (axis) => {
    expect(axisScale(axis, 8000)).toMatchObject({ axis, maxHz: 4000 })
    expect(axisScale(axis, 96_000).maxHz).toBe(20_000)
  })
})
