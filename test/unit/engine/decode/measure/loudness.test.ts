import { describe, expect, test } from 'vitest'
import {
  createLoudnessMeter,
  integratedLoudness
} from '../../../../../src-main/engine/decode/measure/loudness'

function sine(sampleRate: number, seconds: number, amplitude = 1, hz = 997): Float32Array {
  return Float32Array.from(
    { length: Math.round(sampleRate * seconds) },
    (_, n) => amplitude * Math.sin((2 * Math.PI * hz * n) / sampleRate)
  )
}

describe('integrated loudness', () => {
  test.each([22_050, 44_100, 48_000, 96_000, 192_000])(
    'of a full-scale 997 Hz sine in one channel is -3.01 LUFS at %i Hz',
    (sampleRate) => {
      const channels = [sine(sampleRate, 3)]
      expect(integratedLoudness({ sampleRate, channels })).toBeCloseTo(-3.01, 1)
    }
  )

  test('of the same sine in two channels is 3.01 LU higher', () => {
    const tone = sine(48_000, 3)
    const one = integratedLoudness({ sampleRate: 48_000, channels: [tone, tone.map(() => 0)] })!
    const two = integratedLoudness({ sampleRate: 48_000, channels: [tone, tone] })!
    expect(two - one).toBeCloseTo(10 * Math.log10(2), 6)
  })

  test('follows the level decibel by decibel', () => {
    const at = (amplitude: number): number =>
      integratedLoudness({ sampleRate: 44_100, channels: [sine(44_100, 2, amplitude)] })!
    expect(at(1) - at(0.1)).toBeCloseTo(20, 4)
  })

  test('leaves out silence and what is far below the rest', () => {
    const tone = sine(48_000, 10, 0.1)
    const padded = new Float32Array(tone.length * 3)
    padded.set(tone, tone.length)
    padded.set(
      tone.map((value) => value / 30),
      2 * tone.length
    )
    const whole = integratedLoudness({ sampleRate: 48_000, channels: [padded] })!
    const alone = integratedLoudness({ sampleRate: 48_000, channels: [tone] })!
    // Blocks that lie across an edge are louder than the gate and softer than the tone.
    expect(Math.abs(whole - alone)).toBeLessThan(0.2)
  })

  test('of 5.1 leaves low effects out, and counts surrounds 1.5 dB more', () => {
    const sampleRate = 48_000
    const tone = sine(sampleRate, 2, 0.1)
    const alone = (c: number, channelMask: number): number | null => {
      const channels = Array.from({ length: 6 }, (_, i) => (i === c ? tone : tone.map(() => 0)))
      return integratedLoudness({ sampleRate, channels }, channelMask)
    }
    const front = integratedLoudness({ sampleRate, channels: [tone] })!
    const louder = 10 * Math.log10(1.41)
    const expected = [0, 0, 0, null, louder, louder]
    expected.forEach((gain, c) => {
      const loudness = alone(c, 0x3f)
      if (gain === null) expect(loudness).toBeNull()
      else expect(loudness! - front).toBeCloseTo(gain, 9)
      expect(alone(c, 0)! - front).toBeCloseTo(0, 9)
    })
  })

  test('of silence or of less than 400 ms is not there', () => {
    const sampleRate = 48_000
    expect(integratedLoudness({ sampleRate, channels: [new Float32Array(96_000)] })).toBeNull()
    expect(integratedLoudness({ sampleRate, channels: [sine(sampleRate, 0.39)] })).toBeNull()
    expect(integratedLoudness({ sampleRate, channels: [new Float32Array(0)] })).toBeNull()
  })

  test('does not depend on how the sound is cut into blocks', () => {
    const tone = sine(44_100, 2, 0.5)
    const meter = createLoudnessMeter(44_100, { channelCount: 1 })
    for (let from = 0; from < tone.length; from += 777) {
      meter.add([tone], from, Math.min(tone.length, from + 777))
    }
    expect(meter.integrated()).toBeCloseTo(
      integratedLoudness({ sampleRate: 44_100, channels: [tone] })!,
      9
    )
  })
})
