import { describe, expect, test } from 'vitest'
import type { DecodedAudio } from '../../../../../src-main/engine/decode/decoded-audio'
import { byteDecoder, fixtureBytes, remarkKinds } from '../../../../support/decoding'
import {
  changedPage,
  oggPages,
  packetsOf,
  pageHead,
  pageWith,
  sealPage
} from '../../../../support/ogg-bytes'
import { apeTag } from '../../../../support/tag-bytes'

const decode = byteDecoder()
const vorbis = fixtureBytes('sound.ogg')
const opus = fixtureBytes('sound.opus')
const music = fixtureBytes('music.opus')
const FIRST_SOUND = 2

/** A copy whose first packet, the head of the stream, has other bytes at a place. */
function withHead(file: Buffer, change: (packet: Buffer) => void): Buffer {
  const pages = oggPages(file)
  change(pages[0]!.subarray(28))
  sealPage(pages[0]!)
  return Buffer.concat(pages)
}
const mono = withHead(opus, (packet) => packet.writeUInt8(1, 9))
const atRate = (rate: number): Buffer =>
  withHead(vorbis, (packet) => packet.writeUInt32LE(rate, 12))
/** A stream of a coding that is not read: a first page and one with something. */
const speex = (): Buffer => {
  const [first, , page] = oggPages(vorbis)
  const begin = pageWith(first!, [Buffer.from('Speex   1.2rc1')])
  return Buffer.concat([begin, changedPage(page!, { sequence: 1, flags: 4 })])
}

/** Places with damage, by the remarks. */
function damagedPlaces({ summary }: DecodedAudio): number {
  const remark = summary.remarks.find(({ kind }) => kind === 'damaged')
  return remark?.kind === 'damaged' ? remark.places : 0
}

/** Energy of the difference relative to that of the sound. */
function difference(actual: Float32Array, expected: Float32Array): number {
  expect(actual.length).toBe(expected.length)
  const energy = (sum: number, value: number): number => sum + value * value
  const apart = actual.map((value, n) => value - expected[n]!)
  return apart.reduce(energy, 0) / expected.reduce(energy, 0)
}
const isSilent = (samples: Float32Array): boolean => samples.every((value) => value === 0)

