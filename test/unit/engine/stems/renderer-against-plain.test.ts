import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import { SILENCE_DB } from '../../../../shared/dsp/decibels'
import { istft, stft } from '../../../../shared/dsp/stft'
import type { Factorization } from '../../../../shared/factorization'
import type { KeepGoing } from '../../../../shared/failure'
import * as residual from '../../../../src-main/engine/stems/residual'
import { renderStem, separate } from '../../../../src-main/engine/reference/plain-stems'
import { errorDb, isFiniteEverywhere } from '../../../support/compare'
import { kernelModule } from '../../../support/kernels'
import { noise, randomFactorization } from '../../../support/random-separation'

const carryOn = (): boolean => true
const lengths = [1, 10, 1023, 1024, 4095, 4097]

describe.each([1, 2])('%i channel(s)', (channels) => {
  test.each(lengths)('stems of all components add up to %i samples', (length) => {
    for (const hopSize of [256, 512]) {
      const pcm = noise(length, { channels })
      const factorization = randomFactorization(pcm, 5, { hopSize })
      const stems = [[0, 3], [1], [2, 4]].map((set) => renderStem(pcm, factorization, set))
      pcm.channels.forEach((samples, c) => {
        const sum = samples.map((_, n) => stems.reduce((all, stem) => all + stem[c]![n]!, 0))
        expect(errorDb(samples, sum)).toBeLessThan(-120)
      })
    }
  })

  test('stems rendered together are the stems rendered alone', () => {
    const pcm = noise(5000, { channels })
    const factorization = randomFactorization(pcm, 6)
    const sets = [[0], [1, 2], [3, 4, 5]]
    const together = sets.map(() => pcm.channels.map(() => new Float32Array(5000)))
    separate(
      pcm,
      factorization,
      sets.map((components) => ({ components, gain: 1 })),
      (start, count, blocks) => {
        blocks.forEach((block, s) =>
          block.forEach((samples, c) => together[s]![c]!.set(samples.subarray(0, count), start))
        )
      },
      carryOn
    )
    sets.forEach((set, s) => {
      renderStem(pcm, factorization, set).forEach((alone, c) => {
        expect(errorDb(alone, together[s]![c]!)).toBeLessThan(-140)
      })
    })
  })
})

describe('masks', () => {
  const pcm = noise(6000)
  const { settings, ...rest } = randomFactorization(pcm, 3)

  /** Component 1 by the definition, from whole spectrograms. */
  function byDefinition(mask: 'ratio' | 'direct'): Float32Array {
    const { W, H, binCount: F, frameCount: T } = rest
    const X = stft(pcm.channels[0]!, settings)
    const data = X.data.map((value, i) => {
      const f = Math.floor(i / 2) % F
      const t = Math.floor(i / (2 * F))
      const model = [0, 1, 2].map((k) => H[t * 3 + k]! * W[k * F + f]!)
      const magnitude = Math.hypot(X.data[i & ~1]!, X.data[i | 1]!)
      const total = model.reduce((sum, V) => sum + V * V, 0)
      if (mask === 'ratio') return total === 0 ? 0 : (value * model[1]! ** 2) / total
      return magnitude === 0 ? 0 : (value * model[1]! * rest.peak) / magnitude
    })
    expect(X.frameCount).toBe(T)
    return istft({ ...X, data }, 6000, settings)
  }

  test.each(['ratio', 'direct'] as const)('%s masks are what the theory says', (mask) => {
    const factorization = { ...rest, settings: { ...settings, mask } }
    const [stem] = renderStem(pcm, factorization, [1])
    expect(errorDb(byDefinition(mask), stem!)).toBeLessThan(-110)
  })

  test('a gain scales a stem', () => {
    const factorization = { ...rest, settings }
    const [plain] = renderStem(pcm, factorization, [1])
    const [half] = renderStem(pcm, factorization, [1], 0.5)
    expect(
      errorDb(
        plain!.map((value) => value / 2),
        half!
      )
    ).toBeLessThan(-130)
  })
})

