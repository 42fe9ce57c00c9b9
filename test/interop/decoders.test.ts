/**
 * Every decoder against ffmpeg's output of the same file, sample by sample, without any alignment.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { DecodedAudio } from '../../src-main/engine/decode/decoded-audio'
import { createWavFile } from '../../src-main/engine/write/formats/encode-wav'
import { crc32 } from '../../src-main/engine/decode/crc'
import { decodeFile, fixtureBytes, fixturePath } from '../support/decoding'
import { noise } from '../support/signals'

const folder = mkdtempSync(join(tmpdir(), 'partwise-decoders-'))
afterAll(() => rmSync(folder, { recursive: true }))

function run(program: string, ...options: string[]): Buffer {
  const { status, stdout, stderr } = spawnSync(program, options, { maxBuffer: 2 ** 30 })
  if (status !== 0) throw new Error(`${program} ${options.join(' ')}: ${String(stderr)}`)
  return stdout
}

const convert = (from: string, name: string, ...options: string[]): string => {
  const path = join(folder, name)
  run('ffmpeg', '-v', 'error', '-y', '-i', from, ...options, path)
  return path
}

/**
 * A 24-bit WAV file of music of a kind: seeded noise that is more quiet than loud, and two tones.
 * The same numbers name the same file, which is made once.
 */
function source(sampleRate: number, channelCount: number, sampleCount = sampleRate + 789): string {
  const name = `source-${sampleRate}-${channelCount}-${sampleCount}.wav`
  if (existsSync(join(folder, name))) return join(folder, name)
  const file = createWavFile(folder, name, {
    format: 'wav24',
    sampleRate,
    channelCount,
    sampleCount,
    timeReference: null
  })
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float64Array.from(noise(sampleCount, 40 + c), (value, n) => {
      const t = n / sampleRate
      const tones =
        0.3 * Math.sin(2 * Math.PI * 440 * t) + 0.2 * Math.sin(2 * Math.PI * 1230 * t + c)
      return Math.round(0.5 * (tones + 0.3 * value ** 3 * Math.abs(Math.sin(3 * t))) * 2 ** 23)
    })
  )
  file.write(channels, sampleCount)
  return file.finish()
}

/** What ffmpeg makes of a file, interleaved, by its own decoder or one that is named. */
function byFfmpeg(path: string, decoder: string | null): Float64Array {
  const input = [...(decoder ? ['-c:a', decoder] : []), '-i', path]
  const bytes = run('ffmpeg', '-v', 'error', ...input, '-f', 'f64le', '-c:a', 'pcm_f64le', '-')
  return new Float64Array(new Uint8Array(bytes).buffer)
}

async function decode(path: string): Promise<DecodedAudio> {
  return (await decodeFile(path))!
}

/**
 * Difference to ffmpeg in dB relative to the sound, from the first sample on.
 * @param slack samples by which the lengths may differ
 */
async function difference(
  path: string,
  { slack = 0, decoder = null }: { slack?: number; decoder?: string | null } = {}
): Promise<{ db: number; decoded: DecodedAudio }> {
  const decoded = await decode(path)
  const { channels } = decoded.pcm
  const own = channels.length * channels[0]!.length
  const all = byFfmpeg(path, decoder)
  expect(Math.abs(all.length - own) / channels.length, 'samples').toBeLessThanOrEqual(slack)
  const theirs = all.subarray(0, own)
  let error = 0
  let power = 0
  theirs.forEach((value, i) => {
    const own = channels[i % channels.length]![Math.floor(i / channels.length)]!
    error += (own - Math.fround(value)) ** 2
    power += value ** 2
  })
  return { db: 10 * Math.log10(error / power), decoded }
}

const bothLayouts = [1, 2]

