import { describe, expect, test } from 'vitest'
import { mixWord, parseInk } from '../../../../src-renderer/draw/canvas/colormap'
import { fillBelow, strokeLine } from '../../../../src-renderer/draw/factorization/line-pixels'

const white = { color: [255, 255, 255], opacity: 1 } as const
const width = 40
const height = 30

/** Opacity of each pixel, 0 to 1, top line first. */
function stroke(ys: Float32Array, pen: number): number[] {
  const words = new Uint32Array(ys.length * height)
  strokeLine(words, height, ys, pen, white)
  return [...words].map((word) => (word >>> 24) / 255)
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)

/** Distance of a point from the nearest place of a polyline through the middles of the columns. */
function distance(ys: Float32Array, x: number, y: number): number {
  let least = Infinity
  for (let i = 0; i + 1 < ys.length; i++) {
    const [dx, dy] = [1, ys[i + 1]! - ys[i]!]
    const along = ((x - i - 0.5) * dx + (y - ys[i]!) * dy) / (dx * dx + dy * dy)
    const t = Math.min(1, Math.max(0, along))
    least = Math.min(least, Math.hypot(x - i - 0.5 - t * dx, y - ys[i]! - t * dy))
  }
  return least
}

describe('a line in pixels', () => {
  test('a level line covers its width, wherever it lies between pixels', () => {
    for (const y of [10, 10.25, 10.5, 10.9]) {
      for (const pen of [1, 1.25, 3.25]) {
        const covered = sum(stroke(new Float32Array(width).fill(y), pen))
        expect(Math.abs(covered - width * pen)).toBeLessThan(0.02 * width)
      }
    }
  })

  test('a steep line is as wide as a level one', () => {
    for (const slope of [0.5, 1, 3]) {
      const ys = Float32Array.from({ length: width }, (_, x) => 15 + slope * (x + 0.5 - width / 2))
      const middle = stroke(ys, 3.25).slice(10 * width, 20 * width)
      const across = (3.25 * Math.hypot(1, slope)) / slope
      expect(Math.abs(sum(middle) / 10 - across)).toBeLessThan(0.06 * across)
    }
  })

  test.each([1.25, 3.25, 6.5])('all within a pen of %f px is painted, nothing else is', (pen) => {
    const ys = Float32Array.from({ length: width }, (_, x) => 15 + 9 * Math.sin(x * x * 0.02))
    const shown = stroke(ys, pen)
    for (let y = 0; y < height; y++) {
      // At its ends the line goes on level.
      for (let x = 4; x < width - 4; x++) {
        const away = distance(ys, x + 0.5, y + 0.5)
        if (away < pen / 2 - 0.9) expect(shown[y * width + x]).toBeGreaterThan(0.99)
        if (away > pen / 2 + 0.9) expect(shown[y * width + x]).toBe(0)
      }
    }
  })

  test('a spike of one column stays one line without gaps', () => {
    const ys = new Float32Array(width).fill(28)
    ys[20] = 3
    const shown = stroke(ys, 1.25)
    for (let y = 3; y < 28; y++) {
      expect(sum(shown.slice(y * width + 17, y * width + 24))).toBeGreaterThan(0.9)
    }
  })

  test('lines beyond the edges, one column and none paint what is in sight', () => {
    for (const y of [-50, -1, 0, height, 50]) {
      const shown = stroke(new Float32Array(width).fill(y), 3)
      expect(shown.every((value) => value >= 0 && value <= 1)).toBe(true)
    }
    expect(sum(stroke(Float32Array.of(10), 2))).toBeCloseTo(2, 1)
    expect(stroke(new Float32Array(0), 2)).toEqual([])
  })

  test('what is below a line is filled down to the last row', () => {
    const words = new Uint32Array(width * height)
    fillBelow(words, height, new Float32Array(width).fill(10.5), white)
    const column = Array.from({ length: height }, (_, y) => words[y * width + 7]! >>> 24)
    expect(column.slice(0, 10).every((value) => value === 0)).toBe(true)
    expect(column[10]).toBeCloseTo(128, -1)
    expect(column.slice(11).every((value) => value === 255)).toBe(true)
  })
})

describe('ink', () => {
  const red = { color: [200, 0, 0], opacity: 1 } as const

  test('reads colors with and without an opacity', () => {
    expect(parseInk('rgb(5 6 10 / 0.7)')).toEqual({ color: [5, 6, 10], opacity: 0.7 })
    expect(parseInk('#ffffff')).toEqual({ color: [255, 255, 255], opacity: 1 })
  })

  test('over nothing it is itself, over anything all of it hides it, and none of it leaves it', () => {
    expect(mixWord(0, red, 1)).toBe(0xff0000c8)
    expect(mixWord(0x80123456, red, 1)).toBe(0xff0000c8)
    expect(mixWord(0x80123456, red, 0)).toBe(0x80123456)
    expect(mixWord(0, red, 0)).toBe(0)
  })

  test('half of it over a full color is the middle of both', () => {
    expect(mixWord(0xff640000, red, 0.5)).toBe(0xff320064)
  })
})
