import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { ExportFormat } from '../../shared/contract'
import { defaultSettings } from '../../shared/settings'
import type { ExportDone } from '../../src-main/engine/write/export-job'
import { unmix } from '../../src-main/engine/unmix'
import { writeExport } from '../../src-main/engine/write/write-export'
import { summaryOf } from '../support/documents'
import { someChoices, somePart, someStem } from '../support/export-choices'
import { exportJob } from '../support/export-job'
import { kernelModule } from '../support/kernels'
import { run, runPython } from '../support/programs'
import { readRpp, rppLine, type RppBlock } from '../support/read-rpp'
import { plucks } from '../support/signals'
import { noise, randomFactorization } from '../support/random-separation'

/** The published schemas of DAWproject, where somebody has put them. */
const schemas =
  process.env['PARTWISE_DAWPROJECT'] ?? join(import.meta.dirname, '../../../shared/dawproject')

const root = mkdtempSync(join(tmpdir(), 'partwise-export-'))
afterAll(() => rmSync(root, { recursive: true }))
const tools = { module: kernelModule }
const formats: ExportFormat[] = ['wav16', 'wav24', 'wav32f', 'flac16', 'flac24']
/** As sox counts them: floats have 24 bits and a sign. */
const depth = { wav16: 16, wav24: 24, wav32f: 25, flac16: 16, flac24: 24 } as const

function done(written: Awaited<ReturnType<typeof writeExport>>): ExportDone {
  if (written?.status !== 'written') throw new Error(written?.status ?? 'cancelled')
  return written
}

/**
 * Reads every set of files in a list and compares its sum with the recording; a stem of an integer
 * set is also compared with the same stem in floats. Prints what is wrong, or nothing.
 */
const sumScript = `
import json, sys
import numpy, soundfile
for case in json.load(open(sys.argv[1])):
    source = numpy.fromfile(case['source'], dtype='<f4').reshape(case['channels'], -1).T.astype('f8')
    floats = [soundfile.read(f, dtype='float64', always_2d=True)[0] for f in case['sets']['wav32f']]
    def complain(what): print(case['name'], what)
    for format, files in case['sets'].items():
        for file in files:
            info = soundfile.info(file)
            if (info.samplerate, info.channels, info.frames) != (case['rate'], case['channels'], len(source)):
                complain(f'{format} {info}')
        if format == 'wav32f':
            lacking = numpy.sqrt(numpy.mean((sum(floats) - source) ** 2))
            if not lacking <= 1e-6: complain(f'{format} lacks {lacking}')
            continue
        bits = 16 if format.endswith('16') else 24
        steps = 2 ** (bits - 1)
        ints = [soundfile.read(f, dtype='int32', always_2d=True)[0] >> (32 - bits) for f in files]
        if not numpy.array_equal(sum(ints), numpy.floor(source * steps + 0.5).astype(int)):
            complain(f'{format} does not add up')
        if len(ints) != case['stems']: complain(f'{format} has {len(ints)} files')
        for i in range(case['stems']):
            off = numpy.abs(ints[i] - floats[i] * steps).max()
            if not off <= case['stems'] / 2 + 1: complain(f'{format} stem {i} is {off} steps off')
`

describe('stems add up to the recording', () => {
  test.each([8000, 22_050, 44_100, 48_000, 96_000, 192_000])('at %i Hz', async (sampleRate) => {
    const cases: object[] = []
    for (const channels of [1, 2]) {
      for (const length of [1, 10, 4095, 4097]) {
        const name = `${sampleRate}-${channels}-${length}`
        const pcm = noise(length, { channels, sampleRate, peak: 0.9, seed: length })
        const { windowSize } = defaultSettings(sampleRate)
        const K = 5
        const factorization = randomFactorization(pcm, K, { windowSize })
        const stems = Array.from({ length: K }, (_, k) => someStem(`Part ${k}`, [k]))
        const sets: Record<string, readonly string[]> = {}
        for (const format of formats) {
          const folder = join(root, name, format)
          mkdirSync(folder, { recursive: true })
          const job = exportJob(pcm, factorization, someChoices(stems, { format }), folder)
          sets[format] = done(await writeExport(job, () => true, tools)).files
        }
        const source = join(root, name, 'source.f32')
        writeFileSync(source, Buffer.concat(pcm.channels.map((own) => Buffer.from(own.buffer))))
        cases.push({ name, source, channels, rate: sampleRate, stems: K, sets })
      }
    }
    const list = join(root, `${sampleRate}.json`)
    writeFileSync(list, JSON.stringify(cases))
    expect(runPython(sumScript, list)).toBe('')
  })
})

