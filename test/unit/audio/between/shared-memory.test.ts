import { describe, expect, test } from 'vitest'
import { SharedGains, SlotControl } from '../../../../src-renderer/audio/between/remix-protocol'
import { modelShape, SharedModel } from '../../../../src-renderer/audio/window/shared-model'
import {
  LATE_CALLS_KEPT,
  TransportMemory
} from '../../../../src-renderer/audio/between/transport-memory'
import { mixtureModel } from '../../../../shared/dsp/mixture-model'
import { centerGains } from '../../../../shared/mix'
import { randomFactorization, settingsOf } from '../../../support/playback-rig'

describe('gains', () => {
  test('cross threads, left and right, Rest after the left', () => {
    const written = SharedGains.create(3)
    const read = new SharedGains(written.memory)
    const left = new Float32Array(5).fill(9)
    const right = new Float32Array(5).fill(9)
    expect(read.read(left, right)).toBe(true)
    expect([...left, ...right]).toEqual([1, 1, 1, 1, 9, 1, 1, 1, 9, 9])
    const gains = { left: Float32Array.of(0, 2, 0.5), right: Float32Array.of(1, 0, 3) }
    written.write({ ...gains, rest: 0.25 })
    expect(read.read(left, right)).toBe(true)
    expect([...left.subarray(0, 4)]).toEqual([0, 2, 0.5, 0.25])
    expect([...right.subarray(0, 3)]).toEqual([1, 0, 3])
  })

  test('for another number of components are a bug', () => {
    const gains = SharedGains.create(3)
    expect(() => gains.write(centerGains(new Float32Array(2), 1))).toThrow('2 and 2 gains')
  })

  test('are not taken while they are being written', () => {
    const gains = SharedGains.create(1)
    Atomics.add(new Int32Array(gains.memory), 0, 1)
    expect(gains.read(new Float32Array(2), new Float32Array(1))).toBe(false)
  })
})

describe('two slots', () => {
  test('the one that is not published is free, unless a voice still reads it', () => {
    const writer = new SlotControl()
    const reader = new SlotControl(writer.memory)
    expect([writer.published, writer.free]).toEqual([0, 1])
    expect(reader.claim(1)).toBe(0)
    expect(writer.free).toBe(1)
    writer.publish(1)
    expect(writer.free).toBe(null)
    expect(reader.claim(0)).toBe(1)
    expect(writer.free).toBe(null)
    reader.release(1)
    expect(writer.free).toBe(0)
  })
})

