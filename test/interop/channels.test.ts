/** More than two channels, as ffmpeg, sox and flac write and read them. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { AudioSummary, Pcm } from '../../shared/audio'
import type { ExportFormat } from '../../shared/contract'
import { layoutText } from '../../shared/speakers'
import { writeStemSet } from '../../src-main/engine/write/write-stem-set'
import { errorDb } from '../support/compare'
import { decodeFile } from '../support/decoding'
import { kernelModule } from '../support/kernels'
import { run } from '../support/programs'
import { randomFactorization } from '../support/random-separation'

const folder = mkdtempSync(join(tmpdir(), 'partwise-channels-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Layouts as ffmpeg calls them, and their masks. */
const layouts = [
  ['3.0', 3, 0x7],
  ['quad', 4, 0x33],
  ['5.0', 5, 0x37],
  ['5.1', 6, 0x3f],
  ['6.1', 7, 0x70f],
  ['7.1', 8, 0x63f]
] as const

/** A file of tones, another pitch on each channel, made by ffmpeg. */
function tones(layout: string, count: number, name: string, ...options: string[]): string {
  const path = join(folder, name)
  const sines = Array.from({ length: count }, (_, c) => `0.3*sin(2*PI*${300 + 170 * c}*t)`)
  const input = `aevalsrc='${sines.join('|')}':c=${layout}:s=48000:d=0.7`
  run('ffmpeg', '-v', 'error', '-y', '-f', 'lavfi', '-i', input, ...options, path)
  return path
}

/** The pitch of each channel in Hz, by its zero crossings; 0 for next to nothing. */
function pitches({ channels, sampleRate }: Pcm): number[] {
  return channels.map((samples) => {
    const middle = samples.subarray(samples.length / 4, (3 * samples.length) / 4)
    let crossings = 0
    for (let n = 1; n < middle.length; n++) {
      if (middle[n - 1]! < 0 !== middle[n]! < 0) crossings++
    }
    return Math.round((crossings * sampleRate) / 2 / middle.length)
  })
}

function expectTones({ pcm, summary }: { pcm: Pcm; summary: AudioSummary }): void {
  pitches(pcm).forEach((pitch, c) => {
    expect(Math.abs(pitch - (300 + 170 * c)), `channel ${c} of ${summary.format}`).toBeLessThan(12)
  })
}

describe.each(layouts)('what ffmpeg writes in %s', (layout, count, channelMask) => {
  test.each([
    ['wav', 'pcm_s16le'],
    ['wav', 'pcm_s24le'],
    ['wav', 'pcm_f32le'],
    ['w64', 'pcm_s24le'],
    ['flac', 'flac'],
    ['oga', 'flac']
  ])('%s, %s: every channel is where it belongs', async (extension, coding) => {
    const path = tones(layout, count, `${layout}-${coding}.${extension}`, '-c:a', coding)
    const decoded = (await decodeFile(path))!
    expect(decoded.summary).toMatchObject({ channelCount: count, channelMask, remarks: [] })
    expectTones(decoded)
  })

  test.each([
    ['ogg', 'libvorbis'],
    ['opus', 'libopus']
  ])('%s, %s: every channel is where it belongs', async (extension, coding) => {
    const options = ['-c:a', coding, '-b:a', '500k']
    const path = tones(layout, count, `${layout}-${coding}.${extension}`, ...options)
    const decoded = (await decodeFile(path))!
    expect(decoded.summary).toMatchObject({ channelCount: count, channelMask, remarks: [] })
    // Coders leave little on the channel of low effects, and ffmpeg's libopus mixes up places of
    // 5.0 and 6.1, as its own decoder shows: so what it decodes is what is expected.
    const unpacked = join(folder, `${layout}-${coding}.wav`)
    run('ffmpeg', '-v', 'error', '-y', '-i', path, '-c:a', 'pcm_f32le', unpacked)
    const { channels } = (await decodeFile(unpacked))!.pcm
    channels.forEach((samples, c) => {
      // It also leaves out the last half of a short block.
      const own = decoded.pcm.channels[c]!.subarray(0, samples.length)
      expect(errorDb(samples, own), `channel ${c}`).toBeLessThan(-50)
    })
  })

  test('AIFF keeps its channels in their order', async () => {
    const path = tones(layout, count, `${layout}.aiff`, '-c:a', 'pcm_s16be')
    const decoded = (await decodeFile(path))!
    expect(decoded.summary.channelCount).toBe(count)
    expectTones(decoded)
  })
})

