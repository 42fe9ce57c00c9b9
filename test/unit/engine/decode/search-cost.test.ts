/** What is no sound is searched through at a bounded cost, however much it looks like sound. */
import { describe, expect, test } from 'vitest'
import { byteDecoder, decodeFile, fixtureBytes, remarkKinds } from '../../../support/decoding'
import { oggPages, sealPage } from '../../../support/ogg-bytes'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const decode = byteDecoder()
const MEGABYTE = 2 ** 20

/** Heads of the longest page, each inside all those before it; none has its checksum. */
function falsePages(bytes: number): Buffer {
  const head = sealPage(oggPages(fixtureBytes('sound.ogg'))[0]!.subarray(0, 27))
  head[26] = 255
  return Buffer.alloc(bytes, head)
}

/** Vorbis with something before its last page. */
function vorbisWith(between: Buffer): Buffer {
  const pages = oggPages(fixtureBytes('sound.ogg'))
  return Buffer.concat([...pages.slice(0, -1), between, pages.at(-1)])
}

test('4 MB of false pages of Ogg end as damage', async () => {
  const decoded = await decode(vorbisWith(falsePages(4 * MEGABYTE)))
  expect(remarkKinds(decoded)).toContain('damaged')
  expect(decoded.summary.sampleCount).toBeGreaterThan(1000)
})

describe.each<[string, readonly number[]]>([
  ['heads that are no frames', [0xff, 0xfb, 0x90, 0x64]],
  ['two frames that no third one follows', [0xff, 0xf3, 0x14, 0xc4, ...Array<number>(43).fill(0)]],
  ['heads of a free bit rate', [0xff, 0xfb, 0x00, 0x64, 0, 0, 0]],
  ['tags without end', [...Buffer.from('ID3\x03\0\0\0\0\0\0', 'latin1')]]
])('4 MB of %s', (_, unit) => {
  test('behind an MP3 are passed over', async () => {
    const mp3 = fixtureBytes('sound.mp3')
    const junk = Buffer.alloc(4 * MEGABYTE, Buffer.from(unit))
    const decoded = await decode(Buffer.concat([mp3, junk]))
    expect(decoded.pcm).toEqual((await decode(mp3)).pcm)
  })
})

test('a long search in Ogg tells how far it is', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'partwise-search-'))
  const path = join(folder, 'sound.ogg')
  const fractions: number[] = []
  try {
    writeFileSync(path, vorbisWith(Buffer.alloc(8 * MEGABYTE, 'Ogg')))
    await decodeFile(path, (fraction) => fractions.push(fraction) > 0)
  } finally {
    rmSync(folder, { recursive: true })
  }
  const steps = fractions.map((fraction) => Math.floor(8 * fraction))
  expect(new Set(steps)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8]))
})
