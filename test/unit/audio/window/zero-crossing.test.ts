import { describe, expect, test } from 'vitest'
import { zeroCrossingNear } from '../../../../src-renderer/audio/window/zero-crossing'
import { Rig } from '../../../support/playback-rig'

const tone = Float32Array.from({ length: 10_000 }, (_, n) =>
  Math.sin((2 * Math.PI * (n - 7)) / 100)
)
const cacheOf = (...channels: Float32Array[]) => new Rig(channels).cache

describe('the zero crossing near a sample', () => {
  test.each([
    [5000, 5007],
    [5007, 5007],
    [5030, 5007],
    [5035, 5057],
    [0, 7],
    [9999, 9957]
  ])('of %i is %i', (sample, expected) => {
    expect(zeroCrossingNear(cacheOf(tone), sample, 100)).toBe(expected)
  })

  test('is that of all channels together', () => {
    const shifted = tone.map((_, n) => tone[(n + 20) % 10_000]!)
    expect(zeroCrossingNear(cacheOf(tone, shifted), 5000, 40)).toBe(4997)
  })

  test('is none where there is none within reach, or nothing at hand', () => {
    expect(zeroCrossingNear(cacheOf(tone), 5030, 10)).toBe(null)
    expect(zeroCrossingNear(cacheOf(new Float32Array(500).fill(1)), 250, 100)).toBe(null)
    expect(zeroCrossingNear(new Rig([tone], { isEmpty: true }).cache, 5000, 40)).toBe(null)
    expect(zeroCrossingNear(cacheOf(new Float32Array(0)), 0, 40)).toBe(null)
  })

  test('is the sample itself in silence', () => {
    expect(zeroCrossingNear(cacheOf(new Float32Array(500)), 250, 100)).toBe(250)
  })
})