/** Writes stems of the file's sound, three and Rest. */
async function stemsOf(path: string, format: ExportFormat): Promise<string[]> {
  const { pcm, summary } = (await decodeFile(path))!
  const target = mkdtempSync(join(folder, 'stems-'))
  const extension = format.startsWith('flac') ? 'flac' : 'wav'
  const written = await writeStemSet(
    {
      pcm,
      summary,
      factorization: randomFactorization(pcm, 3),
      stems: [0, 1, 2].map((k) => ({ name: `${k}`, components: [k], gain: 1 })),
      format,
      folder: target,
      fileNames: ['1', '2', '3', 'Rest'].map((name) => `${name}.${extension}`),
      complete: true
    },
    () => true,
    { module: kernelModule }
  )
  return [...written!.files]
}

const steps = (path: string): Int32Array =>
  Int32Array.from(
    new Int32Array(new Uint8Array(run('sox', path, '-t', 's32', '-')).buffer),
    (value) => value / 256
  )

describe.each(['wav24', 'flac24'] as const)('stems in %s', (format) => {
  test.each(layouts)('of %s add up to it exactly, as sox reads them', async (layout, count) => {
    const path = tones(layout, count, `sum-${layout}.wav`, '-c:a', 'pcm_s24le')
    const files = await stemsOf(path, format)
    const wanted = steps(path)
    const sum = new Int32Array(wanted.length)
    for (const file of files) steps(file).forEach((value, i) => (sum[i]! += value))
    expect(sum).toEqual(wanted)
  })

  test.each(['5.1', '5.1(side)', '7.1'])('of %s say so to ffmpeg and to soxi', async (layout) => {
    const count = layout === '7.1' ? 8 : 6
    const name = `said-${count}-${layout.length}.wav`
    const path = tones(layout, count, name, '-c:a', 'pcm_s24le')
    for (const file of await stemsOf(path, format)) {
      const fields = ['-show_entries', 'stream=channels,channel_layout', '-of', 'csv=p=0']
      const shown = run('ffprobe', '-v', 'error', ...fields, file)
        .toString()
        .trim()
      expect(shown.replaceAll('"', '')).toBe(`${count},${layout}`)
      expect(run('soxi', '-c', file).toString().trim()).toBe(String(count))
      const { summary } = (await decodeFile(file))!
      expect(layoutText(summary)).toBe(`${count} channels (${layout.slice(0, 3)})`)
    }
  })
})

test('the flac program unpacks six channels to the same samples', async () => {
  const path = tones('5.1', 6, 'flac-six.wav', '-c:a', 'pcm_s16le')
  const [wav] = await stemsOf(path, 'wav24')
  const [flac] = await stemsOf(path, 'flac24')
  const unpacked = join(folder, 'unpacked.wav')
  run('flac', '--silent', '--force', '-d', '-o', unpacked, flac!)
  expect(steps(unpacked)).toEqual(steps(wav!))
})

test('ffmpeg measures the same loudness of 5.1', async () => {
  const path = tones('5.1', 6, 'loudness.wav', '-c:a', 'pcm_f32le', '-af', 'volume=0.5')
  const filter = ['-af', 'ebur128', '-f', 'null', '-']
  const { stderr } = spawnSync('ffmpeg', ['-hide_banner', '-nostats', '-i', path, ...filter])
  const said = stderr.toString().split('Summary:')[1] ?? ''
  const measured = Number(/I:\s+(-?[\d.]+) LUFS/.exec(said)?.[1])
  const { loudness } = (await decodeFile(path))!
  expect(Math.abs(loudness! - measured)).toBeLessThanOrEqual(0.1)
})
