import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { SILENCE_DB } from '../../../../shared/dsp/decibels'
import { Failure } from '../../../../shared/failure'
import { peakOverview } from '../../../../shared/peak-overview'
import { decodeAudio } from '../../../../src-main/engine/decode/decode'
import type { DecodedAudio } from '../../../../src-main/engine/decode/decoded-audio'
import { createRandom } from '../../../../src-main/engine/factorize/start/random-start'
import { decodeFile } from '../../../support/decoding'
import { noise } from '../../../support/signals'
import { bext, data, ds64, fmt, int16Bytes, wav, type Chunk } from '../../../support/wav-bytes'

const folder = mkdtempSync(join(tmpdir(), 'partwise-decode-'))
afterAll(() => rmSync(folder, { recursive: true }))

/**
 * Decodes as the app does, by the kernels, and compares the samples and facts with those of the
 * plain loops.
 */
async function decodePath(path: string): Promise<DecodedAudio> {
  const [byKernels, plain] = await Promise.allSettled([
    decodeFile(path),
    decodeAudio(path, () => true)
  ])
  if (byKernels.status === 'rejected') {
    expect(plain).toEqual(byKernels)
    throw byKernels.reason
  }
  const { pcm, peaks, loudness, ...others } = byKernels.value!
  const judge = (plain as PromiseFulfilledResult<DecodedAudio>).value
  expect(judge).toMatchObject(others)
  expect(judge.loudness).toEqual(loudness === null ? null : expect.closeTo(loudness, 9))
  expect(judge.pcm.sampleRate).toBe(pcm.sampleRate)
  expect(judge.pcm.channels).toHaveLength(pcm.channels.length)
  pcm.channels.forEach((samples, c) => {
    expect(isSame(samples, judge.pcm.channels[c]!)).toBe(true)
    expect(isSame(peaks[c]!.minima, judge.peaks[c]!.minima)).toBe(true)
    expect(isSame(peaks[c]!.maxima, judge.peaks[c]!.maxima)).toBe(true)
  })
  return byKernels.value!
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer =>
    Buffer.from(buffer, byteOffset, byteLength)
  return bytesOf(a).equals(bytesOf(b))
}

async function decode(bytes: Uint8Array, name = 'take.wav'): Promise<DecodedAudio> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return decodePath(path)
}

async function failure(path: string): Promise<Failure> {
  const thrown: unknown = await decodePath(path).catch((error: unknown) => error)
  expect(thrown).toBeInstanceOf(Failure)
  return thrown as Failure
}

async function failureOf(bytes: Uint8Array, name = 'take.wav'): Promise<Failure> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return failure(path)
}

/** Long enough not to be remarked upon. */
const tone = Array.from({ length: 3000 }, (_, n) => Math.round(9000 * Math.sin(n / 7)))
const toneBytes = int16Bytes(tone)
const kinds = ({ summary }: DecodedAudio): string[] => summary.remarks.map(({ kind }) => kind)

