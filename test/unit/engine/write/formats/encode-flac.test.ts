import * as fs from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Failure } from '../../../../../shared/failure'
import { createFlacFile, fitsFlac } from '../../../../../src-main/engine/write/formats/encode-flac'
import type { FlacSpec } from '../../../../../src-main/engine/write/formats/flac-header'
import { loadLibFlac } from '../../../../../src-main/engine/write/formats/libflac'
import { createRandom } from '../../../../../src-main/engine/factorize/start/random-start'
import { readFlac } from '../../../../support/read-flac'

const folder = fs.mkdtempSync(join(tmpdir(), 'partwise-flac-'))
afterAll(() => fs.rmSync(folder, { recursive: true }))
const library = await loadLibFlac()

const spec: FlacSpec = { bits: 24, sampleRate: 44_100, channelCount: 2, sampleCount: 10_000 }

/** Whole steps of every channel: noise, tones, silence and both ends of the scale. */
function steps({ bits, channelCount, sampleCount }: FlacSpec, seed = 1): Float64Array[] {
  const random = createRandom(seed)
  const full = 2 ** (bits - 1)
  return Array.from({ length: channelCount }, (_, c) =>
    Float64Array.from({ length: sampleCount }, (_, n) => {
      if (n % 4000 < 20) return n % 2 === 0 ? -full : full - 1
      if (n % 9000 > 8000) return 0
      return Math.round(full * (0.4 * Math.sin(n / (9 + c)) + 0.1 * (random() - 0.5))) + 0
    })
  )
}

function write(name: string, given: FlacSpec, channels: Float64Array[], part = 3000): string {
  const file = createFlacFile(library, folder, name, given)
  for (let from = 0; from < given.sampleCount; from += part) {
    const count = Math.min(part, given.sampleCount - from)
    file.write(
      channels.map((samples) => samples.subarray(from, from + count)),
      count
    )
  }
  return file.finish()
}

/** Interleaved little-endian bytes, as the MD5 of FLAC sees them. */
function raw({ bits, sampleCount }: FlacSpec, channels: readonly Float64Array[]): Buffer {
  const width = bits / 8
  const bytes = Buffer.alloc(sampleCount * channels.length * width)
  let at = 0
  for (let n = 0; n < sampleCount; n++) {
    for (const samples of channels) at = bytes.writeIntLE(samples[n]!, at, width)
  }
  return bytes
}

