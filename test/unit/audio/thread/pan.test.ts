import { describe, expect, test } from 'vitest'
import { balance } from '../../../../shared/mix'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'
import {
  isSame,
  peakOf,
  randomFactorization,
  RATE,
  Rig,
  settingsOf
} from '../../../support/playback-rig'

const stft = { windowSize: 2048, hopSize: 512 }
const length = 25_000

function remixRig(channels: Float32Array[], mask: 'ratio' | 'direct' = 'ratio'): Rig {
  const rig = new Rig(channels)
  rig.transport.listenToRemix = true
  rig.setFactorization(randomFactorization(length, settingsOf(stft, { mask })))
  return rig
}

const scaled = (samples: Float32Array, gain: number): Float32Array =>
  samples.map((sample) => sample * gain)

describe('gains that differ left and right', () => {
  test.each([
    { mask: 'ratio', sides: 2 },
    { mask: 'ratio', sides: 1 },
    { mask: 'direct', sides: 2 },
    { mask: 'direct', sides: 1 }
  ] as const)('give each side its own mix ($mask, $sides channels)', ({ mask, sides }) => {
    const channels = [noise(length, 1), noise(length, 2)].slice(0, sides)
    const rig = remixRig(channels, mask)
    const left = Float32Array.of(1, 0, 0)
    const right = Float32Array.of(0, 0, 0.5)
    rig.gains!.write({ left, right, rest: 0 })
    const [heardLeft, heardRight] = rig.playAll()
    const factorization = randomFactorization(length, settingsOf(stft, { mask }))
    const pcm = { sampleRate: RATE, channels }
    const first = renderStem(pcm, factorization, [0])
    const third = renderStem(pcm, factorization, [2])
    expect(errorDb(first[0]!, heardLeft!)).toBeLessThan(-100)
    expect(errorDb(scaled(third.at(-1), 0.5), heardRight!)).toBeLessThan(-100)
  })

  test('of one side are silent on the other', () => {
    const rig = remixRig([noise(length, 3), noise(length, 4)])
    rig.gains!.write({ left: new Float32Array(3).fill(1), right: new Float32Array(3), rest: 0 })
    const [left, right] = rig.playAll()
    expect(errorDb(rig.channels[0]!, left!)).toBeLessThan(-120)
    expect(peakOf(right!)).toBeLessThan(1e-12)
  })

  test('of a balance scale the recording by it', () => {
    for (const pan of [-1, -0.3, 0.5]) {
      const [toLeft, toRight] = balance(pan)
      const rig = remixRig([noise(length, 5)])
      const left = new Float32Array(3).fill(toLeft)
      rig.gains!.write({ left, right: new Float32Array(3).fill(toRight), rest: 1 })
      const heard = rig.playAll()
      for (const [side, gain] of [toLeft, toRight].entries()) {
        if (gain === 0) expect(peakOf(heard[side]!)).toBeLessThan(1e-12)
        else expect(errorDb(scaled(rig.channels[0]!, gain), heard[side]!)).toBeLessThan(-120)
      }
    }
  })

  test('settle within 120 ms, without a step above those of the signal', () => {
    const tone = Float32Array.from({ length: RATE }, (_, n) => 0.5 * Math.sin(n * 0.02))
    const rig = new Rig([tone])
    rig.transport.listenToRemix = true
    const grid = { windowSize: 4096, hopSize: 1024 }
    rig.setFactorization(randomFactorization(RATE, settingsOf(grid)))
    rig.transport.play = true
    const ones = new Float32Array(3).fill(1)
    const parts = [rig.render(8192 + 700)[1]!]
    rig.gains!.write({ left: ones, right: new Float32Array(3), rest: 0 })
    parts.push(rig.render(Math.round(0.12 * RATE))[1]!)
    expect(peakOf(rig.render(4000)[1]!)).toBeLessThan(1e-12)
    rig.gains!.write({ left: ones, right: ones, rest: 1 })
    parts.push(rig.render(8000)[1]!)
    for (const part of [...parts]) {
      const steps = part.subarray(1).map((sample, n) => sample - part[n]!)
      expect(peakOf(steps)).toBeLessThan(0.5 * 0.02 * 1.1)
    }
  })
})

test('a recording of one channel is the same left and right, to the bit', () => {
  for (const remix of [false, true]) {
    const rig = remixRig([noise(length, 6)])
    rig.transport.listenToRemix = remix
    rig.setGains([0.3, 1, 2], 1)
    const [left, right] = rig.playAll()
    if (remix) expect(errorDb(left!, right!)).toBeLessThan(-140)
    else expect(isSame(left!, right!)).toBe(true)
  }
})
