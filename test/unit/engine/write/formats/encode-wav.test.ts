import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createWavFile } from '../../../../../src-main/engine/write/formats/encode-wav'
import {
  wavFileSize,
  wavHeader,
  type WavSpec
} from '../../../../../src-main/engine/write/formats/wav-header'
import { decodeFile } from '../../../../support/decoding'
import { readWav } from '../../../../support/read-wav'

const folder = mkdtempSync(join(tmpdir(), 'partwise-encode-'))
afterAll(() => rmSync(folder, { recursive: true }))

const spec: WavSpec = {
  format: 'wav24',
  sampleRate: 44_100,
  channelCount: 2,
  sampleCount: 3,
  timeReference: null
}
const left = Float64Array.of(1, -2, 3)
const right = Float64Array.of(-8388608, 8388607, 0)

describe('a written file', () => {
  test.each(['wav16', 'wav24', 'wav32f'] as const)('%s holds its samples', (format) => {
    const max = format === 'wav16' ? 32767 : 8388607
    const channels = [left, right.map((value) => Math.max(-max - 1, Math.min(max, value)))]
    const file = createWavFile(folder, `${format}.wav`, { ...spec, format })
    file.write(
      channels.map((samples) => samples.subarray(0, 2)),
      2
    )
    file.write(
      channels.map((samples) => samples.subarray(2)),
      1
    )
    const path = file.finish()
    const read = readWav(path)
    expect(read).toMatchObject({ sampleRate: 44_100, channelCount: 2, frameCount: 3 })
    expect([...read.values]).toEqual([0, 1, 2].flatMap((n) => channels.map((c) => c[n]!)))
    expect(statSync(path).size).toBe(wavFileSize({ ...spec, format }))
  })

  describe.each([0, 0x3f, 0x60f])('of six channels with the mask %i', (channelMask) => {
    test.each(['wav16', 'wav24', 'wav32f'] as const)(
      '%s says so, and reads back',
      async (format) => {
        const channels = Array.from({ length: 6 }, (_, c) => Float64Array.of(c, -1 - c, 100 * c))
        const surround = { ...spec, format, channelCount: 6, channelMask }
        const file = createWavFile(folder, `surround-${channelMask}.${format}.wav`, surround)
        file.write(channels, 3)
        const path = file.finish()
        const read = readWav(path)
        expect(read).toMatchObject({ channelCount: 6, channelMask, isFloat: format === 'wav32f' })
        expect([...read.values]).toEqual([0, 1, 2].flatMap((n) => channels.map((c) => c[n]!)))
        expect(statSync(path).size).toBe(wavFileSize(surround))
        const { summary } = (await decodeFile(path))!
        expect(summary.channelMask).toBe(channelMask === 0 ? undefined : channelMask)
      }
    )
  })

  test('larger than the buffer comes out whole, of odd size with its padding byte', () => {
    const sampleCount = 300_001
    const samples = Float64Array.from({ length: sampleCount }, (_, n) => (n % 65536) - 32768)
    const long = { ...spec, channelCount: 1, sampleCount }
    const file = createWavFile(folder, 'long.wav', long)
    for (let n = 0; n < sampleCount; n += 1000) {
      file.write([samples.subarray(n)], Math.min(1000, sampleCount - n))
    }
    const path = file.finish()
    expect(readWav(path).values.findIndex((value, n) => value !== samples[n])).toBe(-1)
    expect(readWav(path).values).toHaveLength(sampleCount)
    expect(statSync(path).size % 2).toBe(0)
    expect(statSync(path).size).toBe(wavFileSize(long))
  })

  test('has its sizes right', () => {
    const header = Buffer.from(wavHeader({ ...spec, format: 'wav32f' }))
    expect(header.readUInt32LE(4) + 8).toBe(wavFileSize({ ...spec, format: 'wav32f' }))
    expect(header.readUInt32LE(header.length - 4)).toBe(3 * 2 * 4)
    expect(header.indexOf('fact')).toBeGreaterThan(0)
    expect(header.readUInt32LE(header.indexOf('fact') + 8)).toBe(3)
  })

  test('is RF64 beyond the limit of RIFF, and reads back', async () => {
    const large = { ...spec, riffLimit: 40, timeReference: 7 }
    const file = createWavFile(folder, 'large.wav', large)
    file.write([left, right], 3)
    const path = file.finish()
    const bytes = readFileSync(path)
    expect(bytes.toString('latin1', 0, 4)).toBe('RF64')
    expect(bytes.readUInt32LE(4)).toBe(0xffffffff)
    expect(Number(bytes.readBigUInt64LE(20)) + 8).toBe(bytes.length)
    const decoded = (await decodeFile(path))!
    expect(decoded.summary).toMatchObject({ format: 'RF64, 24-bit', timeReference: 7 })
    expect([...decoded.pcm.channels[1]!]).toEqual([...right].map((value) => value / 2 ** 23))
  })

  test('carries the place on the time line only when there is one', async () => {
    const file = createWavFile(folder, 'placed.wav', { ...spec, timeReference: 158_760_000 })
    file.write([left, right], 3)
    const { summary } = (await decodeFile(file.finish()))!
    expect(summary.timeReference).toBe(158_760_000)
    expect(Buffer.from(wavHeader(spec)).includes('bext')).toBe(false)
  })
})

