import { describe, expect, test } from 'vitest'
import { findOneShots, type OneShot } from '../../../../src-main/engine/notes/one-shots'
import { playedModel, type Part } from '../../../support/played-model'

const hits = (centerHz: number, notes: Part['notes']): Part => ({
  midiPitch: null,
  centerHz,
  notes
})
const kick = hits(70, [
  [0.5, 0.6, 1],
  [1.5, 1.6, 0.9],
  [2.5, 2.6, 1],
  [4, 4.1, 1]
])
const noise = hits(5000, [
  [1.5, 1.7, 0.5],
  [2.5, 2.7, 1]
])

function shotsOf(parts: readonly Part[], sampleCount = 6 * 44_100): OneShot[] {
  const { factorization, sampleRate } = playedModel(parts)
  return findOneShots(factorization, [0], sampleRate, sampleCount)
}

describe('one-shots', () => {
  const shots = shotsOf([kick, noise])

  test('are one range for each hit, that begins just before it', () => {
    const starts = shots.map(({ startSample }) => startSample / 44_100).sort((a, b) => a - b)
    expect(starts).toHaveLength(4)
    starts.forEach((start, i) => {
      const before = [0.5, 1.5, 2.5, 4][i]! - start
      expect(before).toBeGreaterThan(-0.012)
      expect(before).toBeLessThan(0.04)
    })
  })

  test('are sorted by how much of the sound is theirs, then by level', () => {
    const shares = shots.map(({ isolation }) => isolation)
    expect(shares).toEqual(shares.toSorted((a, b) => b - a))
    expect(shares[0]).toBeGreaterThan(0.99)
    expect(shares[3]).toBeLessThan(0.6)
    expect(shots[3]!.startSample / 44_100).toBeCloseTo(2.5, 1)
  })

  test('lie in the recording, one after the other, with fades that fit', () => {
    const inTime = shots.toSorted((a, b) => a.startSample - b.startSample)
    inTime.forEach(({ startSample, endSample, fadeSamples }, i) => {
      expect(Number.isInteger(startSample) && Number.isInteger(endSample)).toBe(true)
      expect(startSample).toBeGreaterThanOrEqual(inTime[i - 1]?.endSample ?? 0)
      expect(endSample).toBeLessThanOrEqual(6 * 44_100)
      expect(fadeSamples).toBe(88)
      expect(2 * fadeSamples).toBeLessThanOrEqual(endSample - startSample)
    })
  })

  test('end with the recording, and do not begin before it', () => {
    const early = shotsOf(
      [
        hits(70, [
          [0, 0.1, 1],
          [1, 1.1, 1]
        ])
      ],
      44_800
    )
    expect(Math.min(...early.map(({ startSample }) => startSample))).toBe(0)
    expect(Math.max(...early.map(({ endSample }) => endSample))).toBe(44_800)
  })

  test('do not go on for ever', () => {
    const [long] = shotsOf([hits(70, [[0.5, 5.9, 1]])])
    expect(long!.endSample - long!.startSample).toBe(2 * 44_100)
  })

  test('are none in silence', () => {
    expect(shotsOf([hits(70, [])])).toEqual([])
  })
})
