import { describe, expect, test } from 'vitest'
import { CHUNK_SIZE, SLOT_COUNT } from '../../../../src-renderer/audio/between/pcm-cache'
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
const ramp = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, n) => (n + 1) / (length + 1))
const constant = (length: number): Float32Array => new Float32Array(length).fill(0.5)

function largestStep(samples: Float32Array): number {
  return peakOf(samples.map((sample, n) => sample - (samples[n - 1] ?? sample)))
}

function playingRemix(samples: Float32Array, gain = 1): Rig {
  const rig = new Rig([samples])
  rig.setFactorization(randomFactorization(samples.length, settingsOf(stft)))
  rig.setGains([gain, gain, gain], gain)
  rig.transport.play = true
  return rig
}

describe('the original', () => {
  test('is the file, bit for bit, from its first sample to its last', () => {
    const channels = [noise(10_001, 1), noise(10_001, 2)]
    const heard = new Rig(channels).playAll()
    channels.forEach((samples, c) => expect(isSame(samples, heard[c]!)).toBe(true))
  })

  test('is heard for a remix where there is no separation', () => {
    const samples = noise(10_001, 1)
    const rig = new Rig([samples])
    rig.transport.listenToRemix = true
    expect(isSame(samples, rig.playAll()[0]!)).toBe(true)
  })

  test('is silent before play', () => {
    const rig = new Rig([constant(10_000)])
    expect(peakOf(rig.render(1000)[0]!)).toBe(0)
    expect(rig.transport.readingChunk).toBe(-1)
  })
})

describe('play and pause', () => {
  test('fade within 20 ms, without a step', () => {
    const rig = new Rig([constant(RATE)])
    rig.transport.requestSeek(1000)
    rig.transport.play = true
    const up = rig.render(2000)[0]!
    rig.transport.play = false
    const down = rig.render(2000)[0]!
    const heard = Float32Array.of(...up, ...down)
    expect(largestStep(heard)).toBeLessThan((0.5 * 1.6) / FADE)
    expect(up[0]).toBe(0)
    expect(up[FADE]).toBe(0.5)
    expect(down[FADE]).toBe(0)
  })

  test('go on at the very sample where they stopped', () => {
    const samples = ramp(RATE)
    const rig = new Rig([samples])
    rig.transport.play = true
    rig.render(3000)
    rig.transport.play = false
    rig.render(3000)
    const stopped = rig.transport.readSegment().end
    expect(stopped).toBe(3000 + FADE)
    rig.transport.play = true
    const heard = rig.render(3000)[0]!
    expect(heard[2000]).toBe(samples[stopped + 2000])
  })

  test('change their mind within a fade without a gap', () => {
    const rig = new Rig([constant(RATE)])
    rig.transport.play = true
    rig.render(3000)
    rig.transport.play = false
    rig.render(256)
    rig.transport.play = true
    const heard = rig.render(2000)[0]!
    expect(heard[FADE]).toBe(0.5)
    expect(rig.transport.readSegment()).toMatchObject({ position: 0, end: Infinity })
  })

  test('take the gains of now, not of before the pause', () => {
    const rig = playingRemix(constant(RATE))
    rig.transport.listenToRemix = true
    rig.render(8000)
    rig.transport.play = false
    rig.render(2000)
    rig.setGains([0, 0, 0], 0)
    rig.transport.play = true
    expect(peakOf(rig.render(8000)[0]!)).toBe(0)
  })
})

