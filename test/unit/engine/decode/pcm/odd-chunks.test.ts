import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { byteDecoder, decodeFile, fixtureBytes, remarkKinds } from '../../../../support/decoding'
import { id3v2Tag } from '../../../../support/tag-bytes'
import { bext, data, ds64, fmt, int16Bytes, wav } from '../../../../support/wav-bytes'

const decode = byteDecoder()
const folder = mkdtempSync(join(tmpdir(), 'partwise-odd-chunks-'))
afterAll(() => rmSync(folder, { recursive: true }))

const tone = Array.from({ length: 5000 }, (_, n) => Math.round(9000 * Math.sin(n / 7)) + 0)
const toneBytes = int16Bytes(tone)
const head = wav([]).subarray(0, 12)

/** A chunk as it is written, without any padding byte. */
function bare(id: string, body: Uint8Array, size = body.length): Buffer {
  const start = Buffer.alloc(8)
  start.write(id, 'latin1')
  start.writeUInt32LE(size, 4)
  return Buffer.concat([start, body])
}
const format = bare('fmt ', fmt().body)
const text = (length: number): Buffer => Buffer.alloc(length, 'INFOsome words, and more')

async function stepsOf(bytes: Uint8Array): Promise<number[]> {
  const { pcm } = await decode(bytes)
  return Array.from(pcm.channels[0]!, (value) => value * 2 ** 15)
}

describe('an odd chunk without its padding byte', () => {
  // The byte behind the letters of the next chunk is the first one of its size.
  test('is left at the next known chunk, whatever that one is long', async () => {
    for (let low = 0; low < 256; low++) {
      const body = toneBytes.subarray(0, 4096 + (low - (low % 2)))
      const bytes = Buffer.concat([head, format, bare('LIST', text(33)), bare('data', body)])
      expect(await stepsOf(bytes)).toEqual(tone.slice(0, body.length / 2))
    }
  })

  test('is left where the size of what follows fits, when neither name is known', async () => {
    const chunks = [bare('LIST', text(33)), bare('Own1', Buffer.alloc(0x2020)), format]
    expect(await stepsOf(Buffer.concat([head, ...chunks, bare('data', toneBytes)]))).toEqual(tone)
  })

  test('is understood in AIFF too', async () => {
    const whole = fixtureBytes('sound.aiff')
    const name = bare('NAME', Buffer.from('odd'))
    name.writeUInt32BE(3, 4)
    const plain = await decode(whole)
    const bytes = Buffer.concat([whole.subarray(0, 12), name, whole.subarray(12)])
    const decoded = await decode(bytes)
    expect(decoded.pcm).toEqual(plain.pcm)
    expect(decoded.summary.tags.title).toBe('odd')
  })
})

describe('bytes between chunks that belong to none', () => {
  test.each([
    ['zeros', Buffer.alloc(1000)],
    ['many zeros', Buffer.alloc(200_001)],
    ['other bytes', Buffer.alloc(777, '\x01\x02\xff')]
  ])('%s are stepped over', async (_, junk) => {
    const place = bare('bext', bext(7).body)
    const parts = [junk, format, junk, bare('data', toneBytes), Buffer.alloc(12), place]
    const decoded = await decode(Buffer.concat([head, ...parts]))
    expect(decoded.summary).toMatchObject({ sampleCount: tone.length, timeReference: 7 })
    expect(remarkKinds(decoded)).toEqual([])
  })

  test('an empty data chunk hides no other one', async () => {
    expect(await stepsOf(wav([fmt(), data(Buffer.alloc(0)), data(toneBytes)]))).toEqual(tone)
  })

  test('thousands of chunks with zeros between them take no time', async () => {
    const many = Array.from({ length: 5000 }, () => [
      Buffer.alloc(3),
      bare('JUNK', Buffer.alloc(0))
    ])
    const bytes = Buffer.concat([head, ...many.flat(), format, bare('data', toneBytes)])
    await expect(decode(bytes)).rejects.toMatchObject({ code: 'audio/not-audio' })
  })

  test('a size beyond the file hides no chunk', async () => {
    const wrong = bare('JUNK', Buffer.alloc(100), 0x7000_0000)
    const bytes = Buffer.concat([head, wrong, format, bare('data', toneBytes)])
    expect(await stepsOf(bytes)).toEqual(tone)
  })

  test('are stepped over in AIFF', async () => {
    const whole = fixtureBytes('sound.aiff')
    const bytes = Buffer.concat([whole.subarray(0, 12), Buffer.alloc(100), whole.subarray(12)])
    expect((await decode(bytes)).pcm).toEqual((await decode(whole)).pcm)
  })
})

