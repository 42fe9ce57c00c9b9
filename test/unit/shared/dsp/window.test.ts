import { describe, expect, it } from 'vitest'
import { hannWindow, sineWindow, synthesisGain } from '../../../../shared/dsp/window'

const sizes = [2, 8, 256, 4096]

/** Sum over frames of w[n + i hop] for each n of one hop. */
function overlapAdd(window: Float64Array, hop: number): Float64Array {
  const sum = new Float64Array(hop)
  window.forEach((value, n) => (sum[n % hop]! += value))
  return sum
}

describe('sineWindow', () => {
  it.each(sizes)('squared, adds up to 1 with the synthesis gain at every hop (%i)', (size) => {
    const square = sineWindow(size).map((value) => value * value)
    for (const hop of [size / 2, size / 4, size / 8].filter((h) => h >= 1 && Number.isInteger(h))) {
      const gain = synthesisGain(size, hop)
      for (const sum of overlapAdd(square, hop)) expect(sum * gain).toBeCloseTo(1, 12)
    }
  })

  it.each(sizes)('is its definition, and symmetric (%i)', (size) => {
    const window = sineWindow(size)
    window.forEach((value, n) => {
      expect(value).toBeCloseTo(Math.sin((Math.PI * (n + 0.5)) / size), 14)
      expect(value).toBeCloseTo(window[size - 1 - n]!, 12)
    })
  })
})

describe('hannWindow', () => {
  it.each(sizes)('adds up to size / (2 hop) (%i)', (size) => {
    for (const hop of [size / 2, size / 4].filter((h) => Number.isInteger(h))) {
      for (const sum of overlapAdd(hannWindow(size), hop)) {
        expect(sum).toBeCloseTo(size / (2 * hop), 12)
      }
    }
  })

  it.each(sizes)('is the square of the sine at the same place, and periodic (%i)', (size) => {
    const window = hannWindow(size)
    expect(window[0]).toBe(0)
    window.forEach((value, n) => {
      expect(value).toBeCloseTo(Math.sin((Math.PI * n) / size) ** 2, 12)
    })
  })
})
