import { describe, expect, test, vi } from 'vitest'
import {
  CHUNK_SIZE,
  createPcmCacheMemory,
  HEAD_SLOT_COUNT,
  PcmCache,
  SLOT_COUNT
} from '../../../../src-renderer/audio/between/pcm-cache'
import {
  nextChunk,
  nextHeadChunk,
  PcmFiller
} from '../../../../src-renderer/audio/window/pcm-filler'
import { TransportMemory } from '../../../../src-renderer/audio/between/transport-memory'

const cacheOf = (chunks: number): PcmCache =>
  new PcmCache(createPcmCacheMemory({ channelCount: 1 }, chunks * CHUNK_SIZE))
const chunkOfZeros = [new Float32Array(CHUNK_SIZE)]

/** The order in which chunks are fetched until none is wanted. */
function orderOf(cache: PcmCache, playhead: number, readingChunk = -1): number[] {
  const order: number[] = []
  for (;;) {
    const chunk = nextChunk(cache, playhead, readingChunk)
    if (chunk === null) return order
    order.push(chunk)
    cache.write(chunk, chunkOfZeros)
  }
}

describe('the order of fetching', () => {
  test('begins at the playhead, looks back once, goes on and round a file that fits', () => {
    expect(orderOf(cacheOf(6), 3)).toEqual([3, 2, 4, 5, 0, 1])
    expect(orderOf(cacheOf(1), 0)).toEqual([0])
    expect(orderOf(cacheOf(2), 0)).toEqual([0, 1])
  })

  test('stays within the cache when the file does not fit, and leaves some of the past', () => {
    const cache = cacheOf(300)
    const order = orderOf(cache, 100)
    expect(order).toEqual([100, 99, ...Array.from({ length: SLOT_COUNT - 18 }, (_, i) => 101 + i)])
    expect(orderOf(cache, 101)).toEqual([147])
    expect(cache.has(99 * CHUNK_SIZE, 100 * CHUNK_SIZE)).toBe(true)
  })

  test('does not write over what sounds just now', () => {
    const cache = cacheOf(300)
    orderOf(cache, 10)
    const order = orderOf(cache, 10 + SLOT_COUNT, 10)
    expect(order).not.toContain(9 + SLOT_COUNT)
    expect(order).not.toContain(10 + SLOT_COUNT)
    expect(order).not.toContain(11 + SLOT_COUNT)
    expect(cache.has(9 * CHUNK_SIZE, 12 * CHUNK_SIZE)).toBe(true)
    expect(orderOf(cache, 10 + SLOT_COUNT)).toEqual([74, 73, 75])
  })
})

describe('the head of a loop', () => {
  const loopStart = 20 * CHUNK_SIZE + 100

  test('of a file that fits is no matter', () => {
    expect(nextHeadChunk(cacheOf(30), loopStart)).toBe(null)
    expect(nextHeadChunk(cacheOf(300), null)).toBe(null)
  })

  test('of a long one is what its frames reach back to, and some seconds after it', () => {
    const cache = cacheOf(300)
    const order: number[] = []
    for (;;) {
      const chunk = nextHeadChunk(cache, loopStart)
      if (chunk === null) break
      order.push(chunk)
      expect(cache.writeAtHead(chunk, chunkOfZeros, (held) => held >= 19 && held <= 24)).toBe(true)
    }
    expect(order).toEqual([19, 20, 21, 22, 23, 24])
    expect(cache.has(loopStart - 40_000, loopStart + 4 * CHUNK_SIZE)).toBe(true)
  })

  test('stays at hand while the playhead is elsewhere, and what sounds is not given up for it', async () => {
    const count = 200 * CHUNK_SIZE
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 1 }, count))
    const transport = new TransportMemory()
    const fetchSamples = (_: number, from: number, to: number) =>
      Promise.resolve(Float32Array.from({ length: to - from }, (__, n) => (from + n) / 1e8))
    const source = { channelCount: 1, sampleCount: count, fetchSamples }
    const filler = new PcmFiller(source, cache, transport, () => undefined)
    filler.keepHead(loopStart)
    filler.fillAround(150 * CHUNK_SIZE)
    const isThere = (chunk: number) =>
      cache.has(chunk * CHUNK_SIZE, (chunk + HEAD_SLOT_COUNT) * CHUNK_SIZE)
    await vi.waitFor(() => expect(isThere(19) && isThere(160)).toBe(true))
    const out = new Float32Array(1)
    cache.read(0, loopStart, 1, out, 0)
    expect(out[0]).toBe(Math.fround(loopStart / 1e8))

    transport.readingChunk = 20
    filler.keepHead(100 * CHUNK_SIZE)
    filler.fillAround(150 * CHUNK_SIZE)
    await vi.waitFor(() => expect(cache.holdsAtHead(101)).toBe(true))
    expect(cache.has(19 * CHUNK_SIZE, 22 * CHUNK_SIZE)).toBe(true)
    transport.readingChunk = 150
    filler.fillAround(150 * CHUNK_SIZE)
    await vi.waitFor(() => expect(isThere(99)).toBe(true))
    filler.dispose()
  })
})

describe('filling', () => {
  const sampleCount = 3 * CHUNK_SIZE + 500
  const source = {
    channelCount: 2,
    sampleCount,
    fetchSamples: (channel: number, from: number, to: number) =>
      Promise.resolve(
        Float32Array.from({ length: to - from }, (_, n) => channel + (from + n) / 1e9)
      )
  }

  test('brings the whole of a short file, each channel in its place', async () => {
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 2 }, sampleCount))
    const filler = new PcmFiller(source, cache, new TransportMemory(), () => undefined)
    await filler.fillFirst()
    expect(cache.has(0, CHUNK_SIZE)).toBe(true)
    filler.fillAround(2 * CHUNK_SIZE)
    await vi.waitFor(() => expect(cache.has(0, sampleCount)).toBe(true))
    const out = new Float32Array(1)
    cache.read(1, sampleCount - 1, 1, out, 0)
    expect(out[0]).toBe(Math.fround(1 + (sampleCount - 1) / 1e9))
  })

  test('tells a failure and tries again later', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 2 }, sampleCount))
    const failed = vi.fn()
    const fetchSamples = vi.fn(source.fetchSamples).mockRejectedValueOnce(new Error('gone'))
    const filler = new PcmFiller({ ...source, fetchSamples }, cache, new TransportMemory(), failed)
    filler.fillAround(0)
    await vi.waitFor(() => expect(failed).toHaveBeenCalledOnce())
    filler.fillAround(0)
    expect(fetchSamples).toHaveBeenCalledTimes(2)
    vi.advanceTimersByTime(1001)
    filler.fillAround(0)
    await vi.waitFor(() => expect(cache.has(0, sampleCount)).toBe(true))
    expect(failed).toHaveBeenCalledOnce()
    vi.useRealTimers()
  })

  test('takes a wrong number of samples for a failure', async () => {
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 2 }, sampleCount))
    const short = { ...source, fetchSamples: () => Promise.resolve(new Float32Array(7)) }
    const filler = new PcmFiller(short, cache, new TransportMemory(), () => undefined)
    await expect(filler.fillFirst()).rejects.toThrow('7 samples')
    expect(cache.has(0, 1)).toBe(false)
  })

  test('writes nothing once disposed', async () => {
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 2 }, sampleCount))
    const filler = new PcmFiller(source, cache, new TransportMemory(), () => undefined)
    const first = filler.fillFirst()
    filler.dispose()
    await first
    expect(cache.has(0, 1)).toBe(false)
  })
})