describe('Ogg streams one behind the other', () => {
  test('of mono behind stereo sound on both channels', async () => {
    const [stereo, single] = [await decode(opus), await decode(mono)]
    const { pcm, summary } = await decode(Buffer.concat([opus, mono]))
    const begin = stereo.summary.sampleCount
    const remarks = [{ kind: 'partly-mono' }]
    expect(summary).toMatchObject({ channelCount: 2, sampleCount: 2 * begin, remarks })
    for (const c of [0, 1]) {
      expect(pcm.channels[c]!.subarray(0, begin)).toEqual(stereo.pcm.channels[c])
      expect(pcm.channels[c]!.subarray(begin)).toEqual(single.pcm.channels[0])
    }
  })

  test('of stereo behind mono keep both channels', async () => {
    const [stereo, single] = [await decode(opus), await decode(mono)]
    const { pcm, summary } = await decode(Buffer.concat([mono, mono, opus]))
    const begin = 2 * single.summary.sampleCount
    expect(summary).toMatchObject({ channelCount: 2, remarks: [{ kind: 'partly-mono' }] })
    for (const c of [0, 1]) {
      expect(pcm.channels[c]!.subarray(begin / 2, begin)).toEqual(single.pcm.channels[0])
      expect(pcm.channels[c]!.subarray(begin)).toEqual(stereo.pcm.channels[c])
    }
  })

  test('of another rate are left out, and what follows keeps its place', async () => {
    const { pcm: once } = await decode(vorbis)
    const { pcm, summary } = await decode(Buffer.concat([vorbis, atRate(24_000), vorbis]))
    expect(summary.sampleRate).toBe(22_050)
    expect(summary.remarks).toEqual([
      {
        kind: 'left-out',
        seconds: 11_025 / 24_000,
        codings: ['Ogg Vorbis at 24000 Hz, 2 channels']
      }
    ])
    const again = 11_025 + Math.round((11_025 / 24_000) * 22_050)
    expect(pcm.channels[1]!.subarray(0, 11_025)).toEqual(once.channels[1])
    expect(isSilent(pcm.channels[1]!.subarray(11_025, again))).toBe(true)
    expect(pcm.channels[1]!.subarray(again)).toEqual(once.channels[1])
  })

  test('are what most of their sound is, not what the first one is', async () => {
    const { pcm: once } = await decode(vorbis)
    const { pcm, summary } = await decode(
      Buffer.concat([speex(), atRate(96_000), atRate(48_000), vorbis])
    )
    expect(summary.sampleRate).toBe(22_050)
    expect(summary.remarks).toEqual([
      {
        kind: 'left-out',
        seconds: expect.closeTo(11_025 / 96_000 + 11_025 / 48_000, 9) as unknown,
        codings: [
          'Ogg with Speex',
          'Ogg Vorbis at 96000 Hz, 2 channels',
          'Ogg Vorbis at 48000 Hz, 2 channels'
        ]
      }
    ])
    expect(pcm.channels[0]!.subarray(-11_025)).toEqual(once.channels[0])
  })

  test('say how much is missing when the last one is of another rate', async () => {
    const { summary } = await decode(Buffer.concat([vorbis, atRate(48_000)]))
    expect(summary.sampleCount).toBe(11_025)
    expect(summary.remarks.map(({ kind }) => kind)).toEqual(['left-out'])
  })

  test('of which one has lost its last page go on with the next one', async () => {
    const { pcm: once } = await decode(vorbis)
    const decoded = await decode(Buffer.concat([...oggPages(vorbis).slice(0, -1), vorbis]))
    expect(remarkKinds(decoded)).toEqual(['damaged'])
    expect(decoded.pcm.channels[0]!.subarray(-11_025)).toEqual(once.channels[0])
  })

  test('of which one has broken headers keep its place', async () => {
    const { pcm: once } = await decode(vorbis)
    const pages = oggPages(vorbis)
    const broken = Buffer.concat([pages[0]!, ...pages.slice(FIRST_SOUND)])
    const decoded = await decode(Buffer.concat([vorbis, broken, vorbis]))
    expect(decoded.summary).toMatchObject({
      sampleCount: 3 * 11_025,
      remarks: [{ kind: 'damaged', places: 1 }]
    })
    expect(decoded.pcm.channels[0]!.subarray(2 * 11_025)).toEqual(once.channels[0])
  })
})

