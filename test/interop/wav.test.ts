import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Pcm } from '../../shared/audio'
import type { ExportFormat } from '../../shared/contract'
import { createWavFile } from '../../src-main/engine/write/formats/encode-wav'
import { writeStemSet } from '../../src-main/engine/write/write-stem-set'
import { decodeFile } from '../support/decoding'
import { kernelModule } from '../support/kernels'
import { run } from '../support/programs'
import { readWav } from '../support/read-wav'
import { noise, randomFactorization, summaryOf } from '../support/random-separation'

const folder = mkdtempSync(join(tmpdir(), 'partwise-interop-'))
afterAll(() => rmSync(folder, { recursive: true }))
const carryOn = (): boolean => true

/** Writes random stems of noise in a folder of their own. */
async function stemsOf(pcm: Pcm, format: ExportFormat, name: string): Promise<string[]> {
  const target = mkdtempSync(join(folder, `${name}-`))
  const stems = [0, 1, 2].map((k) => ({ name: `${k}`, components: [k], gain: 1 }))
  const written = await writeStemSet(
    {
      pcm,
      summary: { ...summaryOf(pcm), timeReference: 4410 },
      factorization: randomFactorization(pcm, 3),
      stems,
      format,
      folder: target,
      fileNames: ['1.wav', '2.wav', '3.wav', 'Rest.wav'],
      complete: true
    },
    carryOn,
    { module: kernelModule }
  )
  return [...written!.files]
}

/** Raw bytes of a file's samples as ffmpeg reads them. */
function rawByFfmpeg(path: string, coding: string): Buffer {
  return run('ffmpeg', '-v', 'error', '-i', path, '-f', coding, '-c:a', `pcm_${coding}`, '-')
}

function intsOf(bytes: Buffer, width: number): number[] {
  return Array.from({ length: bytes.length / width }, (_, i) => bytes.readIntLE(i * width, width))
}

describe.each([1, 2])('stems with %i channel(s), read by others', (channels) => {
  const pcm = noise(30_001, { channels })

  test.each([
    ['wav16', '16', 's16le', 2],
    ['wav24', '24', 's24le', 3]
  ] as const)('%s: sox and ffmpeg read the same integers', async (format, bits, coding, width) => {
    for (const file of await stemsOf(pcm, format, format)) {
      const own = [...readWav(file).values]
      const soxInfo = (flag: string): string => run('soxi', flag, file).toString().trim()
      expect([soxInfo('-r'), soxInfo('-c'), soxInfo('-s'), soxInfo('-b')]).toEqual([
        '44100',
        String(channels),
        '30001',
        bits
      ])
      const bySox = run('sox', file, '-t', 'raw', '-e', 'signed', '-b', bits, '-L', '-')
      expect(intsOf(bySox, width)).toEqual(own)
      expect(intsOf(rawByFfmpeg(file, coding), width)).toEqual(own)
    }
  })

  test('24-bit: sox mixes them to the recording, sample for sample', async () => {
    const files = await stemsOf(pcm, 'wav24', 'mix')
    const inputs = files.flatMap((file) => ['-v', '1', file])
    const mixed = run('sox', '-m', ...inputs, '-t', 'raw', '-e', 'signed', '-b', '24', '-L', '-')
    const recording = Array.from({ length: 30_001 * channels }, (_, i) => {
      return Math.round(pcm.channels[i % channels]![Math.floor(i / channels)]! * 2 ** 23) + 0
    })
    expect(intsOf(mixed, 3)).toEqual(recording)
  })

  test('32-bit float: ffmpeg reads the same bits', async () => {
    for (const file of await stemsOf(pcm, 'wav32f', 'float')) {
      const bytes = rawByFfmpeg(file, 'f32le')
      const values = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i))
      expect(values).toEqual([...readWav(file).values])
    }
  })

  test('flac keeps what was written', async () => {
    const [file] = await stemsOf(pcm, 'wav24', 'flac')
    const packed = join(folder, `packed-${channels}.flac`)
    run('flac', '--silent', '--force', '-o', packed, file!)
    const raw = ['--force-raw-format', '--endian=little', '--sign=signed']
    const unpacked = run('flac', '--silent', '-d', '-c', ...raw, packed)
    expect(intsOf(unpacked, 3)).toEqual([...readWav(file!).values])
  })
})

test('ffprobe finds the place on the time line', async () => {
  const [file] = await stemsOf(noise(5000), 'wav24', 'bext')
  const tags = run('ffprobe', '-v', 'error', '-show_entries', 'format_tags', file!).toString()
  expect(tags).toContain('TAG:time_reference=4410')
})

test('ffprobe reads what the bext chunk says', () => {
  const file = createWavFile(folder, 'origin.wav', {
    format: 'wav24',
    sampleRate: 48_000,
    channelCount: 1,
    sampleCount: 2,
    timeReference: 86_400 * 48_000 - 1,
    origin: { description: 'Bass of a song', date: new Date(2026, 10, 23, 14, 5, 6) }
  })
  file.write([Float64Array.of(1, 2)], 2)
  const path = file.finish()
  const shown = run('ffprobe', '-v', 'error', '-show_entries', 'format_tags', path)
  const tags = shown.toString().split('\n')
  expect(tags).toContain('TAG:comment=Bass of a song')
  expect(tags).toContain('TAG:encoded_by=Partwise')
  expect(tags).toContain('TAG:date=2026-11-23')
  expect(tags).toContain('TAG:creation_time=14:05:06')
  expect(tags).toContain('TAG:time_reference=4147199999')
  expect(shown.toString()).toContain('A=PCM,F=48000,W=24,M=mono,T=Partwise')
})