describe('a seek', () => {
  test.each([0, 1, 999, 12_345, 43_000])('lands on sample %i exactly', (target) => {
    const samples = ramp(RATE)
    const rig = playingRemix(samples)
    rig.transport.listenToRemix = true
    rig.render(5000)
    rig.transport.requestSeek(target)
    const heard = rig.render(4000)[0]!
    const { position, time, seek } = rig.transport.readSegment()
    expect({ position, seek }).toEqual({ position: target, seek: 1 })
    const start = Math.round(time * RATE) - 5000
    const count = Math.min(1000, RATE - target - FADE)
    const from = start + FADE
    const expected = samples.subarray(target + FADE, target + FADE + count)
    expect(errorDb(expected, heard.subarray(from, from + count))).toBeLessThan(-120)
  })

  test('takes at most 40 ms until the new place begins', () => {
    const rig = playingRemix(constant(RATE))
    rig.transport.listenToRemix = true
    rig.render(5000)
    rig.transport.requestSeek(20_000)
    rig.render(4000)
    const begun = rig.transport.readSegment().time * RATE
    expect(begun - 5000).toBeLessThan(0.04 * RATE)
  })

  test('makes no step', () => {
    const rig = new Rig([constant(RATE)])
    rig.transport.play = true
    rig.render(5000)
    rig.transport.requestSeek(20_000)
    expect(largestStep(rig.render(5000)[0]!)).toBeLessThan((0.5 * 1.6) / FADE)
  })

  test('goes to the last of several', () => {
    const rig = new Rig([ramp(RATE)])
    for (const target of [100, 200, 300]) rig.transport.requestSeek(target)
    rig.render(128)
    expect(rig.transport.readSegment()).toMatchObject({ seek: 3, position: 300, end: 300 })
  })

  test('beyond the file goes to its end', () => {
    const rig = new Rig([ramp(1000)])
    rig.transport.requestSeek(5000)
    rig.transport.play = true
    expect(peakOf(rig.render(500)[0]!)).toBe(0)
    expect(rig.reports).toEqual([{ kind: 'ended', seek: 1 }])
  })
})

describe('the end of the file', () => {
  test('is told once, and a seek plays again', () => {
    const samples = ramp(2000)
    const rig = new Rig([samples])
    expect(isSame(samples, rig.playAll()[0]!)).toBe(true)
    expect(rig.reports).toEqual([{ kind: 'ended', seek: 0 }])
    expect(rig.transport.readSegment().end).toBe(2000)
    rig.transport.requestSeek(0)
    expect(isSame(samples, rig.render(2000)[0]!)).toBe(true)
  })

  test('of an empty file comes at once', () => {
    const rig = new Rig([new Float32Array(0)])
    rig.transport.play = true
    rig.render(256)
    expect(rig.reports).toEqual([{ kind: 'ended', seek: 0 }])
  })
})

describe('original and remix', () => {
  test('change over without a sound when all gains are 1', () => {
    const samples = noise(RATE, 3)
    const rig = playingRemix(samples)
    const parts: Float32Array[] = []
    for (let i = 0; i < 20; i++) {
      rig.transport.listenToRemix = i % 2 === 1
      parts.push(rig.render(1500)[0]!)
    }
    const heard = Float32Array.from(parts.flatMap((part) => [...part]))
    expect(errorDb(samples.subarray(0, heard.length), heard)).toBeLessThan(-120)
  })

  test('change over within 20 ms', () => {
    const rig = playingRemix(constant(RATE), 0)
    rig.render(8000)
    rig.transport.listenToRemix = true
    const heard = rig.render(2000)[0]!
    expect(heard[0]).toBe(0.5)
    expect(Math.abs(heard[FADE]!)).toBe(0)
    expect(largestStep(heard)).toBeLessThan((0.5 * 1.6) / FADE)
  })

  test('a separation that comes while the original plays is heard as soon as it is ready', () => {
    const rig = new Rig([constant(RATE)])
    rig.transport.play = true
    rig.render(5000)
    rig.setFactorization(randomFactorization(RATE, settingsOf(stft)))
    rig.setGains([0, 0, 0], 0)
    rig.transport.listenToRemix = true
    const heard = rig.render(4000)[0]!
    expect(heard[0]).toBe(0.5)
    expect(Math.abs(heard.at(-1))).toBe(0)
    expect(largestStep(heard)).toBeLessThan((0.5 * 1.6) / FADE)
    expect(rig.transport.readSegment().position).toBe(0)
  })

  test('the original goes on until the remix is ready', () => {
    const samples = noise(RATE, 7)
    const rig = new Rig([samples])
    rig.transport.play = true
    rig.transport.listenToRemix = true
    const before = rig.render(5000)[0]!
    rig.setFactorization(randomFactorization(RATE, settingsOf(stft)))
    const heard = Float32Array.of(...before, ...rig.render(8000)[0]!)
    expect(errorDb(samples.subarray(0, 13_000), heard)).toBeLessThan(-120)
  })

  test('a separation of another window takes over behind a fade', () => {
    const samples = noise(2 * RATE, 4)
    const rig = playingRemix(samples)
    rig.transport.listenToRemix = true
    rig.render(8000)
    const settings = settingsOf({ windowSize: 1024, hopSize: 512 })
    rig.setFactorization(randomFactorization(2 * RATE, settings))
    rig.render(4000)
    const { position, time } = rig.transport.readSegment()
    expect(position).toBe(8000 - startOfPlay(rig) + FADE)
    const at = position + 12_000 - Math.round(time * RATE)
    const heard = rig.render(5000)[0]!
    expect(errorDb(samples.subarray(at, at + 5000), heard)).toBeLessThan(-120)
  })

  test('without a separation any more it is the original again, without a step', () => {
    const rig = playingRemix(constant(RATE), 0)
    rig.transport.listenToRemix = true
    rig.render(8000)
    rig.playback.setModel(null)
    const heard = rig.render(2000)[0]!
    expect(heard[FADE]).toBe(0.5)
    expect(largestStep(heard)).toBeLessThan((0.5 * 1.6) / FADE)
  })
})