describe('the bext chunk', () => {
  const origin = { description: 'Flöte – 日本 take', date: new Date(2026, 0, 2, 3, 4, 5) }
  const placed = { ...spec, timeReference: 2 ** 40 + 5, origin }

  function bextOf(given: WavSpec): Buffer {
    const header = Buffer.from(wavHeader(given))
    const at = header.indexOf('bext')
    return header.subarray(at + 8, at + 8 + header.readUInt32LE(at + 4))
  }
  const text = (bext: Buffer, from: number, to: number): string =>
    bext.toString('latin1', from, to).replace(/\0+$/, '')

  test('says what, by whom, when, where on the time line, and how it was coded', () => {
    const bext = bextOf(placed)
    expect(text(bext, 0, 256)).toBe('Flote ? ?? take')
    expect(text(bext, 256, 288)).toBe('Partwise')
    expect(text(bext, 320, 330)).toBe('2026-01-02')
    expect(text(bext, 330, 338)).toBe('03:04:05')
    expect(Number(bext.readBigUInt64LE(338))).toBe(2 ** 40 + 5)
    expect(text(bext, 602, bext.length).trim()).toBe('A=PCM,F=44100,W=24,M=stereo,T=Partwise')
  })

  test.each([8000, 44_100, 192_000])(
    'is of even size at %i Hz, and the file still adds up',
    (rate) => {
      for (const channelCount of [1, 2]) {
        const given = { ...placed, sampleRate: rate, channelCount }
        expect(bextOf(given).length % 2).toBe(0)
        const header = Buffer.from(wavHeader(given))
        expect(header.readUInt32LE(4) + 8).toBe(wavFileSize(given))
      }
    }
  )

  test('keeps to its fields whatever the description', () => {
    const description = 'x'.repeat(1000)
    expect(text(bextOf({ ...placed, origin: { ...origin, description } }), 256, 288)).toBe(
      'Partwise'
    )
  })
})

describe('a file in the making', () => {
  test('is never written over another', () => {
    writeFileSync(join(folder, 'taken.wav'), 'mine')
    expect(() => createWavFile(folder, 'taken.wav', spec)).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
    expect(readFileSync(join(folder, 'taken.wav'), 'utf8')).toBe('mine')
  })

  test('may be aborted at any time, and twice', () => {
    const file = createWavFile(folder, 'aborted.wav', spec)
    file.write([left, right], 3)
    file.abort()
    file.abort()
    const finished = createWavFile(folder, 'finished.wav', spec)
    finished.write([left, right], 3)
    const path = finished.finish()
    finished.abort()
    expect(readWav(path).frameCount).toBe(3)
  })

  test('with too few samples is a bug', () => {
    const file = createWavFile(folder, 'short.wav', spec)
    file.write([left, right], 2)
    expect(() => file.finish()).toThrow('2 of 3')
    file.abort()
  })
})
