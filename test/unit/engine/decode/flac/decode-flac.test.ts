/** FLAC as encoders, editors and broken disks have made it: places, sizes and lengths. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DecodedAudio } from '../../../../../src-main/engine/decode/decoded-audio'
import { byteDecoder, fixtureBytes, remarkKinds } from '../../../../support/decoding'
import {
  flacFrame,
  flacFrames,
  flacHead,
  type Numbering,
  type StreamInfoSpec
} from '../../../../support/flac-bytes'
import { oggPages, sealPage } from '../../../../support/ogg-bytes'

const decode = byteDecoder()
const RATE = 8000
const numberings: readonly Numbering[] = ['frames', 'samples', 'samples-unmarked']

/** Steps that tell their place. */
const sound = (count: number): number[] => Array.from({ length: count }, (_, n) => 1 + (n % 30_000))
const stepsOf = ({ pcm }: DecodedAudio): number[] =>
  Array.from(pcm.channels[0]!, (value) => value * 2 ** 15)
const whole = (info: StreamInfoSpec, frames: readonly Buffer[]): Buffer =>
  Buffer.concat([flacHead(info), ...frames])
const sum = (sizes: readonly number[]): number => sizes.reduce((all, size) => all + size, 0)

/** Breaks the last byte of a frame, which is of its checksum. */
function broken(frame: Buffer): Buffer {
  const copy = Buffer.from(frame)
  copy[copy.length - 1]! ^= 0x55
  return copy
}

const sizesOf = (numbering: Numbering): fc.Arbitrary<number[]> =>
  numbering === 'frames'
    ? fc
        .tuple(fc.integer({ min: 16, max: 900 }), fc.integer({ min: 4, max: 12 }))
        .map(([size, count]) => [...new Array<number>(count).fill(size), 16 + (size % 7)])
    : fc.array(fc.integer({ min: 16, max: 900 }), { minLength: 5, maxLength: 12 })

describe.each(numberings)('numbered by %s', (numbering) => {
  const info = (sizes: readonly number[]): StreamInfoSpec => ({
    minBlockSize: Math.min(...sizes.slice(0, -1)),
    maxBlockSize: Math.max(...sizes),
    sampleCount: sum(sizes)
  })

  test('all samples come in order', async () => {
    await fc.assert(
      fc.asyncProperty(sizesOf(numbering), async (sizes) => {
        const samples = sound(sum(sizes))
        const decoded = await decode(whole(info(sizes), flacFrames(samples, sizes, numbering)))
        expect(stepsOf(decoded)).toEqual(samples)
        expect(remarkKinds(decoded).filter((kind) => kind !== 'very-short')).toEqual([])
      }),
      { numRuns: 25, seed: 1 }
    )
  })

  test('a broken block is silence of its own length, whichever it is, and the rest in place', async () => {
    await fc.assert(
      fc.asyncProperty(sizesOf(numbering), fc.nat(), async (sizes, pick) => {
        // Of the last ones nothing behind them tells how long they were.
        const lost = pick % (sizes.length - 2)
        const samples = sound(sum(sizes))
        const frames = flacFrames(samples, sizes, numbering)
        frames[lost] = broken(frames[lost]!)
        const decoded = await decode(whole(info(sizes), frames))
        const from = sum(sizes.slice(0, lost))
        samples.fill(0, from, from + sizes[lost]!)
        expect(stepsOf(decoded)).toEqual(samples)
        expect(decoded.summary.remarks).toContainEqual({ kind: 'damaged', places: 1 })
      }),
      { numRuns: 25, seed: 2 }
    )
  })
})

test('500 s of old-style variable blocks are all there', async () => {
  const sizes = Array.from({ length: 900 }, (_, i) => (i < 2 ? 400 : 4000 + (i % 9) * 128))
  const frames = sizes.map((size, i) =>
    flacFrame({ samples: new Array<number>(size).fill(1 + i), number: sum(sizes.slice(0, i)) })
  )
  const sampleCount = sum(sizes)
  const info = { minBlockSize: 400, maxBlockSize: 5024, sampleCount }
  const decoded = await decode(whole(info, frames))
  expect(decoded.summary).toMatchObject({ sampleCount, remarks: [] })
  expect(stepsOf(decoded).includes(0)).toBe(false)
})

