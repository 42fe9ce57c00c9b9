import { describe, expect, test } from 'vitest'
import { errorDb } from '../../../support/compare'
import { noise } from '../../../support/signals'
import {
  FADE,
  isSame,
  peakOf,
  randomFactorization,
  RATE,
  Rig,
  settingsOf
} from '../../../support/playback-rig'

const stft = { windowSize: 4096, hopSize: 1024 }

/**
 * A rig that loops start .. end - 1, from sample `from` on, and plays the recording or its remix at
 * gains 1.
 */
function looping(
  samples: Float32Array,
  loop: { start: number; end: number },
  options: { from?: number; remix?: boolean; grid?: typeof stft } = {}
): Rig {
  const { from = loop.start, remix = false, grid = stft } = options
  const rig = new Rig([samples])
  if (remix) rig.setFactorization(randomFactorization(samples.length, settingsOf(grid)))
  rig.transport.listenToRemix = remix
  rig.transport.writeLoop({ isOn: true, ...loop })
  rig.transport.requestSeek(from)
  rig.transport.play = true
  return rig
}

/** What is heard from the first sample of the file on that was played. */
function heardFrom(rig: Rig, count: number): Float32Array {
  while (rig.transport.readSegment().end !== Infinity) rig.render(128)
  const before = rig.transport.readSegment()
  const rendered = rig.rendered
  const skipped = rendered - Math.round(before.time * RATE)
  const heard = new Float32Array(count)
  heard.set(rig.render(count - skipped)[0]!, skipped)
  return heard
}

/**
 * The loop as it should sound, once it has come round: the range, its end crossed over with what is
 * before it.
 */
function period(samples: Float32Array, start: number, end: number): Float32Array {
  const fade = start === 0 && end === samples.length ? 0 : Math.min(FADE, (end - start) >> 1)
  return Float32Array.from({ length: end - start }, (_, n) => {
    const at = start + n
    const x = (at - (end - fade)) / fade
    if (fade === 0 || x < 0) return samples[at]!
    const share = x * x * (3 - 2 * x)
    const other = samples[at - (end - start)] ?? 0
    return samples[at]! + (other - samples[at]!) * share
  })
}

const loops = [
  { start: 10_000, end: 30_000 },
  { start: 10_007, end: 23_456 },
  { start: 100, end: 20_000 },
  { start: 0, end: 20_000 },
  { start: 30_000, end: 44_100 },
  { start: 0, end: 44_100 },
  { start: 12_345, end: 12_345 + 2_300 }
]

