import { describe, expect, it } from 'vitest'
import { frameCount, frameStart } from '../../../shared/dsp/stft'
import { defaultSettings } from '../../../shared/settings'
import { placeRange, takeRange } from '../../../src-main/engine/range-of-recording'
import { someFactorization } from '../../support/documents'
import { noise } from '../../support/signals'

const samples = noise(10_000, 1)
const pcm = { sampleRate: 22_050, channels: [samples] }
const settings = { ...defaultSettings(22_050), windowSize: 1024, hopSize: 256 }

describe('takeRange', () => {
  it('is the recording itself without a range', () => {
    expect(takeRange(pcm, settings)).toEqual({
      pcm,
      firstFrame: 0,
      frameCount: frameCount(10_000, settings)
    })
  })

  it.each([
    [0, 10_000],
    [0, 1],
    [5000, 5001],
    [255, 257],
    [9999, 10_000],
    [3000, 20_000]
  ])('holds samples %i to %i, and frames where the recording has them', (fromSample, toSample) => {
    const range = takeRange(pcm, { ...settings, range: { fromSample, toSample } })
    const own = range.pcm.channels[0]!
    const offset = frameStart(range.firstFrame, settings) - frameStart(0, settings)
    expect(offset).toBeLessThanOrEqual(fromSample)
    expect(offset + own.length).toBeGreaterThanOrEqual(Math.min(toSample, 10_000))
    expect(own).toEqual(samples.subarray(offset, offset + own.length))
    const frames = frameCount(own.length, settings)
    expect(range.firstFrame + frames).toBeLessThanOrEqual(range.frameCount)
  })
})

describe('placeRange', () => {
  it('puts activations where they belong, and nothing around them', () => {
    const factorization = someFactorization(3)
    const { H, frameCount: T } = factorization
    const placed = placeRange(factorization, { pcm, firstFrame: 4, frameCount: 30 })
    expect(placed.frameCount).toBe(30)
    expect(placed.H.subarray(12, 12 + 3 * T)).toEqual(H)
    expect(placed.H.subarray(0, 12).every((value) => value === 0)).toBe(true)
    expect(placed.H.subarray(12 + 3 * T).every((value) => value === 0)).toBe(true)
    expect(placed.W).toBe(factorization.W)
  })
})
