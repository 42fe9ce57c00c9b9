import { describe, expect, test } from 'vitest'
import { SharedGains } from '../../../src-renderer/audio/remix-protocol'
import { shareModel } from '../../../src-renderer/audio/shared-model'
import { TransportMemory } from '../../../src-renderer/audio/transport-memory'
import { maskModel } from '../../../shared/dsp/mask'
import { randomFactorization, settingsOf } from './rig'

describe('gains', () => {
  test('cross threads, Rest last', () => {
    const written = SharedGains.create(3)
    const read = new SharedGains(written.memory)
    const out = new Float32Array(8).fill(9)
    expect(read.read(out)).toBe(true)
    expect([...out]).toEqual([1, 1, 1, 1, 9, 9, 9, 9])
    written.write({ gains: Float32Array.of(0, 2, 0.5), rest: 0.25 })
    expect(read.read(out)).toBe(true)
    expect([...out.subarray(0, 4)]).toEqual([0, 2, 0.5, 0.25])
  })

  test('for another number of components are a bug', () => {
    const gains = SharedGains.create(3)
    expect(() => gains.write({ gains: new Float32Array(2), rest: 1 })).toThrow('2 gains')
  })

  test('are not taken while they are being written', () => {
    const gains = SharedGains.create(1)
    Atomics.add(new Int32Array(gains.memory), 0, 1)
    expect(gains.read(new Float32Array(2))).toBe(false)
  })
})

describe('a model', () => {
  const settings = settingsOf({ windowSize: 512, hopSize: 128 })

  test.each(['ratio', 'direct'] as const)('is what masks need, shared (%s)', (mask) => {
    const factorization = randomFactorization(5000, { ...settings, mask, exponent: 1 })
    const { model } = shareModel(factorization, 5000, null)
    expect(model.mask).toEqual(maskModel(factorization))
    expect(model.mask.spectra.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(model.mask.activations.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('takes over gains of as many components, and only those', () => {
    const factorization = randomFactorization(5000, settings)
    const out = new Float32Array(4)
    const gains = { gains: Float32Array.of(1, 0, 0), rest: 0 }
    shareModel(factorization, 5000, gains).sharedGains.read(out)
    expect([...out]).toEqual([1, 0, 0, 0])
    const fewer = { gains: Float32Array.of(0, 0), rest: 0 }
    shareModel(factorization, 5000, fewer).sharedGains.read(out)
    expect([...out]).toEqual([1, 1, 1, 1])
  })

  test('of another recording is a bug', () => {
    const factorization = randomFactorization(5000, settings)
    expect(() => shareModel(factorization, 9000, null)).toThrow('for a recording of')
  })
})

describe('the transport', () => {
  test('tells each side what the other wants', () => {
    const player = new TransportMemory()
    const worklet = new TransportMemory(player.memory)
    expect(worklet.readingChunk).toBe(-1)
    player.play = true
    player.listenToRemix = true
    player.requestSeek(123_456_789)
    expect(worklet).toMatchObject({ play: true, listenToRemix: true, seekCount: 1 })
    expect(worklet.seekTarget).toBe(123_456_789)
    worklet.writeSegment(1, 123_456_789, 2.5, Infinity)
    const segment = { seek: 1, position: 123_456_789, time: 2.5, end: Infinity }
    expect(player.readSegment()).toEqual(segment)
    worklet.readingChunk = 7
    expect(player.readingChunk).toBe(7)
  })
})