describe('lossless, to the last bit', () => {
  test.each([8000, 11_025, 22_050, 44_100, 48_000, 88_200, 96_000, 176_400, 192_000])(
    'FLAC at %i Hz',
    async (rate) => {
      for (const channels of bothLayouts) {
        for (const depth of ['s16', 's32']) {
          const options = ['-c:a', 'flac', '-sample_fmt', depth]
          const path = convert(
            source(rate, channels),
            `${rate}-${channels}-${depth}.flac`,
            ...options
          )
          const { db, decoded } = await difference(path)
          expect(db).toBe(-Infinity)
          expect(decoded.summary).toMatchObject({
            sampleRate: rate,
            channelCount: channels,
            sampleCount: rate + 789,
            sampleFormat: depth === 's16' ? 'int16' : 'int24',
            remarks: []
          })
        }
      }
    }
  )

  test.each(['-0', '-3', '-5', '-8'])('the flac program, level %s', async (level) => {
    const path = join(folder, `level${level}.flac`)
    run('flac', '--silent', '--force', level, '-o', path, source(44_100, 2))
    expect((await difference(path)).db).toBe(-Infinity)
  })

  test('FLAC of one sample, of silence, of 8 bits and of odd block sizes', async () => {
    const tiny = convert(source(44_100, 2, 1), 'tiny.flac', '-c:a', 'flac')
    expect((await decode(tiny)).summary.sampleCount).toBe(1)
    const silent = convert(source(44_100, 2), 'silent.flac', '-af', 'volume=0', '-c:a', 'flac')
    expect((await decode(silent)).summary.remarks).toEqual([{ kind: 'silent' }])
    const byte = join(folder, 'byte.wav')
    run('sox', '-D', source(44_100, 1), '-b', '8', byte)
    const byteFlac = join(folder, 'byte.flac')
    run('flac', '--silent', '--force', '-o', byteFlac, byte)
    expect((await difference(byteFlac)).db).toBe(-Infinity)
    const odd = join(folder, 'odd.flac')
    run('flac', '--silent', '--force', '--lax', '-b', '777', '-o', odd, source(44_100, 2))
    expect((await difference(odd)).db).toBe(-Infinity)
  })

  test('FLAC through a pipe, whose header does not know the length', async () => {
    const path = join(folder, 'pipe.flac')
    const options = ['-f', 'flac', '-']
    writeFileSync(path, run('ffmpeg', '-v', 'error', '-i', source(44_100, 2), ...options))
    const { db, decoded } = await difference(path)
    expect(db).toBe(-Infinity)
    expect(decoded.summary.sampleCount).toBe(44_889)
  })

  test('FLAC in Ogg', async () => {
    const path = convert(source(48_000, 2), 'ogg-flac.oga', '-c:a', 'flac', '-sample_fmt', 's32')
    expect((await difference(path)).db).toBe(-Infinity)
  })

  test.each([
    ['pcm_s16be', 'aiff'],
    ['pcm_s24be', 'aiff'],
    ['pcm_s32be', 'aiff'],
    ['pcm_s8', 'aiff'],
    ['pcm_s16le', 'aiff'],
    ['pcm_f32be', 'aiff'],
    ['pcm_f64be', 'aiff'],
    ['pcm_s24le', 'w64'],
    ['pcm_f32le', 'w64']
  ])('ffmpeg, %s in %s', async (coding, container) => {
    for (const channels of bothLayouts) {
      const name = `${coding}-${channels}.${container}`
      const path = convert(source(44_100, channels), name, '-c:a', coding)
      expect((await difference(path)).db).toBe(-Infinity)
    }
  })

  test.each([
    ['8', 'aiff'],
    ['16', 'aiff'],
    ['24', 'aiff'],
    ['32', 'aiff'],
    ['16', 'aifc'],
    ['24', 'w64']
  ])('sox, %s bit %s', async (bits, container) => {
    const path = join(folder, `sox-${bits}.${container}`)
    run('sox', '-D', source(48_000, 2), '-b', bits, path)
    expect((await difference(path)).db).toBe(-Infinity)
  })
})

