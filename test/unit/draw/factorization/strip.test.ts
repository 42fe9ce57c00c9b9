import { describe, expect, test } from 'vitest'
import { axisScale, hzToHeight } from '../../../../shared/picture-axis'
import {
  convergenceLine,
  secondTicks
} from '../../../../src-renderer/draw/factorization/convergence'
import { curveHeights } from '../../../../src-renderer/draw/factorization/curve'
import type { FactorizationView } from '../../../../src-renderer/draw/factorization/factorization-view'
import { buildPyramid, readCells } from '../../../../src-renderer/draw/factorization/pyramid'
import { spectrumPath, thumbReaches } from '../../../../src-renderer/draw/factorization/spectrum'
import { MEL_ROWS, stemLines } from '../../../../src-renderer/draw/factorization/stem-lines'
import { paintStrip, stripOpacity } from '../../../../src-renderer/draw/factorization/strip'

const RATE = 16_000
const BINS = 513
const FRAMES = 200
const scale = { startSeconds: 0, secondsPerPixel: 0.064, widthPx: 100 }

/** Components that are one bin and one stretch of time each, at a gain. */
function bursts(
  parts: readonly { bin: number; from: number; to: number; gain: number }[],
  exponent: 1 | 2 = 1
): FactorizationView {
  const K = parts.length
  const W = new Float32Array(K * BINS)
  const H = new Float32Array(FRAMES * K)
  parts.forEach(({ bin, from, to, gain }, k) => {
    W[k * BINS + bin] = 1
    for (let t = from; t < to; t++) H[t * K + k] = gain
  })
  return {
    W,
    H,
    frameCount: FRAMES,
    binCount: BINS,
    componentCount: K,
    settings: { windowSize: 1024, hopSize: 512, exponent },
    sampleRate: RATE
  }
}

function opacities(view: FactorizationView, components: number[], heightPx = 64): Uint8Array {
  const words = new Uint32Array(scale.widthPx * heightPx)
  paintStrip(view, stemLines(view, components), scale, heightPx, [1, 2, 3], 1, words)
  return Uint8Array.from(words, (word) => word >>> 24)
}
const most = (values: Uint8Array): number => values.reduce((a, b) => Math.max(a, b), 0)

describe('strips', () => {
  test('the loudest cell is opaque, silence is clear, and colors are the stem’s', () => {
    const view = bursts([{ bin: 64, from: 50, to: 100, gain: 3 }])
    const words = new Uint32Array(scale.widthPx * 64)
    paintStrip(view, stemLines(view, [0]), scale, 64, [10, 20, 30], 0.92, words)
    const loudest = words.reduce((a, b) => Math.max(a, b), 0)
    expect(loudest >>> 24).toBeGreaterThan(0.85 * 0.92 * 255)
    expect(loudest & 0xffffff).toBe((30 << 16) | (20 << 8) | 10)
    expect(words.some((word) => word === 0)).toBe(true)
  })

  test('quiet stems are lifted by 18 dB and no more', () => {
    const view = bursts([
      { bin: 64, from: 0, to: 200, gain: 1 },
      { bin: 64, from: 0, to: 200, gain: 0.25 },
      { bin: 64, from: 0, to: 200, gain: 0.01 }
    ])
    const [loud = 0, soft = 0, faint = 0] = [0, 1, 2].map((k) => most(opacities(view, [k])))
    expect(soft).toBe(loud)
    expect(loud - faint).toBeGreaterThan(255 * (1 - stripOpacity(-22, 1)) - 12)
    expect(faint).toBeGreaterThan(0)
  })

  test('a power model counts its level once, a magnitude model twice', () => {
    const parts = [
      { bin: 64, from: 0, to: 200, gain: 1 },
      { bin: 64, from: 0, to: 200, gain: 1e-3 }
    ]
    expect(stemLines(bursts(parts, 2), [1]).components[0]!.reference).toBeCloseTo(1e-3, 9)
    expect(stemLines(bursts(parts, 1), [1]).components[0]!.reference).toBeCloseTo(1e-6, 9)
  })

  test('a group of one is that one, and a group shows what each of its components shows', () => {
    const view = bursts([
      { bin: 40, from: 0, to: 90, gain: 1 },
      { bin: 200, from: 100, to: 200, gain: 1 },
      { bin: 100, from: 0, to: 200, gain: 0 }
    ])
    const group = opacities(view, [0, 1])
    const first = opacities(view, [0])
    const second = opacities(view, [1])
    group.forEach((value, i) => {
      expect(Math.abs(value - Math.max(first[i]!, second[i]!))).toBeLessThan(3)
    })
    const withSilence = opacities(view, [0, 2])
    withSilence.forEach((value, i) => expect(Math.abs(value - first[i]!)).toBeLessThan(3))
  })

  test.each([[[0]], [[1]], [[0, 1]], [[]], [[7]]])(
    'silent, absent and no components %j give no NaN',
    (components) => {
      const view = bursts([
        { bin: 3, from: 0, to: 0, gain: 0 },
        { bin: 5, from: 0, to: 0, gain: 0 }
      ])
      const lines = stemLines(view, components)
      expect(most(opacities(view, components))).toBe(0)
      expect(curveHeights(view, lines, scale).every((value) => value === 0)).toBe(true)
      expect(lines.spectrumDb.every((value) => Number.isFinite(value))).toBe(true)
      const reaches = thumbReaches(lines.spectrumDb, 48, 56)
      expect(reaches.every((value) => value >= 0 && value <= 48)).toBe(true)
      expect(spectrumPath(lines.spectrumDb, 250, 18, 100)).not.toContain('NaN')
    }
  )

  test('the row of a bin is the height of its frequency', () => {
    for (const bin of [20, 64, 200, 500]) {
      const { spectrumDb } = stemLines(bursts([{ bin, from: 0, to: 9, gain: 1 }]), [0])
      const loudest = spectrumDb.reduce((a, b) => Math.max(a, b), -Infinity)
      const first = spectrumDb.findIndex((value) => value > loudest - 1)
      const last = spectrumDb.findLastIndex((value) => value > loudest - 1)
      const height = hzToHeight(axisScale('mel', RATE), (bin * RATE) / 1024)
      expect(Math.abs((first + last + 1) / 2 / MEL_ROWS - height)).toBeLessThan(1.5 / MEL_ROWS)
    }
  })

  test('the curve is the root of the activation, 1 at its loudest', () => {
    const view = bursts([{ bin: 64, from: 50, to: 100, gain: 4 }])
    view.H.fill(1, 120, 150)
    const heights = curveHeights(view, stemLines(view, [0]), scale)
    expect(heights.reduce((a, b) => Math.max(a, b), 0)).toBe(1)
    expect(heights[68]).toBeCloseTo(0.5, 6)
    expect(heights[5]).toBe(0)
  })
})