describe('every coding keeps its values', () => {
  const floats = (bits: 32 | 64, values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc((values.length * bits) / 8)
    values.forEach((value, n) =>
      bits === 32 ? bytes.writeFloatLE(value, 4 * n) : bytes.writeDoubleLE(value, 8 * n)
    )
    return bytes
  }
  const ints = (bytesEach: number, values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * bytesEach)
    values.forEach((value, n) => bytes.writeIntLE(value, n * bytesEach, bytesEach))
    return bytes
  }
  test.each<[string, Chunk, Buffer, number[], string]>([
    ['8 bit', fmt({ bits: 8 }), Buffer.from([0, 128, 255]), [-1, 0, 127 / 128], 'int8'],
    ['16 bit', fmt(), ints(2, [-32768, 1, 32767]), [-1, 2 ** -15, 1 - 2 ** -15], 'int16'],
    [
      '24 bit',
      fmt({ bits: 24 }),
      ints(3, [-8388608, -1, 8388607]),
      [-1, -(2 ** -23), 1 - 2 ** -23],
      'int24'
    ],
    ['32 bit', fmt({ bits: 32 }), ints(4, [-(2 ** 31), 2 ** 30]), [-1, 0.5], 'int32'],
    ['float', fmt({ tag: 3, bits: 32 }), floats(32, [-3.25, 1e-30]), [-3.25, 1e-30], 'float32'],
    ['double', fmt({ tag: 3, bits: 64 }), floats(64, [0.1, -2]), [0.1, -2], 'float64'],
    [
      '24 valid bits in 32',
      fmt({ bits: 32, extensible: { validBits: 24 } }),
      ints(4, [-(2 ** 31), 256]),
      [-1, 2 ** -23],
      'int24'
    ],
    [
      '20 bits in 3 bytes',
      fmt({ bits: 20, blockAlign: 3 }),
      ints(3, [16, -16]),
      [2 ** -19, -(2 ** -19)],
      'int24'
    ]
  ])('%s', async (_, format, bytes, expected, sampleFormat) => {
    const { pcm, summary } = await decode(wav([format, data(bytes)]))
    expect([...pcm.channels[0]!]).toEqual(expected.map(Math.fround))
    expect(summary.sampleFormat).toBe(sampleFormat)
    expect(pcm.channels[0]!.buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('stereo is taken apart', async () => {
    const { pcm } = await decode(wav([fmt({ channels: 2 }), data(int16Bytes([1, 2, 3, 4, 5, 6]))]))
    const steps = pcm.channels.map((samples) => [...samples].map((value) => value * 2 ** 15))
    expect(steps).toEqual([
      [1, 3, 5],
      [2, 4, 6]
    ])
  })

  test('a recording of many blocks is joined without a seam', async () => {
    const random = createRandom(3)
    const values = Array.from({ length: 700_001 }, () => Math.floor(random() * 65536) - 32768)
    const fractions: number[] = []
    const path = join(folder, 'long.wav')
    writeFileSync(path, wav([fmt(), data(int16Bytes(values))]))
    const decoded = await decodeFile(path, (fraction) => fractions.push(fraction) > 0)
    const steps = decoded!.pcm.channels[0]!.map((value) => value * 2 ** 15)
    expect(steps.every((value, n) => value === values[n])).toBe(true)
    expect(fractions.length).toBeGreaterThan(1)
    expect(fractions.at(-1)).toBe(1)
    expect(await decodeFile(path, () => false)).toBeNull()
  })
})

describe('what comes with the samples', () => {
  test.each([1, 5, 2047, 2049, 70_001])('is an overview of %i samples', async (count) => {
    const values = Array.from(noise(2 * count, 8), (value) => Math.round(value * 32767))
    const bytes = wav([fmt({ channels: 2 }), data(int16Bytes(values))])
    const { pcm, overview } = await decode(bytes)
    const parts = peakOverview(count).count
    expect(overview).toHaveLength(2)
    overview.forEach((pairs, c) => {
      const wanted = Array.from({ length: parts }, (_, part) => {
        const [from, to] = [part, part + 1].map((edge) => Math.floor((edge * count) / parts))
        const samples = pcm.channels[c]!.subarray(from, to)
        return [Math.min(...samples), Math.max(...samples)]
      })
      expect([...pairs]).toEqual(wanted.flat())
      // It goes on to another process, where memory that is shared cannot go.
      expect(pairs.buffer).toBeInstanceOf(ArrayBuffer)
    })
  })

  test('memory that the kernels cannot have is missing for this file', async () => {
    const path = join(folder, 'take.wav')
    writeFileSync(path, wav([fmt(), data(toneBytes)]))
    const memory = vi.spyOn(WebAssembly, 'Memory').mockImplementation(function none() {
      throw new RangeError('could not allocate memory')
    })
    const thrown: unknown = await decodeFile(path).catch((error: unknown) => error)
    memory.mockRestore()
    expect(thrown).toMatchObject({
      code: 'engine/out-of-memory',
      details: { name: 'take.wav', path },
      message: expect.stringContaining(path) as string
    })
  })
})

describe('chunks', () => {
  const list = { id: 'LIST', body: Buffer.from('INFOsome words') }
  const odd = { id: 'JUNK', body: Buffer.from('odd') }

  test('may come in any order and with odd sizes, and are no sound', async () => {
    const orders = [
      [bext(48_000), odd, fmt(), list, data(toneBytes), odd, list],
      [odd, data(toneBytes), list, fmt(), odd, bext(48_000)]
    ]
    for (const chunks of orders) {
      const decoded = await decode(wav(chunks))
      expect(decoded.summary.sampleCount).toBe(tone.length)
      expect(decoded.summary.timeReference).toBe(48_000)
      expect(decoded.pcm.channels[0]![5]).toBe(tone[5]! / 2 ** 15)
      expect(decoded.summary.remarks).toEqual([])
    }
  })

  test('a writer that forgets the padding byte is understood', async () => {
    const bytes = wav([odd, fmt(), data(toneBytes)])
    const unpadded = Buffer.concat([bytes.subarray(0, 23), bytes.subarray(24)])
    expect((await decode(unpadded)).summary.sampleCount).toBe(tone.length)
  })

  test.each(['RF64', 'BW64'])('%s takes its size from ds64', async (riff) => {
    const chunks = [ds64(toneBytes.length), fmt(), data(toneBytes, 0xffffffff), list]
    const decoded = await decode(wav(chunks, { riff, size: 0xffffffff }))
    expect(decoded.summary.sampleCount).toBe(tone.length)
    expect(decoded.summary.remarks).toEqual([])
    expect(decoded.summary.format).toBe(`${riff}, 16-bit`)
  })
})

describe('sizes that are not true', () => {
  test.each([0, 0xffffffff, 0x7ffffff0])('a data size of %i reads to the end', async (claim) => {
    const decoded = await decode(wav([fmt(), data(toneBytes, claim)], { size: claim }))
    expect(decoded.summary.sampleCount).toBe(tone.length)
    expect(kinds(decoded)).toEqual(['size-unknown'])
  })

  test('a recording that was cut short opens with what is there', async () => {
    const cut = wav([fmt({ channels: 2 }), data(toneBytes)]).subarray(0, 44 + 4001)
    const decoded = await decode(cut)
    expect(decoded.summary.sampleCount).toBe(1000)
    expect(decoded.summary.remarks).toContainEqual({
      kind: 'truncated',
      expectedFrames: 1500,
      frames: 1000
    })
  })

  test('a size in ds64 beyond any disk is not believed', async () => {
    const chunks = [ds64(2 ** 50), fmt(), data(toneBytes, 0xffffffff)]
    const decoded = await decode(wav(chunks, { riff: 'RF64' }))
    expect(decoded.summary.sampleCount).toBe(tone.length)
    expect(kinds(decoded)).toEqual(['size-unknown'])
  })

  test('an empty data chunk before other chunks is empty', async () => {
    const tag = { id: 'LIST', body: Buffer.from('INFO') }
    expect((await failureOf(wav([fmt(), data(Buffer.alloc(0)), tag]))).code).toBe('audio/empty')
    expect((await failureOf(wav([fmt(), data(Buffer.alloc(0))]))).code).toBe('audio/empty')
    expect((await failureOf(wav([fmt()]))).code).toBe('audio/empty')
  })

  test('a recording beyond the limit is refused before memory is asked for', async () => {
    const path = join(folder, 'endless.wav')
    const chunks = [ds64(2 ** 30), fmt({ bits: 8 }), data(Buffer.alloc(2), 0xffffffff)]
    writeFileSync(path, wav(chunks, { riff: 'RF64' }))
    // A hole on the disk: as long as it says, without the bytes.
    truncateSync(path, 2 ** 30 + 200)
    const { code, details } = await failure(path)
    rmSync(path)
    expect(code).toBe('audio/too-long')
    expect(details).toMatchObject({ name: 'endless.wav', path })
  })
})

describe('odd sound', () => {
  const floatWav = (values: readonly number[]): Buffer => {
    const bytes = Buffer.from(Float32Array.from(values).buffer)
    return wav([fmt({ tag: 3, bits: 32 }), data(bytes)])
  }

  test('samples that are no numbers become 0 and are counted', async () => {
    const values = tone.map((value) => value / 32768)
    values.splice(10, 3, NaN, Infinity, -Infinity)
    const decoded = await decode(floatWav(values))
    expect(decoded.summary.remarks).toEqual([{ kind: 'not-finite', samples: 3 }])
    expect([...decoded.pcm.channels[0]!.subarray(10, 13)]).toEqual([0, 0, 0])
  })

  test('peaks over full scale stay', async () => {
    const decoded = await decode(floatWav([...tone.map((value) => value / 32768), -3.2]))
    expect(decoded.summary.remarks).toHaveLength(1)
    expect(decoded.summary.remarks[0]).toMatchObject({ kind: 'over-full-scale' })
    expect(decoded.summary.peakDb).toBeCloseTo(20 * Math.log10(3.2), 4)
    expect(decoded.pcm.channels[0]!.at(-1)).toBe(Math.fround(-3.2))
  })

  test('silence, a constant and ten samples are remarked upon', async () => {
    const silent = await decode(wav([fmt(), data(Buffer.alloc(8000))]))
    expect(kinds(silent)).toEqual(['silent'])
    expect(silent.summary.peakDb).toBe(SILENCE_DB)
    expect(silent.loudness).toBeNull()
    const constant = await decode(wav([fmt(), data(int16Bytes(new Array(4000).fill(8192)))]))
    expect(kinds(constant)).toEqual(['constant'])
    expect(kinds(await decode(wav([fmt(), data(toneBytes.subarray(0, 20))])))).toEqual([
      'very-short'
    ])
  })
})

describe('what is refused says why', () => {
  const body = toneBytes
  test.each<[string, Uint8Array, string, Record<string, string | number>]>([
    [
      'text',
      Buffer.from('Dear all,\nthe take is in the other folder.\n'),
      'audio/not-audio',
      { looksLike: 'text' }
    ],
    [
      'an image',
      Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1'),
      'audio/not-audio',
      { looksLike: 'image' }
    ],
    [
      'noise',
      Buffer.from([0, 1, 2, 3, 200, 201]),
      'audio/not-audio',
      { looksLike: 'unknown data' }
    ],
    ['no fmt chunk', wav([data(body)]), 'audio/not-audio', { looksLike: 'damaged WAV' }],
    ['no bytes', new Uint8Array(), 'audio/empty', {}],
    [
      'the beginning of FLAC',
      Buffer.from('fLaC\0\0\0\x22', 'latin1'),
      'audio/not-audio',
      { looksLike: 'damaged FLAC' }
    ],
    [
      'the beginning of MP3',
      Buffer.from([0xff, 0xfb, 0x90, 0x64, 0, 0]),
      'audio/not-audio',
      { looksLike: 'damaged MP3' }
    ],
    [
      'the beginning of AIFF',
      Buffer.from('FORM\0\0\0\0AIFFCOMM', 'latin1'),
      'audio/not-audio',
      { looksLike: 'damaged AIFF' }
    ],
    [
      'the beginning of Ogg',
      Buffer.from('OggS\0\x02', 'latin1'),
      'audio/not-audio',
      { looksLike: 'damaged Ogg' }
    ],
    ['WavPack', Buffer.from('wvpk\0\0', 'latin1'), 'audio/unsupported', { format: 'WavPack' }],
    [
      'ADPCM of no block size',
      wav([fmt({ tag: 2, bits: 4 }), data(body)]),
      'audio/unsupported',
      { format: 'WAV, Microsoft ADPCM in blocks of 0 bytes' }
    ],
    [
      'ADPCM of three bits',
      wav([fmt({ tag: 0x11, bits: 3, blockAlign: 256 }), data(body)]),
      'audio/unsupported',
      { format: 'WAV, IMA ADPCM of 3 bits' }
    ],
    [
      'MP3 in WAV without any frames',
      wav([fmt({ tag: 0x55 }), data(body)]),
      'audio/not-audio',
      { looksLike: 'damaged MP3' }
    ],
    [
      'GSM in WAV',
      wav([fmt({ tag: 0x31 }), data(body)]),
      'audio/unsupported',
      { format: 'WAV, GSM' }
    ],
    [
      'a low rate',
      wav([fmt({ rate: 4000 }), data(body)]),
      'audio/unsupported',
      { format: 'WAV at 4000 Hz' }
    ],
    [
      'nine channels',
      wav([fmt({ channels: 9 }), data(body)]),
      'audio/too-many-channels',
      { channels: 9 }
    ]
  ])('%s', async (_, bytes, code, details) => {
    const refused = await failureOf(bytes, 'odd one.wav')
    expect(refused.code).toBe(code)
    const path = join(folder, 'odd one.wav')
    expect(refused.details).toMatchObject({ name: 'odd one.wav', path, ...details })
  })

  test('a file that is not there', async () => {
    expect((await failure(join(folder, 'gone.wav'))).code).toBe('audio/not-found')
    expect((await failure(join(folder, 'take.wav', 'below.wav'))).code).toBe('audio/not-found')
  })

  test('a folder', async () => {
    expect(await failure(folder)).toMatchObject({
      code: 'audio/unreadable',
      details: { reason: 'folder', path: folder }
    })
  })

  if (process.platform !== 'win32') {
    test('a pipe, without waiting for it', async () => {
      const path = join(folder, 'pipe.wav')
      execFileSync('mkfifo', [path])
      expect((await failure(path)).code).toBe('audio/unreadable')
    })
  }
})

test('any damage to a header gives sound or a Failure', async () => {
  const random = createRandom(11)
  const whole = wav([
    bext(1),
    fmt({ bits: 24, channels: 2, extensible: { validBits: 24 } }),
    { id: 'JUNK', body: Buffer.from('odd') },
    data(toneBytes),
    { id: 'LIST', body: Buffer.from('INFO') }
  ])
  const places = [...Array(60).keys(), ...Array.from({ length: 80 }, (_, n) => 620 + n)]
  for (let round = 0; round < 500; round++) {
    const bytes = Buffer.from(whole)
    for (let hits = 1 + Math.floor(random() * 4); hits > 0; hits--) {
      const place = places[Math.floor(random() * places.length)]!
      bytes[place] = random() < 0.3 ? 255 : Math.floor(random() * 256)
    }
    const end = random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length
    try {
      const { pcm } = await decode(bytes.subarray(0, end), 'damaged.wav')
      expect(pcm.channels.every((samples) => samples.every(Number.isFinite))).toBe(true)
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(Failure)
    }
  }
})

/**
 * The odd files that lie beside the project where it is developed; elsewhere the cases above cover
 * them.
 */
const oddFolder = resolve(import.meta.dirname, '../../../../../shared/audio/odd')

describe.runIf(existsSync(oddFolder))('the odd files', () => {
  const count = { mono: 44_100, band: 88_200 }
  test.each<[string, number, number, number, string[]]>([
    ['pcm8-22k-mono.wav', 22050, 1, count.mono, []],
    ['pcm16-8k-mono.wav', 8000, 1, 16_000, []],
    ['pcm24-96k-stereo.wav', 96_000, 2, 96_000, []],
    ['float32-over-one.wav', 44_100, 1, 88_200, ['over-full-scale']],
    ['rf64.wav', 22_050, 1, count.mono, []],
    ['extensible-24in32.wav', 44_100, 2, 44_100, []],
    ['extensible-float32.wav', 44_100, 2, 44_100, []],
    ['bext-cue-smpl.wav', 22_050, 1, count.mono, []],
    ['naïve – 日本語 🎹 take 1.wav', 22_050, 1, count.mono, []],
    ['silence-2s.wav', 44_100, 2, 88_200, ['silent']],
    ['dc-only.wav', 44_100, 1, 44_100, ['constant']],
    ['single-click.wav', 44_100, 1, 44_100, []],
    ['ten-samples.wav', 22_050, 1, 10, ['very-short']],
    ['nan-inf-float32.wav', 22_050, 1, count.mono, ['not-finite']],
    ['truncated-data.wav', 22_050, 1, 20_000, ['truncated']],
    ['header-too-large.wav', 22_050, 1, count.mono, ['size-unknown']],
    ['header-streamed-ffffffff.wav', 22_050, 1, count.mono, ['size-unknown']],
    ['header-size-zero.wav', 22_050, 1, count.mono, ['size-unknown']],
    ['band.flac', 44_100, 2, count.band, []],
    ['band.aiff', 44_100, 2, count.band, []],
    ['band.mp3', 44_100, 2, count.band, []],
    ['band.ogg', 44_100, 2, count.band, []],
    ['band.opus', 48_000, 2, 96_000, []]
  ])('%s opens', async (name, rate, channels, frames, remarks) => {
    const decoded = await decodePath(join(oddFolder, name))
    expect(decoded.summary).toMatchObject({
      sampleRate: rate,
      channelCount: channels,
      sampleCount: frames,
      name
    })
    expect(kinds(decoded).filter((kind) => kind !== 'very-short' || frames < 2048)).toEqual(remarks)
    expect(decoded.pcm.channels.map((samples) => samples.length)).toEqual(
      new Array(channels).fill(frames)
    )
  })

  test.each([
    ['text-renamed.wav', 'audio/not-audio', { looksLike: 'text' }],
    ['zero-length-data.wav', 'audio/empty', {}],
    ['band.m4a', 'audio/window-only', { sampleRate: 44_100, channelCount: 2 }]
  ])('%s is refused', async (name, code, details) => {
    const refused = await failure(join(oddFolder, name))
    expect(refused.code).toBe(code)
    expect(refused.details).toMatchObject({ name, ...details })
  })
})