test('numbers that jump without any damage move nothing', async () => {
  const parts = sound(4000)
  const frames = [0, 1, 2, 60, 61, 7, 8, 9].map((number, i) =>
    flacFrame({ samples: parts.slice(500 * i, 500 * i + 500), number })
  )
  const decoded = await decode(whole({ maxBlockSize: 500, sampleCount: 4000 }, frames))
  expect(stepsOf(decoded)).toEqual(parts)
  expect(decoded.summary.remarks).toEqual([])
})

test('a stream that was cut out of a longer one begins with its own first sound', async () => {
  const samples = sound(2000)
  const frames = [0, 1, 2, 3].map((i) =>
    flacFrame({ samples: samples.slice(500 * i, 500 * i + 500), number: 90_000 + i })
  )
  const torn = frames[0]!.subarray(300)
  const decoded = await decode(whole({ maxBlockSize: 500 }, [torn, ...frames]))
  expect(stepsOf(decoded)).toEqual(samples)
})

describe('files of FLAC put one behind the other', () => {
  const samples = sound(3000)
  const file = (sampleCount: number): Buffer =>
    whole({ sampleCount }, flacFrames(samples, [1000, 1000, 1000], 'frames'))

  test.each([3000, 0])('are one recording when their heads say %i samples', async (count) => {
    const decoded = await decode(Buffer.concat([file(count), file(count), file(count)]))
    expect(stepsOf(decoded)).toEqual([...samples, ...samples, ...samples])
    expect(decoded.summary.remarks).toEqual([])
  })

  test('are read up to one of another kind, and that is said', async () => {
    const other = Buffer.concat([file(3000), fixtureBytes('sound.flac')])
    const decoded = await decode(other)
    expect(stepsOf(decoded)).toEqual(samples)
    expect(remarkKinds(decoded)).toContain('damaged')
  })
})

describe('what STREAMINFO says is a claim', () => {
  test.each([0, 1, 4095, 65_535])('a block size of %i', async (maxBlockSize) => {
    const samples = sound(4096 * 3)
    const frames = flacFrames(samples, [4096, 4096, 4096], 'frames')
    const info = { minBlockSize: 0, maxBlockSize, sampleCount: samples.length }
    const decoded = await decode(whole(info, frames))
    expect(stepsOf(decoded)).toEqual(samples)
    expect(decoded.summary.remarks).toEqual([])
  })

  test.each([1, 4096, 5000, 10_000])(
    'a length of %i in place of 10,240 cuts nothing off, and is remarked upon',
    async (sampleCount) => {
      const samples = sound(10_240)
      const frames = flacFrames(samples, [4096, 4096, 2048], 'frames')
      const decoded = await decode(
        whole({ sampleCount }, [...frames, Buffer.from('TAG, and more')])
      )
      expect(stepsOf(decoded)).toEqual(samples)
      expect(decoded.summary.remarks).toEqual([
        { kind: 'understated', statedFrames: sampleCount, frames: 10_240 }
      ])
    }
  )

  test('400 million samples in 67 bytes are the two blocks that are there', async () => {
    const silent = new Array<number>(4096).fill(0)
    const frames = [0, 97_000].map((number) => flacFrame({ samples: silent, number }))
    for (const between of ['', 'x']) {
      const parts = [frames[0]!, Buffer.from(between), frames[1]!]
      const decoded = await decode(whole({ sampleCount: 400_000_000 }, parts))
      expect(decoded.summary.sampleCount).toBeLessThanOrEqual(8192)
      expect(remarkKinds(decoded)).toContain('truncated')
    }
  })
})

test('half a minute that cannot be read is silent, and what follows stays in place', async () => {
  const sizes = new Array<number>(120).fill(4096)
  const samples = sound(sum(sizes))
  const frames = flacFrames(samples, sizes, 'frames')
  const damaged = frames.map((frame, i) => (i > 40 && i < 100 ? Buffer.alloc(frame.length) : frame))
  for (const kept of [damaged, damaged.slice(41)]) {
    const decoded = await decode(whole({ sampleCount: samples.length }, kept))
    expect(59 * 4096).toBeGreaterThan(25 * RATE)
    expect(stepsOf(decoded).slice(-20 * 4096)).toEqual(samples.slice(-20 * 4096))
    expect(decoded.summary.sampleCount).toBe(samples.length)
  }
})