/** Samples of preparation before the first sound of a fresh `playingRemix` of this grid. */
function startOfPlay(like: Rig): number {
  const rig = playingRemix(like.channels[0]!)
  rig.transport.listenToRemix = true
  rig.render(8000)
  return Math.round(rig.transport.readSegment().time * RATE)
}

describe('missing samples', () => {
  test('are silence, told as buffering, and playing begins when they are there', () => {
    const samples = noise(CHUNK_SIZE * 2, 5)
    const rig = new Rig([samples], { isEmpty: true })
    rig.transport.play = true
    expect(peakOf(rig.render(5000)[0]!)).toBe(0)
    expect(rig.reports).toEqual([{ kind: 'buffering', seek: 0 }])
    rig.fill(0)
    expect(isSame(samples.slice(0, 5000), rig.render(5000)[0]!)).toBe(true)
    expect(rig.reports).toEqual([
      { kind: 'buffering', seek: 0 },
      { kind: 'flowing', seek: 0 }
    ])
  })

  test.each([false, true])('ahead fade out in time and in again (remix %s)', (remix) => {
    const samples = constant(CHUNK_SIZE * 2)
    const rig = new Rig([samples], { isEmpty: true })
    rig.fill(0)
    rig.setFactorization(randomFactorization(samples.length, settingsOf(stft)))
    rig.transport.listenToRemix = remix
    rig.transport.play = true
    const before = rig.render(CHUNK_SIZE + 10_000)[0]!
    expect(peakOf(before.subarray(-5000))).toBe(0)
    rig.fill(1)
    const after = rig.render(10_000)[0]!
    const heard = Float32Array.of(...before, ...after)
    // Playing begins at sample 0, where the file itself steps.
    const start = heard.findIndex((sample) => sample !== 0)
    expect(largestStep(heard.subarray(start))).toBeLessThan((0.5 * 1.6) / FADE)
    expect(after.at(-1)).toBeCloseTo(0.5, 5)
  })

  test('in a file longer than the cache do not disturb where it plays', () => {
    const length = (SLOT_COUNT + 4) * CHUNK_SIZE
    const samples = new Float32Array(length)
    const from = (SLOT_COUNT + 2) * CHUNK_SIZE
    const tail = noise(20_000, 6)
    samples.set(tail, from)
    const rig = new Rig([samples])
    rig.transport.requestSeek(from)
    rig.transport.play = true
    const heard = rig.render(10_000)[0]!
    expect(isSame(tail.subarray(FADE, 10_000), heard.subarray(FADE))).toBe(true)
  })
})

test('closing fades out, tells it and ends', () => {
  const rig = new Rig([constant(RATE)])
  rig.transport.play = true
  rig.render(5000)
  rig.playback.close()
  const heard = rig.render(2000)[0]!
  expect(largestStep(heard)).toBeLessThan((0.5 * 1.6) / FADE)
  expect(rig.reports).toEqual([{ kind: 'closed', seek: 0 }])
  expect(rig.playback.render([new Float32Array(128)], 128, 0)).toBe(false)
})

test('peaks are of what is heard, and reading takes them', () => {
  const rig = new Rig([constant(RATE), ramp(RATE)])
  rig.transport.play = true
  rig.render(5000)
  expect(rig.transport.takePeak(0)).toBe(0.5)
  expect(rig.transport.takePeak(1)).toBeCloseTo(5000 / RATE, 3)
  expect(rig.transport.takePeak(0)).toBe(0)
})
