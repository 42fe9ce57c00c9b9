/** Point to find: which component is loudest at a place, and how loud a stem is at a time. */
import { describe, expect, test } from 'vitest'
import type { Factorization } from '../../../../shared/factorization'
import { defaultSettings } from '../../../../shared/settings'
import {
  levelOfComponents,
  loudestComponents
} from '../../../../src-renderer/draw/factorization/loudest'

const RATE = 16_000
const F = 513
const T = 200
const hop = { windowSize: 1024, hopSize: 256 }

/** Components that are one bin and one stretch of time each, at a gain. */
function bursts(
  parts: readonly { bin: number; from: number; to: number; gain: number }[],
  exponent: 1 | 2 = 1
): Factorization {
  const K = parts.length
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  parts.forEach(({ bin, from, to, gain }, k) => {
    W[k * F + bin] = 1
    for (let t = from; t < to; t++) H[t * K + k] = gain
  })
  return {
    W,
    H,
    frameCount: T,
    binCount: F,
    componentCount: K,
    meanV: 1,
    peak: 1,
    divergence: [],
    settings: { ...defaultSettings(RATE), components: K, ...hop, exponent }
  }
}

/** Middle of frame t and bin f, as a pointer covers it. */
function place(
  t: number,
  f: number,
  frames = 0,
  bins = 0
): Parameters<typeof loudestComponents>[2] {
  // Frame t is centered on sample t hop - (window - hop) + window / 2.
  const at = (frame: number): number => (frame * 256 - 768 + 512) / RATE
  const hz = RATE / 1024
  return {
    startSeconds: at(t - frames / 2),
    endSeconds: at(t + frames / 2),
    lowHz: (f - bins / 2) * hz,
    highHz: (f + bins / 2) * hz
  }
}

describe('the loudest components at a place', () => {
  const parts = [
    { bin: 60, from: 20, to: 60, gain: 1 },
    { bin: 60, from: 40, to: 100, gain: 3 },
    { bin: 200, from: 0, to: 200, gain: 50 }
  ]

  test('are those that sound there, with their shares of the power', () => {
    const found = loudestComponents(bursts(parts), RATE, place(50, 60))
    expect(found.map(({ component }) => component)).toEqual([1, 0])
    expect(found[0]!.share).toBeCloseTo(0.9, 6)
    expect(found[1]!.share).toBeCloseTo(0.1, 6)
    const power = loudestComponents(bursts(parts, 2), RATE, place(50, 60))
    expect(power[0]!.share).toBeCloseTo(0.75, 6)
  })

  test('change with time and with frequency, to the frame and the bin', () => {
    const only = (t: number, f: number): number[] =>
      loudestComponents(bursts(parts), RATE, place(t, f)).map(({ component }) => component)
    expect(only(39, 60)).toEqual([0])
    expect(only(40, 60)).toEqual([1, 0])
    expect(only(60, 60)).toEqual([1])
    expect(only(50, 61)).toEqual([])
    expect(only(50, 200)).toEqual([2])
  })

  test('over a wider place are found by their power in all of it', () => {
    const found = loudestComponents(bursts(parts), RATE, place(50, 130, 40, 200))
    expect(found.map(({ component }) => component)).toEqual([2, 1, 0])
    expect(found.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9)
  })

  test('at places beyond the recording are those at its edge, never an error', () => {
    const early = { startSeconds: -9, endSeconds: -8, lowHz: 3120, highHz: 3130 }
    expect(loudestComponents(bursts(parts), RATE, early)[0]?.component).toBe(2)
    expect(loudestComponents(bursts([]), RATE, early)).toEqual([])
  })
})

describe('the level of a stem', () => {
  test('is that of its power, and groups add in power', () => {
    const equal = bursts([
      { bin: 60, from: 0, to: 200, gain: 5 },
      { bin: 90, from: 0, to: 200, gain: 5 }
    ])
    const one = levelOfComponents(equal, RATE, [0], 1)
    expect(levelOfComponents(equal, RATE, [0, 1], 1) - one).toBeCloseTo(3.01, 2)
    const louder = { ...equal, H: equal.H.map((value) => value * 10) }
    expect(levelOfComponents(louder, RATE, [0], 1) - one).toBeCloseTo(20, 3)
  })

  test('of a full-scale sine is 3 dB below full scale', () => {
    // A sine on a bin, through a sine window, stands in two bins on each side as N/pi (1, 1/3, ...)
    // over cos.
    const N = 1024
    const W = Float32Array.from({ length: F }, (_, f) => {
      const d = f - 100
      return Math.abs((N / Math.PI) * (1 / (1 - 4 * d * d)))
    })
    const sum = W.reduce((a, b) => a + b, 0)
    const sine = {
      ...bursts([{ bin: 0, from: 0, to: T, gain: sum }]),
      W: W.map((value) => value / sum)
    }
    expect(levelOfComponents(sine, RATE, [0], 1)).toBeCloseTo(-3.01, 1)
  })

  test('of silence, and beyond the ends, is minus infinity', () => {
    const parts = bursts([{ bin: 60, from: 20, to: 60, gain: 1 }])
    expect(levelOfComponents(parts, RATE, [0], 0)).toBe(-Infinity)
    expect(levelOfComponents(parts, RATE, [0], 1e6)).toBe(-Infinity)
    expect(levelOfComponents(parts, RATE, [], 0.5)).toBe(-Infinity)
  })
})