describe('a whole export of a separation, read by others', () => {
  const sampleRate = 44_100
  const channels = [
    plucks(
      3 * sampleRate,
      [220, 330].map((hz) => hz / sampleRate)
    ),
    plucks(
      3 * sampleRate,
      [220, 440].map((hz) => hz / sampleRate)
    )
  ]
  const pcm = { sampleRate, channels }
  const settings = { ...defaultSettings(sampleRate), components: 4, iterations: 10 }
  const separation = unmix(pcm, settings, { module: kernelModule, watch: () => true })!
  const summary = {
    ...summaryOf(pcm, '/music/Träum & "weiter".wav'),
    timeReference: 158_760_000,
    tags: { title: null, artist: 'Ülo', album: 'A < B', tempo: 98 }
  }
  const notes = { mode: 'chords', sensitivity: 0.5 } as const
  const stems = [
    someStem('Low / left', [0], { gainDb: -3, pan: -0.5, notes }),
    someStem('Group', [1, 2], {
      gainDb: 2,
      muted: true,
      notes,
      parts: [somePart('One', 1, { gainDb: -6 }), somePart('Two', 2)]
    }),
    someStem('High', [3], { notes })
  ]

  async function write(format: ExportFormat): Promise<[string, ExportDone]> {
    const folder = mkdtempSync(join(root, `${format}-`))
    const { factorization, components } = separation
    const choices = someChoices(stems, {
      format,
      mix: true,
      midi: true,
      tempo: 98,
      groups: 'parts',
      oneShots: [0],
      projects: ['dawproject', 'rpp'],
      range: { fromSample: 4410, toSample: 101_430 }
    })
    const job = exportJob(pcm, factorization, choices, folder, { summary, components })
    return [folder, done(await writeExport(job, () => true, tools))]
  }

  test.each(formats)('%s has the right rate, depth, channels, length and tags', async (format) => {
    const [, { written }] = await write(format)
    const sound = written.filter(({ path }) => /\.(wav|flac)$/.test(path))
    expect(sound.length).toBeGreaterThanOrEqual(5)
    for (const { path, kind } of sound) {
      const said = run('soxi', path).toString()
      expect(said).toMatch(/Channels +: 2/)
      expect(said).toMatch(/Sample Rate +: 44100/)
      expect(said).toMatch(new RegExp(`Precision +: ${depth[format]}-bit`))
      if (kind !== 'one-shot') expect(run('soxi', '-s', path).toString().trim()).toBe('97020')
      if (format.startsWith('flac')) run('flac', '--test', '--silent', path)
      const probed = JSON.parse(
        run(
          'ffprobe',
          '-v',
          'error',
          '-show_format',
          '-show_streams',
          '-of',
          'json',
          path
        ).toString()
      ) as {
        format: { tags: Record<string, string> }
        streams: { sample_rate: string; channels: number; bits_per_raw_sample?: string }[]
      }
      expect(probed.streams[0]).toMatchObject({ sample_rate: '44100', channels: 2 })
      const { tags } = probed.format
      if (format.startsWith('wav')) {
        if (kind !== 'one-shot') expect(tags['time_reference']).toBe(String(158_760_000 + 4410))
        expect(tags['encoded_by']).toBe('Partwise')
        expect(tags['comment']).toMatch(/: Ulo - Traum & "weiter"$/)
      } else {
        expect(tags['ALBUM']).toBe('Träum & "weiter"')
        expect(tags['ARTIST']).toBe('Ülo')
      }
    }
  })

  test('the DAW project is valid and holds the files, the tempo and the faders', async () => {
    const [folder, { written }] = await write('wav24')
    const { path } = written.find(({ path: own }) => own.endsWith('.dawproject'))!
    const out = join(folder, 'unpacked')
    mkdirSync(out)
    run('unzip', '-qq', path, '-d', out)
    for (const [file, schema] of [
      ['project.xml', 'Project.xsd'],
      ['metadata.xml', 'MetaData.xsd']
    ] as const) {
      const known = join(schemas, schema)
      run('xmllint', '--noout', ...(existsSync(known) ? ['--schema', known] : []), join(out, file))
    }
    const ask = (query: string): string =>
      run('xmllint', '--xpath', `string(${query})`, join(out, 'project.xml')).toString().trim()
    expect(ask('//Tempo/@value')).toBe('98')
    expect(ask('count(//Clips)')).toBe('4')
    expect(ask('//Track[@name="Group"]/@contentType')).toBe('tracks')
    expect(ask('//Track[@name="Group"]/Channel/Mute/@value')).toBe('true')
    expect(ask('//Track[@name="Low / left"]/Channel/Pan/@value')).toBe('0.25')
    expect(Number(ask('//Track[@name="One"]/Channel/Volume/@value'))).toBeCloseTo(0.501, 3)
    for (let i = 1; i <= 4; i++) {
      const inside = ask(`(//File)[${i}]/@path`)
      expect(run('soxi', '-s', join(out, inside)).toString().trim()).toBe('97020')
    }
  })

  test('the REAPER project names every stem where it lies', async () => {
    const [folder, { files }] = await write('flac16')
    const text = readFileSync(join(folder, 'Träum & weiter.rpp'), 'utf8')
    const sources: string[] = []
    const collect = (block: RppBlock): void => {
      if (block.words[0] === 'SOURCE') sources.push(rppLine(block, 'FILE')[0]!)
      for (const child of block.blocks) collect(child)
    }
    collect(readRpp(text))
    expect(sources.map((source) => join(folder, source))).toEqual(files)
  })

  test('the MIDI file is read with its tempo and a track for each stem', async () => {
    const [folder, { noteCount }] = await write('wav16')
    const script = `
import sys, mido
file = mido.MidiFile(sys.argv[1])
tempo = [m.tempo for m in file.tracks[0] if m.type == 'set_tempo']
notes = sum(m.type == 'note_on' and m.velocity > 0 for t in file.tracks for m in t)
print(file.type, round(mido.tempo2bpm(tempo[0])), notes)`
    const read = runPython(script, join(folder, 'Träum & weiter.mid')).trim()
    expect(read).toBe(`1 98 ${noteCount}`)
    expect(noteCount).toBeGreaterThan(0)
  })
})
