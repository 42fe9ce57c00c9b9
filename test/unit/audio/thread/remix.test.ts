import { describe, expect, test } from 'vitest'
import { createFft, type Fft } from '../../../../shared/dsp/fft'
import { windowSizes } from '../../../../shared/settings'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { errorDb } from '../../../support/compare'
import { noise, plucks } from '../../../support/signals'
import {
  isSame,
  peakOf,
  randomFactorization,
  RATE,
  Rig,
  settingsOf
} from '../../../support/playback-rig'

const grids = windowSizes.flatMap((windowSize) => [
  { windowSize, hopSize: windowSize / 2 },
  { windowSize, hopSize: windowSize / 4 }
])

function remixRig(channels: Float32Array[], ...[stft, more]: Parameters<typeof settingsOf>): Rig {
  const rig = new Rig(channels)
  rig.transport.listenToRemix = true
  rig.setFactorization(randomFactorization(channels[0]!.length, settingsOf(stft, more)))
  return rig
}

describe('with all gains 1 the remix is the file', () => {
  test.each(grids)('window $windowSize, hop $hopSize, stereo', (stft) => {
    const channels = [noise(30_011, 1), noise(30_011, 2)]
    const heard = remixRig(channels, stft).playAll()
    channels.forEach((samples, c) => expect(errorDb(samples, heard[c]!)).toBeLessThan(-120))
  })

  test.each(grids)('window $windowSize, hop $hopSize, mono, direct mask', (stft) => {
    const samples = noise(20_000, 3)
    const [heard] = remixRig([samples], stft, { mask: 'direct' }).playAll()
    expect(errorDb(samples, heard!)).toBeLessThan(-120)
  })

  test.each([1, 2, 127, 128, 129, 4095, 4096, 4097])('%i samples long', (length) => {
    const samples = noise(length, 4)
    const [heard] = remixRig([samples], { windowSize: 4096, hopSize: 1024 }).playAll()
    expect(errorDb(samples, heard!)).toBeLessThan(-120)
  })
})

describe('a stem soloed is the stem exported', () => {
  const cases = grids.flatMap((stft) =>
    (['ratio', 'direct'] as const).map((mask) => ({ ...stft, mask }))
  )
  test.each(cases)('window $windowSize, hop $hopSize, $mask', ({ mask, ...stft }) => {
    const exponent = mask === 'ratio' ? 1 : 2
    const channels = [noise(25_000, 5), noise(25_000, 6)]
    const settings = settingsOf(stft, { mask, exponent })
    const factorization = randomFactorization(25_000, settings)
    const rig = new Rig(channels)
    rig.transport.listenToRemix = true
    rig.setFactorization(factorization)
    rig.setGains([0, 1, 0], 0)
    const heard = rig.playAll()
    const exported = renderStem({ sampleRate: RATE, channels }, factorization, [1])
    exported.forEach((samples, c) => expect(errorDb(samples, heard[c]!)).toBeLessThan(-100))
  })

  test('in mono, from a position in the middle too', () => {
    const channels = [plucks(60_000, [0.01, 0.02, 0.03])]
    const settings = settingsOf({ windowSize: 2048, hopSize: 512 })
    const factorization = randomFactorization(60_000, settings)
    const rig = new Rig(channels)
    rig.transport.listenToRemix = true
    rig.setFactorization(factorization)
    rig.setGains([1, 0, 1], 0)
    rig.transport.requestSeek(20_123)
    rig.transport.play = true
    const [heard] = rig.render(20_000)
    const start = Math.round(rig.transport.readSegment().time * RATE)
    const [exported] = renderStem({ sampleRate: RATE, channels }, factorization, [0, 2])
    const from = 20_123 + 1000
    const part = heard!.subarray(start + 1000, start + 10_000)
    expect(errorDb(exported!.subarray(from, from + 9000), part)).toBeLessThan(-100)
  })
})

describe('the length of a block does not matter', () => {
  test.each(grids)('window $windowSize, hop $hopSize', (stft) => {
    const channels = [noise(20_000, 7), noise(20_000, 8)]
    const play = (blockSize: number): Float32Array[] => {
      const rig = remixRig(channels, stft)
      rig.setGains([0.2, 1, 0.7], 0.5)
      return rig.playAll(blockSize)
    }
    const expected = play(128)
    for (const blockSize of [100, 64, 1024]) {
      const heard = play(blockSize)
      expected.forEach((samples, c) => expect(isSame(samples, heard[c]!)).toBe(true))
    }
  })
})