describe('pyramids', () => {
  test('give the largest of any stretch, as a plain search does', () => {
    const line = Float32Array.from({ length: 37 }, (_, i) => (i * 7919) % 101)
    const pyramid = buildPyramid(line)
    for (const [from, to, cells] of [
      [0, 37, 5],
      [3, 20, 4],
      [-10, 60, 9],
      [12.5, 30.25, 3]
    ] as const) {
      const out = new Float32Array(cells)
      readCells(pyramid, from, to, out)
      const width = (to - from) / cells
      out.forEach((value, i) => {
        const start = Math.max(0, Math.floor(from + i * width))
        const stretch = [...line.slice(start, Math.max(0, Math.ceil(from + (i + 1) * width)))]
        expect(value).toBe(stretch.length > 0 ? Math.max(...stretch) : 0)
      })
    }
  })

  test('interpolate where a cell is less than an entry, and hold at the ends', () => {
    const out = new Float32Array(8)
    readCells(buildPyramid(Float32Array.of(2, 4)), 0, 2, out)
    expect([...out]).toEqual([2, 2, 2.25, 2.75, 3.25, 3.75, 4, 4])
  })
})

describe('spectra', () => {
  test('thumbnails reach full width at the loudest row and nothing 48 dB below', () => {
    const levels = new Float32Array(MEL_ROWS).fill(-50)
    levels[128] = 0
    const reaches = thumbReaches(levels, 40, 56)
    expect(reaches.reduce((a, b) => Math.max(a, b), 0)).toBe(40)
    expect(reaches[0]).toBe(0)
    expect(reaches[55]).toBe(0)
  })
})

describe('convergence', () => {
  const box = { widthPx: 96, heightPx: 20, marginPx: 2, sweeps: 200 }

  test('falls from the upper left to the lower right', () => {
    const points = Array.from({ length: 201 }, (_, i) => [i, 1 / (i + 1)] as const)
    const line = convergenceLine(points, box)
    expect(line[0]).toEqual([2, 2])
    expect(line.at(-1)![0]).toBeCloseTo(94, 9)
    expect(line.at(-1)![1]).toBeCloseTo(18, 9)
    line.slice(1).forEach(([x, y], i) => {
      expect(x).toBeGreaterThan(line[i]![0])
      expect(y).toBeGreaterThan(line[i]![1])
    })
  })

  test('a fit that no longer moves is a flat line, however its last digits jitter', () => {
    const points = Array.from({ length: 200 }, (_, i) => {
      return [i + 1, 0.4913 * (1 + (i % 2) * 1e-7)] as const
    })
    for (const [, y] of convergenceLine(points, box)) expect(y).toBeCloseTo(18, 2)
  })

  test('is sound with no point, one point, a flat line, zero and NaN', () => {
    expect(convergenceLine([], box)).toEqual([])
    const odd = [
      [1, 0.5],
      [2, 0.5],
      [3, 0],
      [4, NaN]
    ] as const
    for (const [x, y] of [...convergenceLine(odd, box), ...convergenceLine([[1, 3]], box)]) {
      expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true)
    }
  })
})

test('against seconds the curve ends at the right edge, and its lines stand at round times', () => {
  const box = { widthPx: 200, heightPx: 100, marginPx: 10, sweeps: 3 }
  const points = [8, 4, 2, 1].map((value, sweep) => [sweep, value] as const)
  const seconds = [1, 2, 2.5, 4]
  const line = convergenceLine(points, box, seconds)
  expect(line.map(([x]) => x)).toEqual([100, 122.5, 190])
  expect(line.map(([, y]) => y)).toEqual(convergenceLine(points, box).map(([, y]) => y))
  expect(secondTicks(4).map(({ label }) => label)).toEqual(['0 s', '1 s', '2 s', '3 s', '4 s'])
  for (const total of [0.03, 0.7, 12.3, 4000]) {
    const ticks = secondTicks(total)
    expect(ticks.length).toBeGreaterThanOrEqual(2)
    expect(ticks.length).toBeLessThanOrEqual(5)
    expect(ticks.at(-1)!.time).toBeLessThanOrEqual(total)
  }
  expect(secondTicks(0)).toEqual([])
})
