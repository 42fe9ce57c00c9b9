/** What M4A files say of their length, and how samples that the window decoded are cut to it. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../../shared/audio'
import { aacRange } from '../../../../../src-main/engine/decode/mp4/decode-aac'
import { byteDecoder, fixtureBytes } from '../../../../support/decoding'
import { apeTag, id3v2Tag } from '../../../../support/tag-bytes'

const decode = byteDecoder()
const coded = 11 * 1024 + 785
/** What a window might give: each sample is its own number among all that is coded. */
function window(from: number, to: number, channelCount = 2): Pcm {
  const samples = Float32Array.from({ length: to - from }, (_, n) => (from + n) / 2 ** 20)
  return { sampleRate: 22_050, channels: Array.from({ length: channelCount }, () => samples) }
}

test('the file alone is refused with all that the window needs', async () => {
  await expect(decode(fixtureBytes('sound.m4a'))).rejects.toMatchObject({
    code: 'audio/window-only',
    details: { format: 'M4A, AAC', sampleRate: 22_050, channelCount: 2 }
  })
  await expect(decode(fixtureBytes('sound.aac'))).rejects.toMatchObject({
    code: 'audio/window-only',
    details: { format: 'AAC', sampleRate: 22_050, channelCount: 2 }
  })
})

test('the window gets what lies behind several tags, and their texts name the recording', async () => {
  const tags = [id3v2Tag(40), id3v2Tag(300_000, 'In front'), apeTag('Album', 'x')]
  const start = Buffer.concat(tags).length
  for (const name of ['sound.m4a', 'sound.aac']) {
    const bytes = Buffer.concat([...tags, fixtureBytes(name)])
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'audio/window-only',
      details: { sampleRate: 22_050, channelCount: 2, start }
    })
    const { summary } = await decode(bytes, window(0, coded))
    expect(summary.tags.title).toBe(name === 'sound.m4a' ? 'Blue Hour' : 'In front')
  }
})

test.each([
  ['that trims nothing', window(0, coded)],
  ['that trims the beginning', window(1024, coded)],
  ['that gives whole frames', window(0, 12 * 1024)],
  ['that trims both ends', window(1024, 1024 + 11_025)]
])('a decoder %s gives the same sound of the same length', async (_, fromWindow) => {
  const { pcm, summary } = await decode(fixtureBytes('sound.m4a'), fromWindow)
  expect(summary.sampleCount).toBe(11_025)
  expect(pcm.channels[0]![0]).toBe(1024 / 2 ** 20)
  expect(pcm.channels[1]!.at(-1)).toBe((1024 + 11_024) / 2 ** 20)
  expect(summary.tags).toMatchObject({ title: 'Blue Hour', artist: 'Two Sines', album: 'Fixtures' })
  expect(summary.format).toBe('M4A, AAC')
})

test('samples of another rate or number of channels are not taken', async () => {
  const mono = window(0, coded, 1)
  for (const wrong of [mono, { ...window(0, coded), sampleRate: 44_100 }]) {
    await expect(decode(fixtureBytes('sound.m4a'), wrong)).rejects.toMatchObject({
      code: 'audio/unsupported'
    })
  }
})

test('iTunes says more exactly than the edit list', async () => {
  const bytes = fixtureBytes('sound.m4a')
  const box = (name: string, ...content: Buffer[]): Buffer => {
    const body = Buffer.concat(content)
    const head = Buffer.alloc(8)
    head.writeUInt32BE(body.length + 8)
    head.write(name, 4, 'latin1')
    return Buffer.concat([head, body])
  }
  const words = ` 00000000 00000840 000001CA ${(9000).toString(16).padStart(16, '0')} 00000000`
  const note = box(
    '----',
    box('mean', Buffer.alloc(4), Buffer.from('com.apple.iTunes')),
    box('name', Buffer.alloc(4), Buffer.from('iTunSMPB')),
    box('data', Buffer.alloc(8), Buffer.from(words))
  )
  // Put behind the tags that are there; all boxes around them grow.
  const at = bytes.indexOf('ilst') - 4
  const end = at + bytes.readUInt32BE(at)
  for (const name of ['moov', 'udta', 'meta', 'ilst']) {
    const start = bytes.indexOf(name) - 4
    bytes.writeUInt32BE(bytes.readUInt32BE(start) + note.length, start)
  }
  const noted = Buffer.concat([bytes.subarray(0, end), note, bytes.subarray(end)])
  const { pcm, summary } = await decode(noted, window(0, coded))
  expect(summary.sampleCount).toBe(9000)
  expect(pcm.channels[0]![0]).toBe(0x840 / 2 ** 20)
})

describe('the range that is kept', () => {
  test('is as long as the file says, whatever comes, unless far too little does', () => {
    fc.assert(
      fc.property(
        fc.nat(4000),
        fc.integer({ min: 1, max: 90_000 }),
        fc.nat(100_000),
        (skip, n, present) => {
          const range = aacRange({ codedSamples: skip + n, skip, sampleCount: n }, present)
          expect(range.from).toBeGreaterThanOrEqual(0)
          expect(range.to).toBeLessThanOrEqual(present)
          if (!range.isCut) expect(range.to - range.from + range.silence).toBe(n)
          if (present >= n) expect(range).toMatchObject({ silence: 0, isCut: false })
        }
      )
    )
  })

  test('is everything where the file says nothing', () => {
    const facts = { codedSamples: null, skip: 0, sampleCount: null }
    expect(aacRange(facts, 77)).toMatchObject({ from: 0, to: 77, silence: 0 })
  })
})
