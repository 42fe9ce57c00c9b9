import { describe, expect, it } from 'vitest'
import { createFft } from '../../../../shared/dsp/fft'
import { frameCount, frameStart, readFrame } from '../../../../shared/dsp/stft'
import { sineWindow } from '../../../../shared/dsp/window'
import { createFramePower } from '../../../../src-main/engine/spectrum/frame-power'
import { errorDb } from '../../../support/compare'
import { kernelModule, plainKernelModule } from '../../../support/kernels'
import { noise, positiveMatrix } from '../../../support/signals'

const peak = 0.7

describe('createFramePower', () => {
  it.each([
    [1, 256],
    [2, 512],
    [3, 256],
    [2, 4096]
  ])('is the mean of |X|^2 of %i channels, window %i', (channelCount, windowSize) => {
    const settings = { windowSize, hopSize: windowSize / 4, exponent: 1 } as const
    const N = 3 * windowSize + 17
    const channels = Array.from({ length: channelCount }, (_, c) => noise(N, c + 1))
    const F = windowSize / 2 + 1
    const fft = createFft(windowSize)
    const window = sineWindow(windowSize).map((value) => value / peak)
    const [input, output] = [new Float64Array(windowSize), new Float64Array(2 * windowSize)]
    for (const module of [kernelModule, plainKernelModule]) {
      const power = createFramePower({ sampleRate: 8000, channels }, settings, peak, module)
      for (let t = 0; t < frameCount(N, settings); t++) {
        const expected = new Float64Array(F)
        for (const samples of channels) {
          readFrame(samples, frameStart(t, settings), window, input)
          fft.forwardReal(input, output)
          for (let f = 0; f < F; f++)
            expected[f]! += (output[2 * f]! ** 2 + output[2 * f + 1]! ** 2) / channelCount
        }
        const row = new Float32Array(F)
        const largest = power.take(t, row)
        expect(errorDb(expected, row)).toBeLessThan(-120)
        expect(largest).toBe(row.reduce((most, value) => Math.max(most, value), 0))
      }
    }
  })

  it.each([1, 2] as const)('raises and divides rows as plain loops do, exponent %i', (exponent) => {
    const pcm = { sampleRate: 8000, channels: [noise(100, 1)] }
    const settings = { windowSize: 256, hopSize: 64, exponent } as const
    for (const module of [kernelModule, plainKernelModule]) {
      const power = createFramePower(pcm, settings, 1, module)
      const row = positiveMatrix(129, 3)
      const expected = row.slice()
      let sum = 0
      for (let f = 0; f < 129; f++) {
        const value = exponent === 1 ? Math.sqrt(row[f]! + 0.003) : row[f]! + 0.003
        expected[f] = value
        sum += value
      }
      expect(power.raise(row, 0.003)).toBe(sum)
      expect(row).toEqual(expected)
      power.divide(row, 0.7)
      expect(row).toEqual(expected.map((value) => value / 0.7))
    }
  })
})
