import { describe, expect, it } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import { binCount, frameCount, stft } from '../../../../shared/dsp/stft'
import { powerSpectrum } from '../../../../src-main/engine/spectrum/spectrum'
import { largestSample } from '../../../../src-main/engine/spectrum/spectrum-thread'
import { soloTeam as team } from '../../../../src-main/engine/threads/team'
import { errorDb, isFiniteEverywhere } from '../../../support/compare'
import { kernelModule as module } from '../../../support/kernels'
import { noise } from '../../../support/signals'

const go = (): boolean => true
const settings = { windowSize: 256, hopSize: 64, exponent: 1 } as const

function spectrumOf(
  pcm: Pcm,
  { exponent = 1, padding = 0 }: { exponent?: 1 | 2; padding?: number } = {}
) {
  const T = frameCount(pcm.channels[0]?.length ?? 0, settings)
  const F = binCount(settings.windowSize)
  const stride = F + padding
  const V = new Float32Array(T * stride).fill(-7)
  const scale = powerSpectrum(
    { pcm, settings: { ...settings, exponent }, module, team },
    { V, rowStride: stride },
    go
  )!
  return { T, F, stride, V, scale }
}

/** V by the definition, from the STFT of each channel. */
function definition(pcm: Pcm, exponent: number): Float64Array {
  const peak = largestSample(pcm, 0, Infinity)
  const spectra = pcm.channels.map((samples) =>
    stft(
      samples.map((x) => x / peak),
      settings
    )
  )
  const cells = spectra[0]!.frameCount * spectra[0]!.binCount
  const P = Float64Array.from({ length: cells }, (_, i) => {
    let sum = 0
    for (const { data } of spectra) sum += data[2 * i]! ** 2 + data[2 * i + 1]! ** 2
    return sum / spectra.length
  })
  const floor = 1e-9 * P.reduce((a, b) => Math.max(a, b), 0)
  const V = P.map((power) => (power + floor) ** (exponent / 2))
  const mean = V.reduce((a, b) => a + b, 0) / cells
  return V.map((value) => value / mean)
}

describe('powerSpectrum', () => {
  it.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 1]
  ] as const)('is its definition for %i channels and exponent %i', (channelCount, exponent) => {
    const channels = Array.from({ length: channelCount }, (_, c) => noise(1501, c + 1))
    const pcm = { sampleRate: 8000, channels }
    expect(errorDb(definition(pcm, exponent), spectrumOf(pcm, { exponent }).V)).toBeLessThan(-120)
  })

  it('has mean 1, and gives back the mean that it divided by', () => {
    const { V, scale } = spectrumOf({ sampleRate: 8000, channels: [noise(3000, 1)] })
    expect(V.reduce((a, b) => a + b, 0) / V.length).toBeCloseTo(1, 5)
    expect(scale.meanV).toBeGreaterThan(0)
  })

  it('says how loud each frame is, in proportion to its part of V', () => {
    const pcm = { sampleRate: 8000, channels: [noise(3000, 1)] }
    const T = frameCount(3000, settings)
    const into = { V: new Float32Array(T * 129), rowStride: 129, levels: new Float32Array(T) }
    const { meanV } = powerSpectrum({ pcm, settings, module, team }, into, go)!
    for (let t = 0; t < T; t++) {
      const sum = into.V.subarray(t * 129, (t + 1) * 129).reduce((a, b) => a + b, 0)
      expect(into.levels[t]! / (sum * meanV)).toBeCloseTo(1, 5)
    }
  })

  it('leaves alone what lies beyond the bins of a row', () => {
    const { V, T, F, stride } = spectrumOf(
      { sampleRate: 8000, channels: [noise(700, 1)] },
      { padding: 3 }
    )
    for (let t = 0; t < T; t++) {
      expect(Array.from(V.subarray(t * stride + F, (t + 1) * stride))).toEqual([-7, -7, -7])
    }
  })

  it('is the same for a mono recording as for the same sound in both channels', () => {
    const samples = noise(1000, 4)
    const one = spectrumOf({ sampleRate: 8000, channels: [samples] })
    const two = spectrumOf({ sampleRate: 8000, channels: [samples, samples] })
    expect(errorDb(one.V, two.V)).toBeLessThan(-120)
  })

  it('sees what the channels have in opposite phase', () => {
    const samples = noise(1000, 4)
    const one = spectrumOf({ sampleRate: 8000, channels: [samples] })
    const opposite = spectrumOf({ sampleRate: 8000, channels: [samples, samples.map((x) => -x)] })
    expect(errorDb(one.V, opposite.V)).toBeLessThan(-120)
  })

  it('is 1 everywhere for silence', () => {
    const silent = { sampleRate: 8000, channels: [new Float32Array(500), new Float32Array(500)] }
    const { V, scale } = spectrumOf(silent)
    expect(V.every((value) => value === 1)).toBe(true)
    expect(scale).toEqual({ meanV: 0, peak: 1, floor: 0 })
  })

  it('is finite and floored for extreme levels and for a single click', () => {
    const click = new Float32Array(3000)
    click[1500] = 1
    for (const level of [1e-38, 1e-30, 1, 1e30, 3e38]) {
      const { V } = spectrumOf({ sampleRate: 8000, channels: [click.map((x) => x * level)] })
      expect(isFiniteEverywhere(V)).toBe(true)
      expect(V.every((value) => value > 0)).toBe(true)
    }
  })

  it('has no frames for no samples', () => {
    expect(spectrumOf({ sampleRate: 8000, channels: [new Float32Array(0)] }).T).toBe(0)
  })

  it('stops when told to, in every pass', () => {
    const pcm = { sampleRate: 8000, channels: [noise(3000, 1)] }
    const V = new Float32Array(frameCount(3000, settings) * 129)
    for (const limit of [0.03, 0.5, 0.9, 0.98]) {
      const watch = (fraction: number): boolean => fraction < limit
      expect(
        powerSpectrum({ pcm, settings, module, team }, { V, rowStride: 129 }, watch)
      ).toBeNull()
    }
  })
})