describe('codings of telephones and games, to the last step', () => {
  /** What SoX makes of a file, in interleaved steps of 16 bits. */
  const bySox = (path: string): Int16Array => {
    const bytes = run('sox', '-D', path, '-t', 'raw', '-e', 'signed', '-b', '16', '-L', '-')
    return new Int16Array(new Uint8Array(bytes).buffer)
  }
  const expectAsSox = async (path: string): Promise<DecodedAudio> => {
    const decoded = await decode(path)
    const { channels } = decoded.pcm
    const C = channels.length
    const own = Int16Array.from({ length: C * channels[0]!.length }, (_, i) => {
      return channels[i % C]![Math.floor(i / C)]! * 2 ** 15
    })
    // SoX gives the last block whole.
    expect(own).toEqual(bySox(path).subarray(0, own.length))
    return decoded
  }

  test.each([
    ['pcm_mulaw', 'wav', 'WAV, mu-law'],
    ['pcm_mulaw', 'aiff', 'AIFF-C, mu-law'],
    ['pcm_mulaw', 'w64', 'Wave64, mu-law'],
    ['pcm_alaw', 'wav', 'WAV, A-law'],
    ['pcm_alaw', 'aiff', 'AIFF-C, A-law'],
    ['adpcm_ms', 'wav', 'WAV, Microsoft ADPCM'],
    ['adpcm_ms', 'w64', 'Wave64, Microsoft ADPCM'],
    ['adpcm_ima_qt', 'aiff', 'AIFF-C, IMA ADPCM']
  ])('ffmpeg, %s in %s', async (coding, container, format) => {
    for (const channels of bothLayouts) {
      const name = `${coding}-${channels}.${container}`
      const path = convert(source(22_050, channels), name, '-c:a', coding)
      const { db, decoded } = await difference(path)
      expect(db, name).toBe(-Infinity)
      expect(decoded.summary, name).toMatchObject({ format, channelCount: channels, remarks: [] })
    }
  })

  test.each([
    ['mu-law', 'mu-law'],
    ['a-law', 'A-law'],
    ['ima-adpcm', 'IMA ADPCM']
  ])('SoX, %s, little and big-endian', async (coding, words) => {
    for (const channels of bothLayouts) {
      for (const [order, container] of [
        ['-L', 'WAV'],
        ['-B', 'RIFX']
      ] as const) {
        const path = join(folder, `sox-${coding}-${channels}${order}.wav`)
        run('sox', '-D', source(22_050, channels), order, '-e', coding, path)
        const { summary } = await expectAsSox(path)
        expect(summary.format).toBe(`${container}, ${words}`)
        expect(summary.sampleCount).toBe(22_050 + 789)
      }
    }
  })

  test('IMA ADPCM of ffmpeg, which its own decoder reads otherwise than the standard', async () => {
    for (const channels of bothLayouts) {
      const name = `ima-${channels}.wav`
      await expectAsSox(convert(source(22_050, channels), name, '-c:a', 'adpcm_ima_wav'))
    }
  })

  test.each([
    ['16', 'signed'],
    ['24', 'signed'],
    ['32', 'float']
  ])('SoX, RIFX of %s bits, %s', async (bits, encoding) => {
    const little = join(folder, `little-${bits}.wav`)
    const big = join(folder, `big-${bits}.wav`)
    run('sox', '-D', source(48_000, 2), '-b', bits, '-e', encoding, little)
    run('sox', '-D', source(48_000, 2), '-B', '-b', bits, '-e', encoding, big)
    expect((await decode(big)).pcm).toEqual((await decode(little)).pcm)
  })

  test('MP3 in WAV of ffmpeg', async () => {
    for (const channels of bothLayouts) {
      const path = convert(source(44_100, channels), `mp3-${channels}.wav`, '-c:a', 'libmp3lame')
      const { db, decoded } = await difference(path)
      expect(db).toBeLessThanOrEqual(-110)
      expect(decoded.summary).toMatchObject({ format: 'WAV, MP3', remarks: [] })
    }
  })
})

describe('MP3, to -110 dB', () => {
  test.each([16_000, 22_050, 32_000, 44_100, 48_000])('%i Hz', async (rate) => {
    for (const channels of bothLayouts) {
      for (const [kind, options] of Object.entries({
        constant: ['-b:a', rate < 32_000 ? '64k' : '192k'],
        variable: ['-q:a', '4'],
        untagged: ['-b:a', rate < 32_000 ? '32k' : '96k', '-write_xing', '0']
      })) {
        const name = `${rate}-${channels}-${kind}.mp3`
        const path = convert(source(rate, channels), name, '-c:a', 'libmp3lame', ...options)
        const { db, decoded } = await difference(path)
        expect(db, name).toBeLessThanOrEqual(-110)
        expect(decoded.summary.remarks, name).toEqual([])
        // Without the tag nobody knows what the encoder has put around.
        if (kind !== 'untagged') expect(decoded.summary.sampleCount).toBe(rate + 789)
      }
    }
  })

  test('at the lengths where the last frame is full, nearly full and nearly empty', async () => {
    for (const length of [600, 1151, 1152, 1153, 2000, 47 * 1152 - 1105]) {
      const path = convert(source(44_100, 1, length), `${length}.mp3`, '-c:a', 'libmp3lame')
      expect((await difference(path)).db).toBeLessThanOrEqual(-110)
    }
  })

  test('24 kHz, where ffmpeg reads short blocks in a way of its own', async () => {
    // libmad and mpg123 agree to -100 dB where both differ from ffmpeg, by two frames of this file.
    const path = convert(source(24_000, 1), '24.mp3', '-c:a', 'libmp3lame', '-b:a', '64k')
    expect((await difference(path)).db).toBeLessThanOrEqual(-50)
  })

  test('MP2', async () => {
    const path = convert(source(48_000, 2), 'two.mp2', '-c:a', 'mp2', '-b:a', '192k')
    const { db, decoded } = await difference(path)
    expect(decoded.summary.format).toBe('MP2')
    expect(db).toBeLessThanOrEqual(-80)
  })
})

