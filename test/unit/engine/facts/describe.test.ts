import { describe, expect, test } from 'vitest'
import { frameCount, frameStart, stft } from '../../../../shared/dsp/stft'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import type { Factorization } from '../../../../shared/factorization'
import { defaultSettings } from '../../../../shared/settings'
import { describeComponents } from '../../../../src-main/engine/facts/describe'
import { factorizeRecording } from '../../../support/separate'
import { noise, plucks } from '../../../support/signals'

const sampleRate = 22_050
const settings = { ...defaultSettings(sampleRate), components: 2, iterations: 60 }
const always = (): boolean => true

const describeIn = (channels: Float32Array[], factorization: Factorization) =>
  describeComponents({ sampleRate, channels }, factorization, always)!

/** W from magnitudes of one frame each, H from an envelope each: a model that is known. */
function modelOf(
  sampleCount: number,
  parts: readonly { spectrum: Float32Array; level: (sample: number) => number }[]
): Factorization {
  const T = frameCount(sampleCount, settings)
  const F = settings.windowSize / 2 + 1
  const K = parts.length
  const W = new Float32Array(K * F)
  const H = new Float32Array(T * K)
  parts.forEach(({ spectrum, level }, k) => {
    const sum = spectrum.reduce((a, b) => a + b, 0)
    W.set(
      spectrum.map((value) => value / sum),
      k * F
    )
    for (let t = 0; t < T; t++) {
      const center = frameStart(t, settings) + settings.windowSize / 2
      H[t * K + k] = sum * level(center)
    }
  })
  const shape = { frameCount: T, binCount: F, componentCount: K }
  return {
    settings: { ...settings, components: K },
    ...shape,
    W,
    H,
    meanV: 1,
    peak: 1,
    divergence: []
  }
}

/** Magnitudes of a frame from the middle of a signal. */
function spectrumOf(samples: Float32Array): Float32Array {
  const { data, binCount: F, frameCount: T } = stft(samples, settings)
  const row = (T >> 1) * F
  return Float32Array.from({ length: F }, (_, f) =>
    Math.hypot(data[2 * (row + f)]!, data[2 * (row + f) + 1]!)
  )
}

const tone = (hz: number, length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => 0.4 * Math.sin((2 * Math.PI * hz * n) / sampleRate))

/** A noise burst four times a second. */
function hits(length: number, seed: number): Float32Array {
  const every = sampleRate / 4
  return noise(length, seed).map((value, n) => value * Math.exp(-(n % every) / 300))
}