describe('a model', () => {
  const settings = settingsOf({ windowSize: 512, hopSize: 128 })

  test.each(['ratio', 'direct'] as const)('is what masks need, shared (%s)', async (mask) => {
    const factorization = randomFactorization(5000, { ...settings, mask, exponent: 1 })
    const shared = new SharedModel(modelShape(factorization, 5000))
    expect(shared.published).toBe(null)
    expect(await shared.write(factorization)).toBe(true)
    const { spectra, activations, raising } = shared.published!
    const expected = mixtureModel(factorization)
    expect(spectra).toEqual(expected.spectra)
    const [power, factor] = raising as unknown as [number, number]
    const weights = new Float32Array(3)
    expected.weightsAt(7, weights)
    expect(activations.map((h) => factor * h ** power).subarray(21, 24)).toEqual(weights)
    expect(spectra.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(activations.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('of a small separation is there at once', () => {
    const factorization = randomFactorization(5000, settings)
    const shared = new SharedModel(modelShape(factorization, 5000))
    void shared.write(factorization)
    expect(shared.published).not.toBe(null)
  })

  test('of an hour is written with pauses, and what overtakes it counts', async () => {
    const seconds = 600
    const long = { ...settingsOf({ windowSize: 1024, hopSize: 256 }), components: 24 }
    const samples = seconds * 44_100
    const first = randomFactorization(samples, long, 1)
    const shared = new SharedModel(modelShape(first, samples))
    let turns = 0
    const ticking = setInterval(() => turns++, 0)
    const overtaken = shared.write(first)
    expect(shared.published).toBe(null)
    const H = first.H.map((h) => 2 * h)
    const isWritten = shared.write({ ...first, H })
    expect(await Promise.all([overtaken, isWritten])).toEqual([false, true])
    clearInterval(ticking)
    expect(turns).toBeGreaterThan(2)
    expect(shared.published!.activations.at(-1)).toBe(H.at(-1))
    expect(shared.published!.activations[0]).toBe(H[0])
  })

  test('waits for a slot that is still read', async () => {
    const factorization = randomFactorization(5000, settings)
    const shared = new SharedModel(modelShape(factorization, 5000))
    await shared.write(factorization)
    const reader = new SlotControl(shared.model.control)
    reader.claim(0)
    const before = shared.published
    await shared.write(factorization)
    expect(shared.published).not.toBe(before)
    const waiting = shared.write(factorization)
    expect(shared.published).not.toBe(before)
    reader.release(0)
    expect(await waiting).toBe(true)
    expect(shared.published).toBe(before)
  })

  test('takes over gains of as many components, and only those', () => {
    const shared = new SharedModel(modelShape(randomFactorization(5000, settings), 5000))
    const left = new Float32Array(4)
    shared.setGains(centerGains(Float32Array.of(1, 0, 0), 0))
    shared.gains.read(left, new Float32Array(4))
    expect([...left]).toEqual([1, 0, 0, 0])
    shared.setGains(centerGains(Float32Array.of(0, 0), 1))
    shared.gains.read(left, new Float32Array(4))
    expect([...left]).toEqual([1, 0, 0, 0])
  })

  test('of another recording is a bug', () => {
    const factorization = randomFactorization(5000, settings)
    expect(() => modelShape(factorization, 9000)).toThrow('for a recording of')
  })

  test('of another shape does not fit', () => {
    const shape = modelShape(randomFactorization(5000, settings), 5000)
    const shared = new SharedModel(shape)
    expect(shared.fits(shape)).toBe(true)
    expect(shared.fits({ ...shape, componentCount: 4 })).toBe(false)
    expect(shared.fits({ ...shape, hopSize: 256 })).toBe(false)
    expect(shared.fits({ ...shape, law: 'direct' })).toBe(false)
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
    worklet.writeSegment(1, 123_456_789, 2.5, Infinity, 0)
    const segment = { seek: 1, position: 123_456_789, time: 2.5, end: Infinity, loop: 0 }
    expect(player.readSegment()).toEqual(segment)
    worklet.readingChunk = 7
    expect(player.readingChunk).toBe(7)
  })

  test('brings the loop over, never half of two', () => {
    const player = new TransportMemory()
    const worklet = new TransportMemory(player.memory)
    const loop = { isOn: false, start: -1, end: -1 }
    player.writeLoop({ isOn: true, start: 5, end: 123_456_789 })
    expect(worklet.readLoop(loop)).toBe(true)
    expect(loop).toEqual({ isOn: true, start: 5, end: 123_456_789 })
  })

  test('tells of the work and of the level', () => {
    const player = new TransportMemory()
    expect(player.matchGain).toBe(1)
    expect(player.figures).toEqual({ calls: 0, late: 0, busyMs: 0, lateCalls: [] })
    const worklet = new TransportMemory(player.memory)
    worklet.writeLateCall(0, 2000, 31, 1)
    worklet.writeFigures(100, 1, 12.5)
    worklet.matchGain = 0.5
    player.matchLevel = true
    const lateCalls = [{ endMs: 2000, gapMs: 31, tookMs: 1 }]
    expect(player.figures).toEqual({ calls: 100, late: 1, busyMs: 12.5, lateCalls })
    expect([player.matchGain, worklet.matchLevel]).toEqual([0.5, true])
  })

  test('remembers the last of many late calls, oldest first', () => {
    const player = new TransportMemory()
    const worklet = new TransportMemory(player.memory)
    const count = LATE_CALLS_KEPT + 5
    for (let i = 0; i < count; i++) worklet.writeLateCall(i, 1000 + i, i, 0)
    worklet.writeFigures(1000, count, 0)
    const { lateCalls } = player.figures
    expect(lateCalls.map(({ gapMs }) => gapMs)).toEqual(
      Array.from({ length: LATE_CALLS_KEPT }, (_, i) => 5 + i)
    )
  })
})
