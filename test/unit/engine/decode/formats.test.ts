import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { formats } from '../../../../src-main/engine/decode/formats'
import { sniff } from '../../../../src-main/engine/decode/sniff'
import { isAudioName } from '../../../../src-main/document/audio-names'
import { decodeFile, fixtureBytes } from '../../../support/decoding'

const folder = mkdtempSync(join(tmpdir(), 'partwise-formats-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** First bytes that no two formats share. */
const beginnings: Readonly<Record<string, string>> = {
  WAV: 'RIFF\x24\0\0\0WAVEfmt ',
  AIFF: 'FORM\0\0\0\x24AIFFCOMM',
  Wave64:
    'riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\0\0\x80\0\0\0\0\0\0\0' +
    'wave\xf3\xac\xd3\x11\x8c\xd1\0\xc0\x4f\x8e\xdb\x8a',
  FLAC: 'fLaC\0\0\0\x22',
  Ogg: 'OggS\0\x02',
  MP3: '\xff\xfb\x90\x64',
  MP4: '\0\0\0\x18ftypM4A \0',
  AAC: '\xff\xf1\x50\x80'
}
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1')

/** An ID3 tag without any frame. */
const emptyId3 = bytesOf(`ID3\x03\0\0\0\0\0\x0a${'\0'.repeat(10)}`)

describe('the formats that are read', () => {
  test('each know their own beginning, and no other', () => {
    for (const { name, canRead } of formats) {
      const known = Object.keys(beginnings).filter((one) => canRead(bytesOf(beginnings[one]!)))
      expect(known, name).toEqual([name])
    }
  })

  test('know nothing of text that begins with their letters', () => {
    for (const text of ['fLaC is free', 'OggS holds', 'ID3 tags are', 'two ftypes are']) {
      expect(formats.filter(({ canRead }) => canRead(bytesOf(text)))).toEqual([])
      expect(sniff(bytesOf(text))).toEqual({ name: null, looksLike: 'text' })
    }
  })

  test('share no ending, and names with an ending of theirs are names of sound', () => {
    const all = formats.flatMap(({ extensions }) => extensions)
    expect(new Set(all).size).toBe(all.length)
    for (const extension of all) {
      expect(isAudioName(`take.${extension}`)).toBe(true)
      expect(isAudioName(`take.${extension.toUpperCase()}`)).toBe(true)
    }
    expect(isAudioName('take.txt')).toBe(false)
  })

  test('are found behind an ID3 tag', async () => {
    const open = async (bytes: Uint8Array) => {
      const path = join(folder, 'tagged')
      writeFileSync(path, Buffer.concat([emptyId3, bytes]))
      return decodeFile(path).then(
        (decoded) => decoded!.summary.format,
        (thrown: unknown) => thrown
      )
    }
    expect(await open(fixtureBytes('sound.flac'))).toBe('FLAC, 16-bit')
    expect(await open(fixtureBytes('sound.ogg'))).toBe('Ogg Vorbis')
    expect(await open(fixtureBytes('sound.mp3'))).toBe('MP3')
    const damaged = (looksLike: string) => ({ code: 'audio/not-audio', details: { looksLike } })
    expect(await open(bytesOf(beginnings['AIFF']!))).toMatchObject(damaged('damaged AIFF'))
    expect(await open(bytesOf('\0\x01'))).toMatchObject(damaged('damaged MP3'))
  })
})

test.each([
  ['caff\0\x01', 'CAF', 'unknown data'],
  ['\0\0\0\0\0\0\0\0AIFF', 'AIFF', 'unknown data'],
  ['\0\0\0\x18ftypheic', null, 'image'],
  ['\0\0\0\x18ftypavif', null, 'image'],
  ['MThd\0\0', null, 'MIDI'],
  ['%PDF-1.7', null, 'document'],
  ['\x01\x02\x03', null, 'unknown data']
])('%j is said to be %s, %s', (head, name, looksLike) => {
  expect(sniff(bytesOf(head))).toEqual({ name, looksLike })
  expect(formats.filter(({ canRead }) => canRead(bytesOf(head)))).toEqual([])
})