describe('a FLAC file', () => {
  test.each([
    [16, 8000, 1, 1],
    [24, 22_050, 2, 10],
    [16, 44_100, 2, 4095],
    [24, 44_100, 1, 4097],
    [24, 48_000, 2, 12_000],
    [24, 96_000, 2, 9001],
    [16, 192_000, 2, 9001]
  ] as const)(
    '%i bit, %i Hz, %i channel(s), %i samples: decodes to the same integers',
    (...all) => {
      const [bits, sampleRate, channelCount, sampleCount] = all
      const given = { bits, sampleRate, channelCount, sampleCount }
      const channels = steps(given)
      const path = write(`${all.join('-')}.flac`, given, channels)
      expect(readFlac(path)).toMatchObject({ sampleRate, bits, channels })
    }
  )

  test('states length, rate, depth, channels and the MD5 of its samples', () => {
    const channels = steps(spec)
    const bytes = fs.readFileSync(write('stated.flac', spec, channels))
    expect(bytes.toString('latin1', 0, 4)).toBe('fLaC')
    const packed = bytes.readBigUInt64BE(18)
    expect(Number(packed >> 44n)).toBe(44_100)
    expect(Number((packed >> 41n) & 7n) + 1).toBe(2)
    expect(Number((packed >> 36n) & 31n) + 1).toBe(24)
    expect(Number(packed & 0xfffffffffn)).toBe(10_000)
    const md5 = createHash('md5').update(raw(spec, channels)).digest('hex')
    expect(bytes.toString('hex', 26, 42)).toBe(md5)
    expect(bytes.readUInt16BE(8)).toBe(4096)
    expect(bytes.readUIntBE(15, 3)).toBeGreaterThan(bytes.readUIntBE(12, 3))
  })

  test.each([
    [2, 0, null],
    [6, 0x60f, '0x060F'],
    [5, 0, '0x0000']
  ])(
    'of %i channels with the mask %i says which loudspeakers',
    (channelCount, channelMask, said) => {
      const given = { ...spec, channelCount, channelMask, sampleCount: 100 }
      const bytes = fs.readFileSync(write(`mask-${channelCount}.flac`, given, steps(given)))
      const tag = /CHANNEL_MASK=(0x[\dA-F]{4})/.exec(bytes.toString('latin1'))
      expect(tag?.[1] ?? null).toBe(said)
    }
  )

  test('has the same bytes whatever the sizes of the blocks it was given in', () => {
    const channels = steps(spec)
    const [a, b] = [1000, 10_000].map((part) => {
      return fs.readFileSync(write(`parts-${part}.flac`, spec, channels, part))
    })
    expect(a!.equals(b!)).toBe(true)
  })

  test('points to a frame about every ten seconds', () => {
    const given = { ...spec, sampleRate: 1000, channelCount: 1, sampleCount: 45_000 }
    const path = write('points.flac', given, steps(given))
    const { seekPoints, headerBytes } = readFlac(path)
    expect(seekPoints).toHaveLength(5)
    seekPoints.forEach(([sample, offset], i) => {
      expect(sample - 10_000 * i).toBeGreaterThanOrEqual(0)
      expect(sample - 10_000 * i).toBeLessThan(4096)
      // A frame begins with fourteen ones.
      expect(fs.readFileSync(path).readUInt16BE(headerBytes + offset) >> 2).toBe(0x3ffe)
    })
  })

  test('carries its tags in order, in UTF-8, and none that is empty', () => {
    const tags = { TITLE: 'Flöte – 日本 🎹', ARTIST: '', ALBUM: 'a=b' }
    const path = write('tags.flac', { ...spec, tags }, steps(spec))
    expect(readFlac(path).tags).toEqual(['TITLE=Flöte – 日本 🎹', 'ALBUM=a=b'])
    expect(() => write('bad.flac', { ...spec, tags: { 'A=B': 'x' } }, steps(spec))).toThrow('A=B')
  })

  test('is written beside many others at once', () => {
    const given = { ...spec, sampleCount: 5000 }
    const channels = Array.from({ length: 64 }, (_, i) => steps(given, i + 1))
    const files = channels.map((_, i) => createFlacFile(library, folder, `many-${i}.flac`, given))
    for (let from = 0; from < 5000; from += 1000) {
      files.forEach((file, i) => {
        file.write(
          channels[i]!.map((samples) => samples.subarray(from)),
          1000
        )
      })
    }
    const paths = files.map((file) => file.finish())
    for (const i of [0, 31, 63]) expect(readFlac(paths[i]!).channels).toEqual(channels[i])
  })

  test('may be aborted twice, and when the disk has failed', () => {
    const channels = steps(spec)
    const aborted = createFlacFile(library, folder, 'aborted.flac', spec)
    aborted.write(channels, 10_000)
    aborted.abort()
    aborted.abort()
    let bytes = 0
    const writeSync = ((...args: Parameters<typeof fs.writeSync>) => {
      bytes += Number(args[3])
      if (bytes < 20_000) return fs.writeSync(...args)
      throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' })
    }) as typeof fs.writeSync
    const failing = createFlacFile(library, folder, 'failing.flac', spec, { ...fs, writeSync })
    expect(() => {
      failing.write(channels, 10_000)
      failing.finish()
    }).toThrow(expect.objectContaining({ code: 'export/disk-full' }) as Failure)
    failing.abort()
    failing.abort()
  })

  test('with too few samples is a bug', () => {
    const file = createFlacFile(library, folder, 'short.flac', spec)
    file.write(steps(spec), 9999)
    expect(() => file.finish()).toThrow('9999 of 10000')
    file.abort()
  })

  test('is refused at a rate that its frames cannot state', () => {
    expect(fitsFlac({ sampleRate: 65_535, channelCount: 1 })).toBe(true)
    expect(fitsFlac({ sampleRate: 176_400, channelCount: 2 })).toBe(true)
    expect(fitsFlac({ sampleRate: 100_001, channelCount: 2 })).toBe(false)
    expect(() =>
      createFlacFile(library, folder, 'odd.flac', { ...spec, sampleRate: 100_001 })
    ).toThrow(expect.objectContaining({ code: 'export/unsupported-rate' }) as Failure)
  })
})