test('RF64 is read by sox, ffmpeg and flac', () => {
  const spec = {
    format: 'wav24',
    sampleRate: 48_000,
    channelCount: 1,
    timeReference: null
  } as const
  const values = Float64Array.from({ length: 5001 }, (_, n) => ((n * 7919) % 2 ** 24) - 2 ** 23)
  const file = createWavFile(folder, 'large.wav', { ...spec, sampleCount: 5001, riffLimit: 0 })
  file.write([values], 5001)
  const path = file.finish()
  expect(readFileSync(path).toString('latin1', 0, 4)).toBe('RF64')
  const bySox = run('sox', path, '-t', 'raw', '-e', 'signed', '-b', '24', '-L', '-')
  expect(intsOf(bySox, 3)).toEqual([...values])
  expect(intsOf(rawByFfmpeg(path, 's24le'), 3)).toEqual([...values])
  run('flac', '--silent', '--force', '-o', join(folder, 'large.flac'), path)
})

describe('what others write', () => {
  const pcm = noise(20_000, { channels: 2, seed: 4 })
  const source = join(folder, 'source.wav')
  beforeAll(async () => {
    const file = createWavFile(folder, 'source.wav', {
      format: 'wav24',
      sampleRate: 44_100,
      channelCount: 2,
      sampleCount: 20_000,
      timeReference: null
    })
    const steps = pcm.channels.map((samples) => {
      return Float64Array.from(samples, (value) => Math.round(value * 2 ** 23))
    })
    file.write(steps, 20_000)
    file.finish()
    expect((await decodeFile(source))!.summary.sampleCount).toBe(20_000)
  })

  /** Both channels of a file as ffmpeg decodes it to float64, and as Partwise does. */
  async function expectSame(path: string): Promise<void> {
    const { pcm: own } = (await decodeFile(path))!
    const bytes = rawByFfmpeg(path, 'f64le')
    const [left, right] = own.channels
    expect(bytes.length).toBe(16 * left!.length)
    left!.forEach((value, n) => {
      if (value !== Math.fround(bytes.readDoubleLE(16 * n))) throw new Error(`left, sample ${n}`)
      if (right![n] !== Math.fround(bytes.readDoubleLE(16 * n + 8))) {
        throw new Error(`right, sample ${n}`)
      }
    })
  }

  test.each(['u8', 's16le', 's24le', 's32le', 'f32le', 'f64le'])('ffmpeg, %s', async (coding) => {
    const path = join(folder, `ffmpeg-${coding}.wav`)
    run('ffmpeg', '-v', 'error', '-y', '-i', source, '-c:a', `pcm_${coding}`, path)
    await expectSame(path)
  })

  test('ffmpeg, RF64 with a place on the time line', async () => {
    const path = join(folder, 'ffmpeg-rf64.wav')
    const options = ['-rf64', 'always', '-write_bext', '1', '-metadata', 'time_reference=88200']
    run('ffmpeg', '-v', 'error', '-y', '-i', source, '-c:a', 'pcm_s24le', ...options, path)
    await expectSame(path)
    const { summary } = (await decodeFile(path))!
    expect(summary).toMatchObject({ format: 'RF64, 24-bit', timeReference: 88_200 })
  })

  test('ffmpeg into a pipe, which cannot know the length', async () => {
    const path = join(folder, 'ffmpeg-pipe.wav')
    writeFileSync(path, run('ffmpeg', '-v', 'error', '-i', source, '-f', 'wav', '-'))
    const { summary } = (await decodeFile(path))!
    expect(summary.sampleCount).toBe(20_000)
    expect(summary.remarks).toEqual([{ kind: 'size-unknown' }])
  })

  test.each(['8', '16', '24', '32'])('sox, %s bit', async (bits) => {
    const path = join(folder, `sox-${bits}.wav`)
    run('sox', '-D', source, '-b', bits, path)
    await expectSame(path)
  })

  test.each(['gsm_ms', 'ac3'])('ffmpeg, %s, is refused by name', async (coding) => {
    const path = join(folder, `ffmpeg-${coding}.wav`)
    const options = coding === 'gsm_ms' ? ['-ac', '1', '-ar', '8000'] : []
    run('ffmpeg', '-v', 'error', '-y', '-i', source, ...options, '-c:a', coding, path)
    await expect(decodeFile(path)).rejects.toMatchObject({
      code: 'audio/unsupported',
      details: { format: coding === 'ac3' ? 'WAV, AC-3' : 'WAV, GSM' }
    })
  })
})

test('ffmpeg measures the same loudness', async () => {
  for (const channels of [1, 2]) {
    // Noise that swells and fades, so that both gates have something to leave out.
    const { channels: even } = noise(441_000, { channels, peak: 0.5 })
    const path = join(folder, `loudness-${channels}.wav`)
    const file = createWavFile(folder, `loudness-${channels}.wav`, {
      format: 'wav32f',
      sampleRate: 44_100,
      channelCount: channels,
      sampleCount: 441_000,
      timeReference: null
    })
    const swelling = even.map((samples) => {
      return Float64Array.from(samples, (value, n) => value * Math.sin(n / 60_000) ** 4)
    })
    file.write(swelling, 441_000)
    file.finish()
    const filter = ['-af', 'ebur128', '-f', 'null', '-']
    const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', '-i', path, ...filter])
    const summary = stderr.toString().split('Summary:')[1] ?? ''
    const measured = Number(/I:\s+(-?[\d.]+) LUFS/.exec(summary)?.[1])
    const { loudness } = (await decodeFile(path))!
    expect(Math.abs(loudness! - measured)).toBeLessThanOrEqual(0.1)
  }
})
