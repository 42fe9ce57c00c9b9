import { describe, expect, test } from 'vitest'
import { byteDecoder, fixtureBytes, fixtureSteps, remarkKinds } from '../../../../support/decoding'
import { apeTag, id3v2Tag } from '../../../../support/tag-bytes'
import { bext, data, fmt, int16Bytes, wav } from '../../../../support/wav-bytes'

const decode = byteDecoder()
const [left] = fixtureSteps()
const wave = wav([bext(4800), fmt(), data(int16Bytes([...left]))])

describe('tags in front of a file', () => {
  const runs: Readonly<Record<string, readonly Buffer[]>> = {
    'one ID3v2 tag': [id3v2Tag(10)],
    'a tag of odd size': [id3v2Tag(77)],
    'three ID3v2 tags, the second with a cover': [id3v2Tag(5), id3v2Tag(300_000), id3v2Tag(40)],
    'an APEv2 tag': [apeTag('Title', 'Elsewhere')],
    'APEv2 and ID3v2 in turn': [apeTag('A', 'b'), id3v2Tag(12), apeTag('C', 'd'), id3v2Tag(3)],
    'zeros behind and between tags': [
      id3v2Tag(9),
      Buffer.alloc(2000),
      id3v2Tag(9),
      Buffer.alloc(31)
    ]
  }

  test.each(Object.entries(runs))('%s: WAV and AIFF open whole', async (_, tags) => {
    for (const bytes of [wave, fixtureBytes('sound.aiff')]) {
      const [plain, tagged] = [await decode(bytes), await decode(Buffer.concat([...tags, bytes]))]
      expect(tagged.pcm).toEqual(plain.pcm)
      expect(tagged.summary).toEqual(plain.summary)
      expect(remarkKinds(tagged)).toEqual([])
    }
  })

  test('their texts name a recording whose own chunks say none', async () => {
    const tagged = await decode(Buffer.concat([id3v2Tag(10), id3v2Tag(10, 'Second title'), wave]))
    expect(tagged.summary.tags.title).toBe('Second title')
    expect(tagged.summary.timeReference).toBe(4800)
  })

  test('sound that is not read is named behind them', async () => {
    const bytes = Buffer.concat([id3v2Tag(10), apeTag('A', 'b'), Buffer.from('wvpk\0\x01\x02')])
    await expect(decode(bytes)).rejects.toMatchObject({
      code: 'audio/unsupported',
      details: { format: 'WavPack' }
    })
  })

  test('a file of nothing else ends soon', async () => {
    const tags = Array.from({ length: 50_000 }, () => id3v2Tag(0))
    await expect(decode(Buffer.concat(tags))).rejects.toMatchObject({ code: 'audio/not-audio' })
  })
})