describe('a size smaller than what is there', () => {
  test.each([0, 2, 5000, 9990])('%i bytes: all is read, and it is said', async (claim) => {
    for (const size of [-1, 36 + claim]) {
      const decoded = await decode(wav([fmt(), data(toneBytes, claim)], { size }))
      expect(decoded.summary.sampleCount).toBe(tone.length)
      expect(remarkKinds(decoded)).toEqual(['size-unknown'])
    }
  })

  test('chunks at the end of sound of unknown length are none of it', async () => {
    const chunks = [fmt(), data(toneBytes, 0xffffffff), bext(5), { id: 'LIST', body: text(33) }]
    const { summary, pcm } = await decode(wav(chunks))
    expect(summary).toMatchObject({ sampleCount: tone.length, timeReference: 5 })
    expect(pcm.channels[0]!.at(-1)).toBe(tone.at(-1) / 2 ** 15)
  })

  test('RF64 takes the size that leads to an end', async () => {
    const tail = { id: 'LIST', body: text(20) }
    for (const [own, large] of [
      [100, toneBytes.length],
      [toneBytes.length, 100]
    ] as const) {
      const chunks = [ds64(large), fmt(), data(toneBytes, own), tail]
      const decoded = await decode(wav(chunks, { riff: 'RF64' }))
      expect(decoded.summary.sampleCount).toBe(tone.length)
      expect(remarkKinds(decoded)).toEqual([])
    }
  })

  test.each([
    ['a tag', id3v2Tag(20)],
    ['an ID3v1 block', Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 'words ')])],
    ['the padding of a disk block', Buffer.alloc(32_768)],
    ['a chunk of another program', bare('Mine', Buffer.alloc(50))],
    ['a known chunk that is cut', bare('LIST', text(20), 400)],
    ['three bytes', Buffer.from([1, 2, 3])]
  ])('%s behind the sound is none of it', async (_, tail) => {
    const decoded = await decode(Buffer.concat([wav([fmt(), data(toneBytes)]), tail]))
    expect(decoded.summary.sampleCount).toBe(tone.length)
    expect(remarkKinds(decoded)).toEqual([])
  })

  test('a recorder that counted beyond 4 GiB: it is refused as too long', async () => {
    const path = join(folder, 'wrapped.wav')
    const size = 600_000
    writeFileSync(path, wav([fmt({ channels: 2, rate: 48_000 }), data(Buffer.alloc(8), size)]))
    truncateSync(path, 44 + 2 ** 32 + size)
    await expect(decodeFile(path)).rejects.toMatchObject({ code: 'audio/too-long' })
    rmSync(path)
  })

  test('AIFF: all is read, and it is said', async () => {
    const whole = fixtureBytes('sound.aiff')
    const plain = await decode(whole)
    const at = whole.indexOf('SSND')
    whole.writeUInt32BE(4000, at + 4)
    whole.writeUInt32BE(500, whole.indexOf('COMM') + 10)
    const decoded = await decode(whole)
    expect(decoded.pcm).toEqual(plain.pcm)
    expect(remarkKinds(decoded)).toEqual(['size-unknown'])
  })

  test('AIFF whose number of samples was never brought up to date', async () => {
    const whole = fixtureBytes('sound.aiff')
    const plain = await decode(whole)
    whole.writeUInt32BE(500, whole.indexOf('COMM') + 10)
    const decoded = await decode(whole)
    expect(decoded.pcm).toEqual(plain.pcm)
    expect(remarkKinds(decoded)).toEqual(['size-unknown'])
  })
})

test('sound in pieces with silence between them is refused by name, not called empty', async () => {
  const list = { id: 'LIST', body: Buffer.concat([Buffer.from('wavl'), bare('data', toneBytes)]) }
  await expect(decode(wav([fmt(), list]))).rejects.toMatchObject({
    code: 'audio/unsupported',
    details: { format: 'WAV in pieces (wavl)' }
  })
})

describe('a length that no recording has', () => {
  test('is not repeated: RF64', async () => {
    const chunks = [ds64(2 ** 50), fmt(), data(toneBytes, 0xffffffff)]
    const decoded = await decode(wav(chunks, { riff: 'RF64' }))
    expect(decoded.summary.sampleCount).toBe(tone.length)
    expect(remarkKinds(decoded)).toEqual(['size-unknown'])
  })

  test('is not repeated: FLAC', async () => {
    const bytes = fixtureBytes('sound.flac')
    // The last 36 of the 64 bits behind the sizes of STREAMINFO.
    bytes[21] = bytes[21]! | 15
    bytes.fill(255, 22, 26)
    expect(remarkKinds(await decode(bytes))).toEqual(['size-unknown'])
  })

  test('is not repeated: MP3', async () => {
    const bytes = fixtureBytes('sound.mp3')
    const at = Math.max(bytes.indexOf('Xing'), bytes.indexOf('Info'))
    bytes.writeUInt32BE(2 ** 30, at + 8)
    expect(remarkKinds(await decode(bytes))).toEqual(['size-unknown'])
  })

  test('a believable one is told as it is', async () => {
    const cut = wav([fmt(), data(toneBytes)]).subarray(0, 44 + 5000)
    expect((await decode(cut)).summary.remarks).toEqual([
      { kind: 'truncated', expectedFrames: 5000, frames: 2500 }
    ])
  })
})