describe('Ogg Vorbis, to -110 dB', () => {
  test.each([8000, 22_050, 44_100, 48_000, 96_000])('%i Hz', async (rate) => {
    for (const channels of bothLayouts) {
      for (const quality of ['0', '6']) {
        const name = `${rate}-${channels}-${quality}.ogg`
        const path = convert(source(rate, channels), name, '-c:a', 'libvorbis', '-q:a', quality)
        // ffmpeg sometimes leaves out half a short block that the last page still counts.
        const { db, decoded } = await difference(path, { slack: 128 })
        expect(db, name).toBeLessThanOrEqual(-110)
        expect(decoded.summary).toMatchObject({ sampleCount: rate + 789, remarks: [] })
      }
    }
  })

  test('sox at any length', async () => {
    for (const length of [1, 100, 1024, 5000]) {
      const path = join(folder, `sox-${length}.ogg`)
      run('sox', source(44_100, 2, length), path)
      expect((await decode(path)).summary.sampleCount).toBe(length)
      // ffmpeg keeps the whole block where all sound is on one page.
      expect((await difference(path, { slack: 1024 })).db).toBeLessThanOrEqual(-110)
    }
  })
})

describe('Ogg Opus, to -60 dB', () => {
  test.each([8000, 44_100, 48_000])('made of %i Hz', async (rate) => {
    for (const channels of bothLayouts) {
      for (const [bitrate, frame] of [
        ['32k', '60'],
        ['96k', '20'],
        ['160k', '10']
      ] as const) {
        const name = `${rate}-${channels}-${bitrate}.opus`
        const coding = ['-c:a', 'libopus', '-b:a', bitrate, '-frame_duration', frame]
        const path = convert(source(rate, channels), name, ...coding)
        // At low rates speech coding takes part, which ffmpeg's own decoder resamples otherwise.
        const decoder = bitrate === '32k' ? 'libopus' : null
        const { db, decoded } = await difference(path, { decoder })
        expect(db, name).toBeLessThanOrEqual(-60)
        expect(decoded.summary).toMatchObject({ sampleRate: 48_000, remarks: [] })
      }
    }
  })

  test('with the output gain of its header', async () => {
    const bytes = fixtureBytes('sound.opus')
    // Q7.8 decibels: -6.5 dB.
    bytes.writeInt16LE(-6.5 * 256, bytes.indexOf('OpusHead') + 16)
    const page = 27 + bytes[26]! + 19
    bytes.writeUInt32LE(0, 22)
    bytes.writeUInt32LE(crc32(bytes, 0, page), 22)
    const path = join(folder, 'gain.opus')
    writeFileSync(path, bytes)
    const { db, decoded } = await difference(path, { decoder: 'libopus' })
    expect(db).toBeLessThanOrEqual(-60)
    const plain = await decode(fixturePath('sound.opus'))
    expect(decoded.summary.peakDb).toBeCloseTo(plain.summary.peakDb - 6.5, 3)
  })
})

describe('tags', () => {
  test.each(['flac', 'mp3', 'ogg', 'opus', 'wav'])('of %s by ffmpeg', async (ending) => {
    const tempo = ending === 'mp3' ? 'TBPM=128' : 'BPM=128'
    const tags = ['title=Zeit – 時', 'artist=Ånd', 'album=Über', ending === 'wav' ? '' : tempo]
    const options = tags.filter(Boolean).flatMap((tag) => ['-metadata', tag])
    const coding = ending === 'ogg' ? ['-c:a', 'libvorbis'] : []
    const path = convert(source(44_100, 1), `tags.${ending}`, ...coding, ...options)
    expect((await decode(path)).summary.tags).toEqual({
      title: 'Zeit – 時',
      artist: 'Ånd',
      album: 'Über',
      tempo: ending === 'wav' ? null : 128
    })
  })

  test('ID3 of versions 2.3 and 2.4, in UTF-16 and UTF-8', async () => {
    for (const version of ['3', '4']) {
      const options = ['-id3v2_version', version, '-metadata', 'title=Grüße 🎹']
      const path = convert(source(44_100, 1), `id3-${version}.mp3`, ...options)
      expect((await decode(path)).summary.tags.title).toBe('Grüße 🎹')
    }
  })
})

test('M4A files of ffmpeg say the length of their source', async () => {
  for (const length of [44_889, 44_100, 44_111, 10_000]) {
    const path = convert(source(44_100, 2, length), `${length}.m4a`, '-c:a', 'aac')
    // As the window would decode it: all that is coded, and nothing trimmed.
    const raw = new Float32Array(1024 + Math.ceil((length + 1024) / 1024) * 1024)
    const fromWindow = { sampleRate: 44_100, channels: [raw, raw] }
    const decoded = (await decodeFile(path, () => true, fromWindow))!
    expect(decoded.summary.sampleCount).toBe(length)
    expect(readFileSync(path).length).toBeGreaterThan(0)
  }
})
