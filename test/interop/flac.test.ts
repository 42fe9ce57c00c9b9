import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { createFlacFile } from '../../src-main/engine/write/formats/encode-flac'
import type { FlacSpec } from '../../src-main/engine/write/formats/flac-header'
import { loadLibFlac } from '../../src-main/engine/write/formats/libflac'
import { createRandom } from '../../src-main/engine/factorize/start/random-start'
import { run, runPython } from '../support/programs'

const folder = mkdtempSync(join(tmpdir(), 'partwise-flac-'))
afterAll(() => rmSync(folder, { recursive: true }))
const library = await loadLibFlac()
const written: [string, number, number, number, string][] = []
let files = 0

/** Writes noisy tones that reach both ends of the scale, and gives them back as raw bytes. */
function write(spec: FlacSpec): { path: string; raw: Buffer } {
  const { bits, channelCount, sampleCount } = spec
  const random = createRandom(sampleCount)
  const full = 2 ** (bits - 1)
  const channels = Array.from({ length: channelCount }, (_, c) =>
    Float64Array.from({ length: sampleCount }, (_, n) => {
      const value = 1.1 * Math.sin(n / (7 + c)) + 0.1 * (random() - 0.5)
      return Math.max(-full, Math.min(full - 1, Math.round(full * value)))
    })
  )
  const file = createFlacFile(library, folder, `${files++}.flac`, spec)
  file.write(channels, sampleCount)
  const path = file.finish()
  const width = bits / 8
  const raw = Buffer.alloc(sampleCount * channelCount * width)
  for (let n = 0, at = 0; n < sampleCount; n++) {
    for (const samples of channels) at = raw.writeIntLE(samples[n]!, at, width)
  }
  return { path, raw }
}

const rawFormat = ['--force-raw-format', '--endian=little', '--sign=signed']

describe.each([8000, 22_050, 44_100, 48_000, 96_000, 192_000])('FLAC at %i Hz', (sampleRate) => {
  test.each([
    [16, 1, 1],
    [24, 2, 10],
    [16, 2, 4095],
    [24, 1, 4097],
    [24, 2, 50_000]
  ] as const)('%i bit, %i channel(s), %i samples: others decode the same bits', (...shape) => {
    const [bits, channelCount, sampleCount] = shape
    const { path, raw } = write({ bits, sampleRate, channelCount, sampleCount })
    run('flac', '--silent', '--test', '--warnings-as-errors', path)
    expect(run('flac', '--silent', '-d', '-c', ...rawFormat, path).equals(raw)).toBe(true)
    const coding = `s${bits}le`
    const byFfmpeg = ['-v', 'error', '-i', path, '-f', coding, '-c:a', `pcm_${coding}`, '-']
    expect(run('ffmpeg', ...byFfmpeg).equals(raw)).toBe(true)
    written.push([path, sampleRate, channelCount, sampleCount, `PCM_${bits}`])
  })
})

test('libsndfile finds rate, channels, length and depth of all of them', () => {
  const script =
    'import sys, json, soundfile as s\n' +
    'facts = [s.info(path) for path in sys.argv[1:]]\n' +
    'print(json.dumps([[f.samplerate, f.channels, f.frames, f.subtype] for f in facts]))'
  const paths = written.map(([path]) => path)
  expect(paths).toHaveLength(30)
  const facts = JSON.parse(runPython(script, ...paths)) as unknown
  expect(facts).toEqual(written.map(([, ...expected]) => expected))
})

test('ten minutes: flac finds what was written, and its own MD5 right', () => {
  const spec: FlacSpec = { bits: 16, sampleRate: 44_100, channelCount: 1, sampleCount: 26_460_000 }
  const file = createFlacFile(library, folder, 'long.flac', spec)
  const md5 = createHash('md5')
  const block = new Float64Array(441_000)
  const bytes = Buffer.alloc(2 * block.length)
  for (let from = 0; from < spec.sampleCount; from += block.length) {
    for (let n = 0; n < block.length; n++) {
      block[n] = Math.round(20_000 * Math.sin((from + n) / 31) * Math.sin((from + n) / 1e5))
      bytes.writeInt16LE(block[n]!, 2 * n)
    }
    md5.update(bytes)
    file.write([block], block.length)
  }
  const path = file.finish()
  run('flac', '--silent', '--test', '--warnings-as-errors', path)
  expect(run('metaflac', '--show-md5sum', path).toString().trim()).toBe(md5.digest('hex'))
  const at = ['--skip=26459000', '--until=26459100']
  expect(run('flac', '--silent', '-d', '-c', ...rawFormat, ...at, path)).toHaveLength(200)
})

test('tags are read by others', () => {
  const tags = { TITLE: 'Flöte – 日本 🎹', ARTIST: 'A=B', ALBUM: 'Stems', TRACKNUMBER: '3' }
  const { path } = write({ bits: 16, sampleRate: 44_100, channelCount: 1, sampleCount: 9, tags })
  const shown = run('ffprobe', '-v', 'error', '-of', 'json', '-show_entries', 'format_tags', path)
  const { format } = JSON.parse(shown.toString()) as { format: { tags: Record<string, string> } }
  expect(format.tags).toMatchObject({
    TITLE: tags.TITLE,
    ARTIST: 'A=B',
    ALBUM: 'Stems',
    track: '3'
  })
  const listed = run('metaflac', '--no-utf8-convert', '--export-tags-to=-', path).toString()
  expect(listed.trim().split('\n')).toEqual(Object.entries(tags).map((tag) => tag.join('=')))
})
