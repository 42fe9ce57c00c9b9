import { describe, expect, test } from 'vitest'
import { StemLevels } from '../../../../src-renderer/audio/window/stem-levels'
import { modelShape, SharedModel } from '../../../../src-renderer/audio/window/shared-model'
import { mixtureModel } from '../../../../shared/dsp/mixture-model'
import type { Factorization } from '../../../../shared/factorization'
import { centerGains, type ComponentGains } from '../../../../shared/mix'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { noise } from '../../../support/signals'
import { randomFactorization, RATE, Rig, settingsOf } from '../../../support/playback-rig'

const stft = { windowSize: 4096, hopSize: 1024 }
const length = 60_000
const ones = centerGains(new Float32Array(3).fill(1), 1)

/** The same activations in every frame. */
function steady(mask: 'ratio' | 'direct'): Factorization {
  const factorization = randomFactorization(length, settingsOf(stft, { mask }))
  const { H } = factorization
  return { ...factorization, H: H.map((_, i) => H[i % 3]!) }
}

function levelsOf(
  channels: Float32Array[],
  mask: 'ratio' | 'direct',
  groups: number[][],
  gains: ComponentGains = ones,
  sample = 30_000
): Float32Array {
  const rig = new Rig(channels)
  const factorization = steady(mask)
  const shape = modelShape(factorization, length)
  const shared = new SharedModel(shape)
  void shared.write(factorization)
  const out = new Float32Array(2 * groups.length)
  const levels = new StemLevels(shape, rig.cache)
  expect(levels.measure(shared.published!, gains, sample, groups, out)).toBe(true)
  return out
}

/**
 * Root mean square under the window of the frame that is nearest to the sample, a full-scale sine
 * as 1.
 */
function windowedLevel(samples: Float32Array, sample: number): number {
  const t = Math.round((sample + 2048 - 1024) / 1024)
  const start = t * 1024 - 3072
  let sum = 0
  for (let n = 0; n < 4096; n++) {
    sum += ((samples[start + n] ?? 0) * Math.sin((Math.PI * (n + 0.5)) / 4096)) ** 2
  }
  return Math.sqrt((4 * sum) / 4096)
}

test('a full-scale sine is 0 dBFS', () => {
  const sine = Float32Array.from({ length }, (_, n) => Math.sin(n * 0.1))
  const [left, right] = levelsOf([sine], 'ratio', [[0, 1, 2]])
  expect(20 * Math.log10(left!)).toBeCloseTo(0, 1)
  expect(right).toBeCloseTo(left!, 6)
})

test.each(['ratio', 'direct'] as const)('all stems together are the recording (%s)', (mask) => {
  const channels = [noise(length, 1), noise(length, 2).map((sample) => sample / 4)]
  const out = levelsOf(channels, mask, [[0, 1, 2]])
  if (mask === 'direct') return expect(out.every((level) => level > 0)).toBe(true)
  channels.forEach((samples, c) => {
    expect(out[c]).toBeCloseTo(windowedLevel(samples, 30_000), 4)
  })
})

describe('a stem', () => {
  test('is as loud as its export', () => {
    const channels = [noise(length, 3), noise(length, 4).map((sample) => sample / 3)]
    const groups = [[0], [1, 2]]
    const out = levelsOf(channels, 'ratio', groups)
    const factorization = steady('ratio')
    groups.forEach((components, i) => {
      const stems = renderStem({ sampleRate: RATE, channels }, factorization, components)
      stems.forEach((samples, c) => {
        const expected = 20 * Math.log10(windowedLevel(samples, 30_000))
        expect(Math.abs(20 * Math.log10(out[2 * i + c]!) - expected)).toBeLessThan(1.5)
      })
    })
  })

  test('of direct masks has the level of its model', () => {
    const [level] = levelsOf([noise(length, 9)], 'direct', [[1]])
    const { spectra, weightsAt, binCount: F } = mixtureModel(steady('direct'))
    const weights = new Float32Array(3)
    weightsAt(0, weights)
    let power = 0
    for (let f = 0; f < F; f++) {
      const amplitude = weights[1]! * spectra[F + f]!
      power += (f === 0 || f === F - 1 ? 1 : 2) * amplitude ** 2
    }
    expect(level! / ((2 * Math.sqrt(power)) / 4096)).toBeCloseTo(1, 4)
  })

  test('has its gains, left and right', () => {
    const channels = [noise(length, 5), noise(length, 6)]
    const plain = levelsOf(channels, 'ratio', [[0], [1, 2]])
    const gains = {
      left: Float32Array.of(0.5, 1, 1),
      right: Float32Array.of(0, 2, 2),
      rest: 1
    }
    const mixed = levelsOf(channels, 'ratio', [[0], [1, 2]], gains)
    const expected = [plain[0]! / 2, 0, plain[2]!, 2 * plain[3]!]
    expected.forEach((level, i) => expect(mixed[i]).toBeCloseTo(level, 6))
  })

  test('is silent in silence, and at both ends of the file there is no trouble', () => {
    const silence = [new Float32Array(length)]
    for (const sample of [0, 30_000, length]) {
      expect([...levelsOf(silence, 'direct', [[0, 1, 2]], ones, sample)]).toEqual([0, 0])
    }
    expect(levelsOf([noise(length, 7)], 'ratio', [[0]], ones, length)[0]).toBeGreaterThan(0)
  })
})

test('nothing is measured where samples are missing', () => {
  const rig = new Rig([noise(length, 8)], { isEmpty: true })
  const factorization = randomFactorization(length, settingsOf(stft))
  const shape = modelShape(factorization, length)
  const shared = new SharedModel(shape)
  void shared.write(factorization)
  const out = new Float32Array(2).fill(7)
  const levels = new StemLevels(shape, rig.cache)
  expect(levels.measure(shared.published!, ones, 30_000, [[0]], out)).toBe(false)
  expect([...out]).toEqual([7, 7])
})
