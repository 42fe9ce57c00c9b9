import { describe, expect, it } from 'vitest'
import { Failure } from '../../../shared/failure'
import {
  checkSettings,
  defaultSettings,
  exponentFor,
  nearestWindowSize,
  windowSizes,
  type SeparationSettings
} from '../../../shared/settings'

const rates = [8000, 11025, 16000, 22050, 32000, 44100, 48000, 88200, 96000, 192000]

describe('defaultSettings', () => {
  it.each(rates)('pass their own check at %i Hz', (rate) => {
    expect(checkSettings(defaultSettings(rate))).toEqual(defaultSettings(rate))
  })

  it('take a window near 93 ms and a quarter of it as hop', () => {
    expect(rates.map((rate) => defaultSettings(rate).windowSize)).toEqual([
      1024, 1024, 2048, 2048, 4096, 4096, 4096, 8192, 8192, 16384
    ])
    expect(defaultSettings(44100).hopSize).toBe(1024)
  })
})

describe('nearestWindowSize', () => {
  it('stays among the sizes that can be chosen', () => {
    for (const rate of [0, 1, 100, ...rates, 1e9]) {
      expect(windowSizes).toContain(nearestWindowSize(rate))
    }
    expect(nearestWindowSize(44100, 0.046)).toBe(2048)
  })
})

describe('exponentFor', () => {
  it('pairs power with Itakura-Saito and magnitude with the rest', () => {
    expect([0, 0.5, 1, 2].map(exponentFor)).toEqual([2, 1, 1, 1])
  })
})

describe('checkSettings', () => {
  const good = defaultSettings(44100)
  const bad: [string, object][] = [
    ['components', { components: 0 }],
    ['components', { components: 129 }],
    ['components', { components: 2.5 }],
    ['components', { components: NaN }],
    ['components', { components: '8' }],
    ['iterations', { iterations: 0 }],
    ['seed', { seed: -1 }],
    ['divergence', { beta: NaN }],
    ['divergence', { beta: 5 }],
    ['divergence', { beta: -2.1 }],
    ['window', { windowSize: 1000 }],
    ['window', { windowSize: 128, hopSize: 32 }],
    ['hop', { hopSize: 512 }],
    ['exponent', { exponent: 3 }],
    ['mask', { mask: 'soft' }],
    ['solver', { solver: 'magic' }],
    ['quality', { quality: 'best' }],
    ['range', { range: { fromSample: 5, toSample: 5 } }],
    ['range', { range: { fromSample: -1, toSample: 5 } }],
    ['range', { range: { fromSample: 0.5, toSample: 5 } }],
    ['range', { range: { fromSample: 0, toSample: Infinity } }]
  ]

  it.each(bad)('refuses %s: %o, naming it', (setting, change) => {
    const settings = { ...good, ...change }
    const check = (): SeparationSettings => checkSettings(settings)
    expect(check).toThrow(Failure)
    expect(check).toThrow(
      expect.objectContaining({
        code: 'settings/invalid',
        details: expect.objectContaining({ setting }) as unknown
      })
    )
  })

  it('accepts the ends of every range', () => {
    for (const change of [{ components: 1 }, { components: 128 }, { beta: -2 }, { beta: 4 }]) {
      expect(checkSettings({ ...good, ...change })).toEqual({ ...good, ...change })
    }
  })
})