describe('gains', () => {
  const stft = { windowSize: 4096, hopSize: 1024 }

  test('settle within 120 ms', () => {
    const channels = [noise(RATE, 9)]
    const settings = settingsOf(stft)
    const factorization = randomFactorization(RATE, settings)
    // The worst moment is anywhere within a hop.
    for (const moment of [8192, 8192 + 384, 8192 + 640, 8192 + 896]) {
      const rig = new Rig(channels)
      rig.transport.listenToRemix = true
      rig.setFactorization(factorization)
      rig.transport.play = true
      const before = rig.render(moment)[0]!
      rig.setGains([1, 0, 0], 0)
      const after = rig.render(20_000)[0]!
      const start = Math.round(rig.transport.readSegment().time * RATE)
      expect(before.length - start).toBeGreaterThan(0)
      const settled = Math.round(0.12 * RATE)
      const at = moment - start + settled
      const [exported] = renderStem({ sampleRate: RATE, channels }, factorization, [0])
      const heard = after.subarray(settled, settled + 8000)
      expect(errorDb(exported!.subarray(at, at + 8000), heard)).toBeLessThan(-100)
    }
  })

  test('move without a step above those of the signal', () => {
    const tone = Float32Array.from({ length: RATE }, (_, n) => 0.5 * Math.sin(n * 0.02))
    const rig = remixRig([tone], stft)
    rig.transport.play = true
    const parts: Float32Array[] = []
    for (let i = 0; i < 20; i++) {
      parts.push(rig.render(1900)[0]!)
      const level = i % 2
      rig.setGains([level, level, level], level)
    }
    const heard = parts.flatMap((part) => [...part])
    const steps = Float32Array.from(heard, (sample, n) => sample - (heard[n - 1] ?? 0))
    expect(peakOf(steps)).toBeLessThan(0.5 * 0.02 * 1.1)
  })

  test('of 0 make silence', () => {
    const rig = remixRig([noise(20_000, 11)], stft)
    rig.setGains([0, 0, 0], 0)
    expect(peakOf(rig.playAll()[0]!)).toBe(0)
  })
})

test('a bin that no component explains belongs to Rest', () => {
  const samples = noise(20_000, 12)
  const factorization = randomFactorization(20_000, settingsOf({ windowSize: 1024, hopSize: 256 }))
  factorization.H.fill(0)
  const rig = new Rig([samples])
  rig.transport.listenToRemix = true
  rig.setFactorization(factorization)
  rig.setGains([0, 0, 0], 1)
  expect(errorDb(samples, rig.playAll()[0]!)).toBeLessThan(-120)
})

test('a new factorization of the same grid follows without a gap', () => {
  const samples = noise(60_000, 13)
  const settings = settingsOf({ windowSize: 4096, hopSize: 1024 })
  const rig = new Rig([samples])
  rig.transport.listenToRemix = true
  rig.setFactorization(randomFactorization(60_000, settings, 1))
  rig.transport.play = true
  const parts: Float32Array[] = []
  for (let i = 2; i < 42; i++) {
    parts.push(rig.render(1500)[0]!)
    rig.setFactorization(randomFactorization(60_000, { ...settings, components: i }, i))
  }
  const heard = Float32Array.from(parts.flatMap((part) => [...part]))
  const start = Math.round(rig.transport.readSegment().time * RATE)
  const count = 60_000 - start
  const file = samples.subarray(0, count)
  expect(errorDb(file, heard.subarray(start, start + count))).toBeLessThan(-120)
})

describe('no quantum does more than about one transform of work', () => {
  const large = grids.filter(({ hopSize }) => hopSize >= 256)
  test.each(large)('window $windowSize, hop $hopSize', (stft) => {
    let points = 0
    const counting = (size: number): Fft => {
      const fft = createFft(size)
      const count = (): void => {
        points += size
      }
      return {
        size,
        forward: (input, output) => (count(), fft.forward(input, output)),
        inverse: (input, output) => (count(), fft.inverse(input, output)),
        forwardReal: (input, output) => (count(), fft.forwardReal(input, output))
      }
    }
    const rig = new Rig([noise(50_000, 14)], { createFft: counting })
    rig.transport.listenToRemix = true
    rig.setFactorization(randomFactorization(50_000, settingsOf(stft)))
    rig.transport.play = true
    // Catching up at the start is allowed more, and over before anything sounds.
    while (rig.transport.readSegment().end !== Infinity) rig.render(128)
    rig.render(128)
    let most = 0
    for (let n = 0; n < 40_000; n += 128) {
      points = 0
      rig.render(128)
      most = Math.max(most, points)
    }
    expect(most).toBeGreaterThan(0)
    expect(most).toBeLessThanOrEqual(Math.min(4096, stft.windowSize))
  })
})