describe.each([
  ['sound.ogg', vorbis],
  ['music.opus', music]
])('%s', (_, file) => {
  const pages = oggPages(file)

  test('is not damaged by what lies behind its last page', async () => {
    const plain = await decode(file)
    const id3v1 = Buffer.alloc(128)
    id3v1.write('TAG')
    for (const tail of [id3v1, apeTag('Title', 'x'), Buffer.alloc(5000), Buffer.from('OggS')]) {
      const { pcm, summary } = await decode(Buffer.concat([file, tail]))
      expect(summary).toEqual(plain.summary)
      expect(pcm).toEqual(plain.pcm)
    }
  })

  test('says that a page is missing and keeps all others at their places', async () => {
    const whole = await decode(file)
    const { sampleCount } = whole.summary
    for (let lost = FIRST_SOUND; lost < pages.length - 1; lost++) {
      const decoded = await decode(Buffer.concat(pages.filter((_, i) => i !== lost)))
      // What follows a gap sounds like itself again after some packets, if so many are left.
      const settled = pageHead(pages[lost]!).granule + 4000
      const sure = Math.min(sampleCount - 600, settled)
      expect(damagedPlaces(decoded), `page ${lost}`).toBe(1)
      expect(decoded.summary.sampleCount, `page ${lost}`).toBe(sampleCount)
      const [left] = decoded.pcm.channels
      const tail = whole.pcm.channels[0]!.subarray(sure)
      const most = sure === settled ? 0.03 : 0.6
      expect(difference(left!.subarray(sure), tail), `page ${lost}`).toBeLessThan(most)
    }
  })

  test('counts a broken page as one damaged place', async () => {
    const broken = pages.map((page) => Buffer.from(page))
    broken[4]![60]! ^= 1
    const { summary } = await decode(Buffer.concat(broken))
    expect(summary.remarks).toEqual([{ kind: 'damaged', places: 1 }])
    expect(summary.sampleCount).toBe((await decode(file)).summary.sampleCount)
  })

  const nonsense: readonly [string, Uint8Array, boolean][] = [
    ['no byte', new Uint8Array(0), true],
    ['bytes that are all ones', new Uint8Array(60).fill(255), true],
    // These may be decoded like any others.
    ['bytes that are all zeros', new Uint8Array(60), false],
    ['other bytes', Uint8Array.from({ length: 60 }, (_, i) => (i * 37 + 64) & 255), false]
  ]
  test.each(nonsense)(
    'with a packet of %s keeps all that follows at its place',
    async (_, bytes, isTold) => {
      const whole = await decode(file)
      const { sampleCount } = whole.summary
      for (const at of [FIRST_SOUND, 4]) {
        for (const place of [1, 3]) {
          const packets = packetsOf(pages[at]!).map((packet, i) => (i === place ? bytes : packet))
          const changed = pages.map((page, i) => (i === at ? pageWith(page, packets) : page))
          const decoded = await decode(Buffer.concat(changed))
          expect(decoded.summary.sampleCount, `page ${at}, packet ${place}`).toBe(sampleCount)
          if (isTold) expect(damagedPlaces(decoded), `page ${at}, packet ${place}`).toBe(1)
          const sure = pageHead(pages[at]!).granule + 4000
          const tail = whole.pcm.channels[0]!.subarray(sure)
          expect(difference(decoded.pcm.channels[0]!.subarray(sure), tail)).toBeLessThan(0.03)
        }
      }
    }
  )
})

test('an Opus packet that makes no sense is silent for as long as it says', async () => {
  const pages = oggPages(opus)
  const whole = (await decode(opus)).pcm.channels[0]!
  const packets = packetsOf(pages[4]!)
  // Two frames in a packet of odd length cannot be.
  packets[2] = Buffer.from([packets[2]![0]! & ~3, ...packets[2]!.subarray(1)])
  packets[2][0]! |= 3
  packets[2][1] = 0x41
  packets[2][2] = 255
  const changed = pages.map((page, i) => (i === 4 ? pageWith(page, packets) : page))
  const { pcm, summary } = await decode(Buffer.concat(changed))
  expect(summary.remarks).toEqual([{ kind: 'damaged', places: 1 }])
  const preSkip = opus.readUInt16LE(opus.indexOf('OpusHead') + 10)
  const begin = 7680 + 2 * 960 - preSkip
  const [left] = pcm.channels
  expect(left!.subarray(0, begin)).toEqual(whole.subarray(0, begin))
  expect(isSilent(left!.subarray(begin, begin + 960))).toBe(true)
  expect(isSilent(left!.subarray(begin + 960, begin + 970))).toBe(false)
})

test('legal Opus packets of any length are decoded to the last bit', async () => {
  const plain = await decode(music)
  const pages = oggPages(music)
  const sizeBytes = (size: number): number[] =>
    size < 252 ? [size] : [252 + (size & 3), (size - 252 - (size & 3)) / 4]
  const long = pages.map((page, i) => {
    if (i < FIRST_SOUND) return page
    // All frames of a page in one packet, and 9 kB of padding.
    const packets = packetsOf(page)
    const frames = packets.map((packet) => packet.subarray(1))
    const head = [packets[0]![0]! | 3, 0xc0 | frames.length]
    const padding = [...Array.from({ length: 36 }, () => 255), 0]
    const sizes = frames.slice(0, -1).flatMap(({ length }) => sizeBytes(length))
    const packet = [Buffer.from([...head, ...padding, ...sizes]), ...frames, Buffer.alloc(36 * 254)]
    return pageWith(page, [Buffer.concat(packet)])
  })
  const { pcm, summary } = await decode(Buffer.concat(long))
  expect(summary).toEqual(plain.summary)
  expect(pcm).toEqual(plain.pcm)
})
