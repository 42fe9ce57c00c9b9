import { describe, expect, test } from 'vitest'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'
import { randomFactorization, RATE, Rig, settingsOf } from '../../../support/playback-rig'

const length = 8 * RATE

function rigOf(gain: number, samples = noise(length, 1)): Rig {
  const rig = new Rig([samples])
  rig.setFactorization(randomFactorization(length, settingsOf({ windowSize: 1024, hopSize: 256 })))
  rig.transport.listenToRemix = true
  rig.setGains([gain, gain, gain], gain)
  rig.transport.play = true
  return rig
}

const power = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length

describe('at matched level', () => {
  test.each([0.25, 0.7, 2])('a remix with gain %f is as loud as the recording', (gain) => {
    const rig = rigOf(gain)
    rig.transport.matchLevel = true
    rig.render(3 * RATE)
    const heard = rig.render(RATE)[0]!
    const off = 10 * Math.log10(power(heard) / power(rig.channels[0]!))
    expect(Math.abs(off)).toBeLessThan(0.1)
    expect(Math.abs(20 * Math.log10(rig.transport.matchGain * gain))).toBeLessThan(0.1)
  })

  test('a remix with all gains 1 stays the recording', () => {
    const rig = rigOf(1)
    rig.transport.matchLevel = true
    const heard = rig.playAll()[0]!
    expect(errorDb(rig.channels[0]!, heard)).toBeLessThan(-120)
  })

  test('a whisper is raised by 12 dB at most, and silence by nothing', () => {
    const whisper = rigOf(0.01)
    whisper.transport.matchLevel = true
    whisper.render(4 * RATE)
    expect(20 * Math.log10(whisper.transport.matchGain)).toBeCloseTo(12, 1)
    const silence = rigOf(0)
    silence.transport.matchLevel = true
    silence.render(2 * RATE)
    expect(silence.transport.matchGain).toBe(1)
  })

  test('the gain comes and goes smoothly', () => {
    const samples = Float32Array.from({ length }, (_, n) => 0.2 * Math.sin(n * 0.02))
    const rig = rigOf(0.5, samples)
    const parts = [rig.render(RATE)[0]!]
    rig.transport.matchLevel = true
    parts.push(rig.render(2 * RATE)[0]!)
    rig.transport.matchLevel = false
    parts.push(rig.render(4.9 * RATE)[0]!)
    expect(rig.transport.matchGain).toBe(1)
    for (const part of parts) {
      let most = 0
      for (let n = 1; n < part.length; n++) most = Math.max(most, Math.abs(part[n]! - part[n - 1]!))
      expect(most).toBeLessThan(0.2 * 0.02 * 1.05)
    }
  })
})

test('without it the remix is as loud as it is', () => {
  const rig = rigOf(0.5)
  rig.render(2 * RATE)
  const heard = rig.render(RATE)[0]!
  expect(10 * Math.log10(power(heard) / power(rig.channels[0]!))).toBeCloseTo(-6.02, 1)
  expect(rig.transport.matchGain).toBe(1)
})
