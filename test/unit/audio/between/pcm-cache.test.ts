import { describe, expect, test } from 'vitest'
import {
  CHUNK_SIZE,
  createPcmCacheMemory,
  HEAD_SLOT_COUNT,
  PcmCache,
  PcmMemories,
  SLOT_COUNT
} from '../../../../src-renderer/audio/between/pcm-cache'
import { noise } from '../../../support/signals'
import { isSame } from '../../../support/playback-rig'

function filled(channels: readonly Float32Array[]): PcmCache {
  const cache = new PcmCache(
    createPcmCacheMemory({ channelCount: channels.length }, channels[0]!.length)
  )
  for (let chunk = 0; chunk < cache.chunkCount; chunk++) {
    const from = chunk * CHUNK_SIZE
    cache.write(
      chunk,
      channels.map((samples) => samples.subarray(from, from + CHUNK_SIZE))
    )
  }
  return cache
}

const read = (cache: PcmCache, channel: number, from: number, count: number): Float32Array => {
  const out = new Float32Array(count + 4).fill(9)
  cache.read(channel, from, count, out, 2)
  expect([out[0], out[1], out.at(-2), out.at(-1)]).toEqual([9, 9, 9, 9])
  return out.slice(2, -2)
}

describe('reading', () => {
  const channels = [noise(2 * CHUNK_SIZE + 100, 1), noise(2 * CHUNK_SIZE + 100, 2)]
  const length = channels[0]!.length

  test.each([
    [0, 0],
    [0, 1],
    [-5, 3],
    [-5, 5],
    [-5, 20],
    [CHUNK_SIZE - 3, 10],
    [CHUNK_SIZE - 3, 2 * CHUNK_SIZE],
    [length - 10, 10],
    [length - 10, 30],
    [length, 5],
    [length + 7, 5],
    [-10, length + 20]
  ])('from %i, %i samples: the file, and zeros around it', (from, count) => {
    const cache = filled(channels)
    channels.forEach((samples, c) => {
      const expected = Float32Array.from({ length: count }, (_, n) => samples[from + n] ?? 0)
      expect(isSame(expected, read(cache, c, from, count))).toBe(true)
    })
  })

  test('what is missing is zero', () => {
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 1 }, 2 * CHUNK_SIZE))
    cache.write(1, [new Float32Array(CHUNK_SIZE).fill(1)])
    expect(read(cache, 0, CHUNK_SIZE - 2, 4)).toEqual(Float32Array.of(0, 0, 1, 1))
  })
})

describe('having', () => {
  test('asks only for samples that lie in the file', () => {
    const cache = new PcmCache(createPcmCacheMemory({ channelCount: 1 }, CHUNK_SIZE + 10))
    expect(cache.has(-100, 0)).toBe(true)
    expect(cache.has(0, 1)).toBe(false)
    cache.write(0, [new Float32Array(CHUNK_SIZE)])
    expect(cache.has(-100, CHUNK_SIZE)).toBe(true)
    expect(cache.has(CHUNK_SIZE - 1, CHUNK_SIZE + 1)).toBe(false)
    cache.write(1, [new Float32Array(10)])
    expect(cache.has(0, 1e9)).toBe(true)
    expect(cache.has(CHUNK_SIZE + 10, 1e9)).toBe(true)
  })

  test('a chunk takes the place of the one 64 before it', () => {
    const cache = new PcmCache(
      createPcmCacheMemory({ channelCount: 1 }, (SLOT_COUNT + 1) * CHUNK_SIZE)
    )
    cache.write(0, [new Float32Array(CHUNK_SIZE)])
    cache.write(SLOT_COUNT, [new Float32Array(CHUNK_SIZE)])
    expect(cache.has(0, 1)).toBe(false)
    expect(cache.has(SLOT_COUNT * CHUNK_SIZE, (SLOT_COUNT + 1) * CHUNK_SIZE)).toBe(true)
  })
})

test('memory does not grow with the file', () => {
  const hour = createPcmCacheMemory({ channelCount: 2 }, 3600 * 48_000)
  expect(hour.samples.length).toBe((SLOT_COUNT + HEAD_SLOT_COUNT) * 2 * CHUNK_SIZE)
})

describe('memories that are used again', () => {
  test('are empty for who takes them, and at once for who still reads them', () => {
    const memories = new PcmMemories()
    const old = memories.take({ channelCount: 1 }, 2 * CHUNK_SIZE)
    const reader = new PcmCache(old)
    reader.write(0, [noise(CHUNK_SIZE, 1)])
    expect(reader.holds(0)).toBe(true)
    memories.give(old)
    expect(reader.holds(0)).toBe(false)
    const next = memories.take({ channelCount: 2 }, 3 * CHUNK_SIZE)
    expect(next.samples.buffer).toBe(old.samples.buffer)
    expect(new PcmCache(next).holds(0)).toBe(false)
  })

  test('are never two at a time, given back once or twice', () => {
    const memories = new PcmMemories()
    const old = memories.take({ channelCount: 2 }, CHUNK_SIZE)
    memories.give(old)
    memories.give(old)
    const buffers = [1, 2, 3].map(
      () => memories.take({ channelCount: 1 }, 1000 * CHUNK_SIZE).samples.buffer
    )
    expect(new Set(buffers).size).toBe(3)
    expect(buffers).toContain(old.samples.buffer)
  })

  test('hold what the largest recording needs', () => {
    const { samples } = new PcmMemories().take({ channelCount: 2 }, 1000 * CHUNK_SIZE)
    expect(samples.length).toBe((SLOT_COUNT + HEAD_SLOT_COUNT) * 2 * CHUNK_SIZE)
  })
})