describe('a loop', () => {
  test.each(loops)('of the recording from $start to $end wraps at the very sample', (loop) => {
    const samples = noise(RATE, 1)
    const rig = looping(samples, loop)
    const one = period(samples, loop.start, loop.end)
    const length = loop.end - loop.start
    const heard = heardFrom(rig, 4 * length)
    for (let round = 1; round < 4; round++) {
      const part = heard.subarray(round * length, (round + 1) * length)
      expect(isSame(part, one), `round ${round}`).toBe(true)
    }
    expect(rig.reports).toEqual([])
  })

  test.each(loops)('of the remix from $start to $end does the same', (loop) => {
    const samples = noise(RATE, 2)
    const rig = looping(samples, loop, { remix: true })
    const one = period(samples, loop.start, loop.end)
    const length = loop.end - loop.start
    const heard = heardFrom(rig, 4 * length)
    for (let round = 1; round < 4; round++) {
      const part = heard.subarray(round * length, (round + 1) * length)
      expect(errorDb(one, part), `round ${round}`).toBeLessThan(-120)
    }
  })

  test.each([
    { windowSize: 256, hopSize: 64 },
    { windowSize: 1024, hopSize: 512 },
    { windowSize: 16_384, hopSize: 4096 },
    { windowSize: 16_384, hopSize: 8192 }
  ])('wraps with window $windowSize, hop $hopSize', (grid) => {
    const samples = noise(2 * RATE, 3)
    const loop = { start: 20_001, end: 50_000 }
    const rig = looping(samples, loop, { remix: true, grid })
    const one = period(samples, loop.start, loop.end)
    const heard = heardFrom(rig, 3 * one.length)
    for (const round of [1, 2]) {
      const part = heard.subarray(round * one.length, (round + 1) * one.length)
      expect(errorDb(one, part)).toBeLessThan(-120)
    }
  })

  test('of whole periods of a tone is the tone without an end', () => {
    const samples = Float32Array.from({ length: RATE }, (_, n) => Math.sin((2 * Math.PI * n) / 100))
    for (const remix of [false, true]) {
      const rig = looping(samples, { start: 5000, end: 15_000 }, { remix })
      const heard = heardFrom(rig, 40_000)
      const expected = Float32Array.from({ length: 30_000 }, (_, n) =>
        Math.sin((2 * Math.PI * n) / 100)
      )
      expect(errorDb(expected, heard.subarray(10_000))).toBeLessThan(-110)
    }
  })

  test('of any other range makes no step above those of the signal', () => {
    const samples = Float32Array.from({ length: RATE }, (_, n) => 0.5 * Math.sin(n * 0.02))
    for (const remix of [false, true]) {
      const heard = heardFrom(looping(samples, { start: 5000, end: 15_123 }, { remix }), 50_000)
      const steps = heard.subarray(1000).map((sample, n) => sample - (heard[999 + n] ?? 0))
      expect(peakOf(steps)).toBeLessThan(0.5 * 0.02 + (1.6 * 1) / FADE)
    }
  })

  test('says where it is: a segment for every round', () => {
    const rig = looping(noise(RATE, 4), { start: 10_000, end: 20_000 })
    heardFrom(rig, 10_000)
    const before = rig.transport.readSegment()
    rig.render(10_000)
    const after = rig.transport.readSegment()
    expect(after).toMatchObject({ position: 10_000, loop: 10_000, end: Infinity })
    expect(Math.round((after.time - before.time) * RATE)).toBe(10_000)
  })

  test('is played from before it, and left alone behind it', () => {
    const samples = noise(RATE, 5)
    const before = heardFrom(
      looping(samples, { start: 10_000, end: 20_000 }, { from: 4000 }),
      46_000
    )
    expect(isSame(before.subarray(FADE, 10_000), samples.subarray(4000 + FADE, 14_000))).toBe(true)
    const one = period(samples, 10_000, 20_000)
    expect(isSame(before.subarray(16_000, 26_000), one)).toBe(true)
    const behind = heardFrom(
      looping(samples, { start: 10_000, end: 20_000 }, { from: 21_000 }),
      20_000
    )
    expect(isSame(behind.subarray(FADE), samples.subarray(21_000 + FADE, 41_000))).toBe(true)
  })

  test('that is switched off plays on to the end', () => {
    const samples = noise(RATE, 6)
    const rig = looping(samples, { start: 10_000, end: 20_000 })
    heardFrom(rig, 15_000)
    rig.transport.writeLoop({ isOn: false, start: 10_000, end: 20_000 })
    rig.render(40_000)
    expect(rig.reports).toEqual([{ kind: 'ended', seek: 1 }])
  })

  test.each([false, true])(
    'that moves away from under the playhead takes it along (remix %s)',
    (remix) => {
      const samples = new Float32Array(2 * RATE).fill(0.5)
      const rig = looping(samples, { start: 10_000, end: 60_000 }, { remix })
      heardFrom(rig, 30_000)
      rig.transport.writeLoop({ isOn: true, start: 5000, end: 20_000 })
      const heard = rig.render(10_000)[0]!
      const steps = heard.subarray(1).map((sample, n) => sample - heard[n]!)
      expect(peakOf(steps)).toBeLessThan((0.5 * 1.7) / FADE)
      const { position, time } = rig.transport.readSegment()
      expect(position).toBe(5000)
      expect(rig.rendered - Math.round(time * RATE)).toBeGreaterThan(7000)
    }
  )

  test('whose end is moved close before the playhead goes back behind a fade', () => {
    const samples = new Float32Array(RATE).fill(0.5)
    const rig = looping(samples, { start: 10_000, end: 40_000 }, { remix: true })
    heardFrom(rig, 15_000)
    rig.transport.writeLoop({ isOn: true, start: 10_000, end: 25_100 })
    const heard = rig.render(6000)[0]!
    const steps = heard.subarray(1).map((sample, n) => sample - heard[n]!)
    expect(peakOf(steps)).toBeLessThan((0.5 * 1.7) / FADE)
    expect(rig.transport.readSegment().position).toBe(10_000)
  })

  test('goes on from a seek into it', () => {
    const samples = noise(RATE, 7)
    const rig = looping(samples, { start: 10_000, end: 20_000 })
    heardFrom(rig, 12_000)
    rig.transport.requestSeek(17_000)
    rig.render(2000)
    const { position, time } = rig.transport.readSegment()
    expect(position).toBe(17_000)
    const passed = rig.rendered - Math.round(time * RATE)
    const heard = rig.render(10_000)[0]!
    const one = period(samples, 10_000, 20_000)
    const at = 3000 - passed
    expect(isSame(heard.subarray(at, at + 6000), one.subarray(0, 6000))).toBe(true)
  })

  test('that is too short to be one is played through', () => {
    const samples = noise(RATE, 8)
    const rig = looping(samples, { start: 10_000, end: 10_000 + FADE - 1 })
    const heard = heardFrom(rig, 20_000)
    expect(isSame(heard.subarray(FADE), samples.subarray(10_000 + FADE, 30_000))).toBe(true)
  })

  test('follows another separation without a gap, and takes new gains', () => {
    const samples = noise(RATE, 9)
    const settings = settingsOf(stft)
    const rig = looping(samples, { start: 10_000, end: 20_000 }, { remix: true })
    const one = period(samples, 10_000, 20_000)
    let heard = heardFrom(rig, 10_000)
    for (let seed = 2; seed < 20; seed++) {
      const components = seed % 3 === 0 ? 4 : 3
      rig.setFactorization(randomFactorization(RATE, { ...settings, components }, seed))
      heard = Float32Array.of(...heard, ...rig.render(2500)[0]!)
    }
    for (let at = 10_000; at + 10_000 <= heard.length; at += 10_000) {
      expect(errorDb(one, heard.subarray(at, at + 10_000))).toBeLessThan(-120)
    }
    rig.gains!.write({
      left: new Float32Array(rig.gains!.componentCount),
      right: new Float32Array(rig.gains!.componentCount),
      rest: 0
    })
    rig.render(Math.round(0.2 * RATE))
    expect(peakOf(rig.render(30_000)[0]!)).toBe(0)
  })
})
