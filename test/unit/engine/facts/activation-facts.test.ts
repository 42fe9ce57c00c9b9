import { expect, test } from 'vitest'
import { findOnsets, readActivations } from '../../../../src-main/engine/facts/activation-facts'

const hopSeconds = 0.02
const times = { hopSeconds, windowSeconds: 0.08 }

/** Power that decays by a factor every frame from each of the starts on. */
function decays(length: number, starts: readonly number[], factor: number): Float64Array {
  const power = new Float64Array(length)
  for (const start of starts) {
    for (let t = start; t < length; t++) power[t]! += factor ** (t - start)
  }
  return power
}

test('onsets are found where they are', () => {
  const starts = [0, 30, 55, 100]
  expect(findOnsets(decays(150, starts, 0.6), hopSeconds)).toEqual(starts)
})

test('onsets do not depend on the level', () => {
  const power = decays(150, [10, 80], 0.8)
  const quiet = power.map((value) => value * 1e-12)
  expect(findOnsets(quiet, hopSeconds)).toEqual(findOnsets(power, hopSeconds))
})

test('a note that begins while another one sounds counts as well', () => {
  const power = decays(150, [10, 20, 40], 0.93)
  power[40]! += 1
  expect(findOnsets(power, hopSeconds)).toContain(10)
  expect(findOnsets(power, hopSeconds)).toContain(20)
})

test('silence and no frames at all have no onsets', () => {
  expect(findOnsets(new Float64Array(50), hopSeconds)).toEqual([])
  expect(readActivations(new Float64Array(0), times)).toEqual({ onsets: 0, percussive: false })
})

test('short peaks are percussive, long ones are not', () => {
  expect(readActivations(decays(200, [5, 50, 120], 0.4), times).percussive).toBe(true)
  expect(readActivations(decays(200, [5, 50, 120], 0.95), times).percussive).toBe(false)
  expect(readActivations(new Float64Array(200).fill(1), times).percussive).toBe(false)
})