describe('facts of components', () => {
  test('give each note of two plucked ones its name, loudest first', () => {
    const samples = plucks(
      3 * sampleRate,
      [440, 660, 440, 660].map((hz) => hz / sampleRate)
    )
    const pcm = { sampleRate, channels: [samples] }
    const factorization = factorizeRecording(pcm, settings)!
    const facts = describeComponents(pcm, factorization, always)!
    expect(facts.map(({ name }) => name.slice(0, 2)).sort()).toEqual(['A4', 'E5'])
    expect(facts[0]!.energy).toBeGreaterThanOrEqual(facts[1]!.energy)
    expect(facts.every(({ noisiness }) => noisiness < 0.01)).toBe(true)
  })

  test('are energies that sum to 1 and agree with the rendered stems', () => {
    const length = 2 * sampleRate
    const samples = hits(length, 1).map(
      (value, n) => value + tone(440, 1)[0]! + 0.4 * Math.sin(n / 8)
    )
    const pcm = { sampleRate, channels: [samples] }
    const factorization = factorizeRecording(pcm, settings)!
    const facts = describeComponents(pcm, factorization, always)!
    expect(facts.reduce((sum, { energy }) => sum + energy, 0)).toBeCloseTo(1, 9)
    const rendered = facts.map(({ id }) =>
      renderStem(pcm, factorization, [id])[0]!.reduce((sum, value) => sum + value * value, 0)
    )
    const total = rendered.reduce((a, b) => a + b, 0)
    facts.forEach(({ energy }, i) => expect(energy).toBeCloseTo(rendered[i]! / total, 1))
  })

  test('of a long recording, measured on some frames, agree with those of the whole', () => {
    const length = 60 * sampleRate
    const parts = [
      { spectrum: spectrumOf(tone(440, 8192)), level: () => 1 },
      { spectrum: spectrumOf(noise(8192, 3)), level: (n: number) => (n % 50_000 < 5000 ? 1 : 0.01) }
    ]
    const samples = noise(length, 2).map(
      (v, n) => 0.4 * Math.sin((2 * Math.PI * 440 * n) / sampleRate) + v * parts[1]!.level(n)
    )
    const whole = describeIn([samples], modelOf(length, parts))
    const energyOf = (id: number): number => whole.find((fact) => fact.id === id)!.energy
    // Known: a sine of 0.4 has power 0.08, noise in [-1, 1] has 1/3, a tenth of the time.
    expect(energyOf(0) / energyOf(1)).toBeGreaterThan(0.5 * (0.08 / (0.1 / 3)))
    expect(energyOf(0) / energyOf(1)).toBeLessThan(2 * (0.08 / (0.1 / 3)))
  })

  test('tell hits from held sounds and count them', () => {
    const length = 4 * sampleRate
    const burst = {
      spectrum: spectrumOf(noise(8192, 3)),
      level: (n: number) => Math.exp(-((n + 4 * sampleRate) % (sampleRate / 2)) / 300)
    }
    const held = {
      spectrum: spectrumOf(tone(220, 8192)),
      level: (n: number) => (n > sampleRate ? 1 : 0)
    }
    const samples = noise(length, 5)
    const facts = describeIn([samples], modelOf(length, [burst, held]))
    const [hit, drone] = [0, 1].map((id) => facts.find((fact) => fact.id === id)!)
    expect(hit).toMatchObject({ percussive: true, pitchHz: null })
    expect(hit!.onsets).toBeGreaterThanOrEqual(7)
    expect(hit!.onsets).toBeLessThanOrEqual(9)
    expect(hit!.name).toMatch(/ hit$/)
    expect(drone).toMatchObject({ percussive: false, onsets: 1, name: 'A3' })
    expect(hit!.noisiness).toBeGreaterThan(0.3)
  })

  test('place components between the channels', () => {
    const length = sampleRate
    const [low, high] = [tone(220, length), tone(1760, length)]
    const parts = [220, 1760].map((hz) => ({
      spectrum: spectrumOf(tone(hz, 8192)),
      level: () => 1
    }))
    const model = modelOf(length, parts)
    const mix = (a: number, b: number): Float32Array =>
      low.map((value, n) => a * value + b * high[n]!)
    const facts = describeIn([mix(1, 0.02), mix(0.02, 1)], model)
    const [left, right] = [0, 1].map((id) => facts.find((fact) => fact.id === id)!)
    expect(left!.position).toBeLessThan(-0.9)
    expect(right!.position).toBeGreaterThan(0.9)
    expect([left!.name, right!.name]).toEqual(['A3 left', 'A6 right'])
    for (const { position } of describeIn([mix(1, 1), mix(1, 1)], model)) {
      expect(position).toBeCloseTo(0, 6)
    }
    for (const { position } of describeIn([mix(1, 1)], model)) expect(position).toBe(0)
    const three = [mix(1, 0), mix(0, 1), mix(0, 1)]
    for (const { position, name } of describeIn(three, model)) {
      expect(position).toBe(0)
      expect(name).not.toMatch(/left|right/)
    }
  })

  test('of silence are quiet, and numbers', () => {
    const pcm = { sampleRate, channels: [new Float32Array(9000)] }
    const factorization = factorizeRecording(pcm, settings)!
    const facts = describeComponents(pcm, factorization, always)!
    expect(facts.map(({ name }) => name)).toEqual(['Quiet', 'Quiet 2'])
    for (const { energy, position, noisiness } of facts) {
      expect([energy, position, noisiness].every(Number.isFinite)).toBe(true)
    }
  })

  test('are given up when asked to', () => {
    const samples = noise(sampleRate, 1)
    const part = { spectrum: spectrumOf(samples), level: () => 1 }
    const model = modelOf(samples.length, [part, part])
    expect(describeComponents({ sampleRate, channels: [samples] }, model, () => false)).toBeNull()
  })
})