test('both channels of a stereo stem get the mask that a mono stem would', () => {
  const stereo = noise(5000, { channels: 2 })
  const factorization = randomFactorization(stereo, 4)
  const both = renderStem(stereo, factorization, [1, 2])
  stereo.channels.forEach((samples, c) => {
    const [alone] = renderStem({ ...stereo, channels: [samples] }, factorization, [1, 2])
    expect(errorDb(alone!, both[c]!)).toBeLessThan(-130)
  })
})

test.each([1e30, 1e-30])('samples as large as %d stay finite', (peak) => {
  const pcm = noise(5000, { peak })
  const [stem] = renderStem(pcm, randomFactorization(pcm, 2), [0, 1])
  expect(isFiniteEverywhere(stem!)).toBe(true)
  expect(errorDb(pcm.channels[0]!, stem!)).toBeLessThan(-120)
})

test('where no component has power the stems are silent', () => {
  const pcm = noise(5000)
  const factorization = { ...randomFactorization(pcm, 2), H: new Float32Array(1000) }
  expect(renderStem(pcm, factorization, [0, 1])[0]!.every((value) => value === 0)).toBe(true)
})

test('a cancel stops at once', () => {
  const pcm = noise(100_000)
  let blocks = 0
  const isDone = separate(
    pcm,
    randomFactorization(pcm, 2),
    [{ components: [0], gain: 1 }],
    () => blocks++,
    () => false
  )
  expect(isDone).toBe(false)
  expect(blocks).toBeLessThan(2)
})

describe('the residual', () => {
  const measureResidual = (
    recording: Pcm,
    factorization: Factorization,
    keepGoing: KeepGoing
  ): number | null => residual.measureResidual(recording, factorization, kernelModule, keepGoing)
  const pcm = noise(20_000, { channels: 2 })

  test('of ratio masks is -120 dBFS or better', () => {
    expect(measureResidual(pcm, randomFactorization(pcm, 6), carryOn)).toBeLessThan(-120)
  })

  test('of direct masks says that they do not add up', () => {
    const factorization = randomFactorization(pcm, 6, { mask: 'direct' })
    expect(measureResidual(pcm, factorization, carryOn)).toBeGreaterThan(-40)
  })

  test('is that of the stems rendered one by one', () => {
    const factorization = randomFactorization(pcm, 3, { mask: 'direct' })
    const stems = [0, 1, 2].map((k) => renderStem(pcm, factorization, [k]))
    let squares = 0
    pcm.channels.forEach((samples, c) => {
      samples.forEach((value, n) => {
        squares += (value - stems.reduce((sum, stem) => sum + stem[c]![n]!, 0)) ** 2
      })
    })
    const expected = 10 * Math.log10(squares / 40_000)
    expect(measureResidual(pcm, factorization, carryOn)).toBeCloseTo(expected, 3)
  })

  test('of a long recording is measured where it is loudest', () => {
    const long = { sampleRate: 44_100, channels: [new Float32Array(400_000)] }
    long.channels[0]!.set(noise(10_000, { channels: 1 }).channels[0]!, 300_000)
    const direct = randomFactorization(long, 60, { mask: 'direct' })
    expect(measureResidual(long, direct, carryOn)).toBeGreaterThan(-60)
    const ratio = randomFactorization(long, 60)
    expect(measureResidual(long, ratio, carryOn)).toBeLessThan(-120)
  })

  test('of silence is silence, and a cancelled measurement is null', () => {
    const silence = { sampleRate: 44_100, channels: [new Float32Array(5000)] }
    expect(measureResidual(silence, randomFactorization(silence, 2), carryOn)).toBe(SILENCE_DB)
    expect(measureResidual(pcm, randomFactorization(pcm, 2), () => false)).toBeNull()
  })
})