test('blocks of 65,535 samples in eight bytes each are searched through at a bounded cost', async () => {
  // Right heads of long blocks; the checksum behind them is wrong.
  const body = flacFrame({ samples: new Array<number>(65_535).fill(7), number: 0 })
  const falseFrames = Buffer.alloc(4 * 2 ** 20, broken(body))
  const frames = flacFrames(sound(8192), [4096, 4096], 'frames')
  const decoded = await decode(whole({}, [...frames, falseFrames]))
  expect(stepsOf(decoded)).toEqual(sound(8192))
  expect(remarkKinds(decoded)).toContain('damaged')
})

test('heads of long blocks inside each other end as damage, not in hours', async () => {
  const head = flacFrame({ samples: sound(65_535), number: 0 }).subarray(0, 8)
  // A prediction by 32 samples, with residuals of one bit each: all ones.
  const falseFrame = Buffer.concat([head, Buffer.from([0x7e]), Buffer.alloc(7, 0xff)])
  const frames = flacFrames(sound(8192), [4096, 4096], 'frames')
  const decoded = await decode(whole({}, [...frames, Buffer.alloc(2 ** 20, falseFrame)]))
  expect(stepsOf(decoded).slice(0, 8192)).toEqual(sound(8192))
  expect(remarkKinds(decoded)).toContain('damaged')
})

/** FLAC in Ogg: a page for each frame, in blocks of 1152. */
function flacInOgg(frames: readonly Uint8Array[]): Buffer {
  const stream = flacHead({ maxBlockSize: 0 })
  const first = Buffer.concat([Buffer.from('\x7fFLAC\x01\0\0\x01', 'latin1'), stream])
  const comment = Buffer.from([0x84, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0])
  const sounding = frames.filter((frame) => frame.length > 0).length
  const packets = [first, comment, ...frames]
  const pages = packets.map((packet, i) => {
    const segments = [...new Array<number>(Math.floor(packet.length / 255)).fill(255)]
    const table = Buffer.from([...segments, packet.length % 255])
    const head = Buffer.alloc(27)
    head.write('OggS', 'latin1')
    head[5] = i === 0 ? 2 : i === packets.length - 1 ? 4 : 0
    head.writeBigUInt64LE(BigInt(Math.min(sounding, Math.max(0, i - 1)) * 1152), 6)
    head.writeUInt32LE(i, 18)
    head[26] = table.length
    return sealPage(Buffer.concat([head, table, packet]))
  })
  expect(oggPages(Buffer.concat(pages))).toHaveLength(packets.length)
  return Buffer.concat(pages)
}

test('a broken packet of FLAC in Ogg is silence of its own length', async () => {
  const sizes = [1152, 1152, 1152, 1152]
  const samples = sound(sum(sizes))
  const frames = flacFrames(samples, sizes, 'frames')
  frames[1] = broken(frames[1]!)
  const decoded = await decode(flacInOgg(frames))
  samples.fill(0, 1152, 2304)
  expect(stepsOf(decoded)).toEqual(samples)
  expect(decoded.summary.remarks).toEqual([{ kind: 'damaged', places: 1 }])
})

test('an empty packet, with which some programs end FLAC in Ogg, is no damage', async () => {
  const sizes = [1152, 1152]
  const samples = sound(sum(sizes))
  const decoded = await decode(
    flacInOgg([...flacFrames(samples, sizes, 'frames'), Buffer.alloc(0)])
  )
  expect(stepsOf(decoded)).toEqual(samples)
  expect(decoded.summary.remarks).toEqual([])
})

test('tags in front of FLAC name it where it has none of its own', async () => {
  const id3 = Buffer.concat([
    Buffer.from('ID3\x03\0\0\0\0\0\x10', 'latin1'),
    Buffer.from('TIT2\0\0\0\x06\0\0\0Dawn.', 'latin1')
  ])
  const frames = flacFrames(sound(4096), [4096], 'frames')
  const decoded = await decode(Buffer.concat([id3, id3, whole({}, frames)]))
  expect(decoded.summary.tags.title).toBe('Dawn.')
  expect((await decode(Buffer.concat([id3, fixtureBytes('sound.flac')]))).summary.tags.title).toBe(
    'Blue Hour'
  )
})
