import { describe, expect, it } from 'vitest'
import { createFft } from '../../../../shared/dsp/fft'
import {
  binCount,
  frameCount,
  frameStart,
  istft,
  mirrorSpectrum,
  readFrame,
  stft
} from '../../../../shared/dsp/stft'
import { sineWindow } from '../../../../shared/dsp/window'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'

const settings = [256, 1024, 4096, 16384].flatMap((windowSize) =>
  [2, 4].map((overlap) => ({ windowSize, hopSize: windowSize / overlap }))
)

describe('stft', () => {
  it.each(settings)('is undone by istft for every length ($windowSize, $hopSize)', (shape) => {
    const { windowSize: w, hopSize: h } = shape
    for (const length of [1, 2, h - 1, h, h + 1, w - 1, w, w + 1, 3 * w + 77]) {
      const samples = noise(length, length)
      expect(errorDb(samples, istft(stft(samples, shape), length, shape))).toBeLessThan(-120)
    }
  })

  it.each(settings)('gives nothing for nothing ($windowSize, $hopSize)', (shape) => {
    const spectrogram = stft(new Float32Array(0), shape)
    expect(spectrogram.frameCount).toBe(0)
    expect(spectrogram.data).toHaveLength(0)
    expect(istft(spectrogram, 0, shape)).toHaveLength(0)
  })

  it('is undone for full-scale steps and single samples', () => {
    const shape = { windowSize: 1024, hopSize: 256 }
    const step = new Float32Array(5000).fill(1, 1234)
    const click = new Float32Array(5000)
    click[4999] = 1
    for (const samples of [step, click]) {
      expect(errorDb(samples, istft(stft(samples, shape), 5000, shape))).toBeLessThan(-120)
    }
  })

  it('finds a tone in its bin, with the power that the window leaves', () => {
    const shape = { windowSize: 256, hopSize: 128 }
    const tone = Float32Array.from({ length: 2048 }, (_, n) =>
      Math.cos((2 * Math.PI * 20 * n) / 256)
    )
    const { data, binCount: F, frameCount: T } = stft(tone, shape)
    const frame = Math.floor(T / 2)
    const power = (f: number): number =>
      data[2 * (frame * F + f)]! ** 2 + data[2 * (frame * F + f) + 1]! ** 2
    const strongest = Array.from({ length: F }, (_, f) => f).sort((a, b) => power(b) - power(a))[0]
    expect(strongest).toBe(20)
    const sum = sineWindow(256).reduce((a, b) => a + b, 0)
    expect(Math.sqrt(power(20))).toBeCloseTo(sum / 2, 1)
  })
})

describe('frameCount', () => {
  it.each(settings)('covers every sample equally often ($windowSize, $hopSize)', (shape) => {
    for (const length of [1, 2, shape.hopSize, shape.hopSize + 1, shape.windowSize * 2 + 5]) {
      const covers = new Int32Array(length)
      for (let t = 0; t < frameCount(length, shape); t++) {
        const start = frameStart(t, shape)
        for (let n = Math.max(0, start); n < Math.min(length, start + shape.windowSize); n++) {
          covers[n]!++
        }
      }
      expect(covers.every((count) => count === shape.windowSize / shape.hopSize)).toBe(true)
    }
  })
})

describe('readFrame', () => {
  it('reads zeros outside of the recording', () => {
    const window = new Float64Array(8).fill(1)
    const samples = Float32Array.from([1, 2, 3, 4, 5])
    const read = (start: number): number[] => {
      const out = new Float64Array(8).fill(9)
      readFrame(samples, start, window, out)
      return [...out]
    }
    expect(read(-3)).toEqual([0, 0, 0, 1, 2, 3, 4, 5])
    expect(read(2)).toEqual([3, 4, 5, 0, 0, 0, 0, 0])
    expect(read(5)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(read(-8)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(read(-100)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect(read(100)).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
  })
})

describe('mirrorSpectrum', () => {
  it('completes the bins of a real signal to its whole transform', () => {
    const size = 64
    const real = Float64Array.from(noise(size, 2))
    const complex = new Float64Array(2 * size)
    real.forEach((value, n) => (complex[2 * n] = value))
    const whole = new Float64Array(2 * size)
    createFft(size).forward(complex, whole)
    const half = new Float64Array(2 * size)
    half.set(whole.subarray(0, 2 * binCount(size)))
    mirrorSpectrum(half, size)
    expect(errorDb(whole, half)).toBeLessThan(-190)
  })
})
