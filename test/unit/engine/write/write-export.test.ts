import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import type { Pcm } from '../../../../shared/audio'
import type { ExportChoices, ExportFormat } from '../../../../shared/contract'
import type { Factorization } from '../../../../shared/factorization'
import type { KeepGoing } from '../../../../shared/failure'
import type {
  ExportDone,
  ExportJob,
  WrittenExport
} from '../../../../src-main/engine/write/export-job'
import { exportBytes } from '../../../../src-main/engine/write/export-size'
import { renderStem } from '../../../../src-main/engine/reference/plain-stems'
import { temporaryName } from '../../../../src-main/engine/write/files/temporary-name'
import { writeExport } from '../../../../src-main/engine/write/write-export'
import { errorDb } from '../../../support/compare'
import { someChoices, somePart, someStem } from '../../../support/export-choices'
import { exportJob } from '../../../support/export-job'
import { kernelModule } from '../../../support/kernels'
import { readFlac } from '../../../support/read-flac'
import { readMidi } from '../../../support/read-midi'
import { readWav } from '../../../support/read-wav'
import { readZip } from '../../../support/read-zip'
import { noise, randomFactorization } from '../../../support/random-separation'

const root = fs.mkdtempSync(join(tmpdir(), 'partwise-write-export-'))
afterAll(() => fs.rmSync(root, { recursive: true }))
const carryOn = (): boolean => true
let folder = ''
let round = 0
beforeEach(() => {
  folder = join(root, String(round++))
  fs.mkdirSync(folder)
})

const K = 4
const stems = Array.from({ length: K }, (_, k) => someStem(`Part ${k}`, [k]))

function someSong(channels = 2, length = 20_011): [Pcm, Factorization] {
  const pcm = noise(length, { channels, peak: 0.5 })
  return [pcm, randomFactorization(pcm, K, { windowSize: 512 })]
}

function run(job: ExportJob, keepGoing: KeepGoing = carryOn): Promise<WrittenExport | null> {
  return writeExport(job, keepGoing, { module: kernelModule })
}

async function write(
  [pcm, factorization]: [Pcm, Factorization],
  choices: Partial<ExportChoices> = {},
  more: Partial<ExportJob> = {}
): Promise<ExportDone> {
  fs.mkdirSync(more.folder ?? folder, { recursive: true })
  const asked = someChoices(choices.stems ?? stems, choices)
  const written = await run(
    exportJob(pcm, factorization, asked, more.folder ?? folder, { allowClipping: true, ...more })
  )
  if (written?.status !== 'written') throw new Error(written?.status ?? 'cancelled')
  return written
}

/** Samples of a file as they are stored, by channel. */
function read(path: string): readonly Float64Array[] {
  if (path.endsWith('.flac')) return readFlac(path).channels
  const { channelCount, values } = readWav(path)
  return Array.from({ length: channelCount }, (_, c) =>
    values.filter((_value, i) => i % channelCount === c)
  )
}

/** Names of everything in the folder, hidden files too. */
function everything(): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort()
}

const formats: ExportFormat[] = ['wav16', 'wav24', 'wav32f', 'flac16', 'flac24']

describe.each(formats)('%s', (format) => {
  test.each([1, 2])(
    'a range is cut out of the whole, sample for sample, %i channel(s)',
    async (c) => {
      const song = someSong(c)
      const whole = await write(song, { format }, { folder: join(folder, 'whole') })
      for (const [fromSample, toSample] of [
        [0, 1],
        [1, 300],
        [127, 128],
        [128, 256],
        [5003, 17_777],
        [20_010, 20_011],
        [7, 20_011]
      ] as const) {
        const part = await write(
          song,
          { format, range: { fromSample, toSample } },
          { folder: join(folder, `${fromSample}`) }
        )
        expect(part.files).toHaveLength(K)
        part.files.forEach((file, i) => {
          const expected = read(whole.files[i]!).map((all) => all.slice(fromSample, toSample))
          const found = read(file)
          expect(found.map(({ length }) => length)).toEqual(expected.map(({ length }) => length))
          expect(found.every((own, s) => own.every((v, n) => v === expected[s]![n]))).toBe(true)
        })
        fs.rmSync(join(folder, `${fromSample}`), { recursive: true })
      }
    }
  )

  test('some stems and Rest add up to the recording, which lies beside them as the mix', async () => {
    const song = someSong()
    const done = await write(song, { format, stems: stems.slice(1, 3), rest: true, mix: true })
    expect(everything()).toHaveLength(5)
    expect(done.files).toHaveLength(3)
    const mix = read(done.written.find(({ kind }) => kind === 'mix')!.path)
    const parts = done.files.map(read)
    const sum = mix.map((own, c) => own.map((_, n) => parts.reduce((t, p) => t + p[c]![n]!, 0)))
    if (format === 'wav32f') {
      sum.forEach((own, c) => {
        expect(errorDb(Float32Array.from(mix[c]!), Float32Array.from(own))).toBeLessThan(-120)
        expect(mix[c]!.every((value, n) => value === song[0].channels[c]![n])).toBe(true)
      })
      expect(done.residualDb).toBeLessThan(-120)
    } else {
      const steps = 2 ** (format.endsWith('16') ? 15 : 23)
      sum.forEach((own, c) => {
        expect(own.every((value, n) => value === mix[c]![n])).toBe(true)
        const source = song[0].channels[c]!
        expect(own.every((value, n) => value === Math.round(source[n]! * steps))).toBe(true)
      })
      expect(done.residualDb).toBe(-200)
    }
  })
})

describe('as mixed', () => {
  test('stems have gain, pan, mute and the gains of their parts, and the mix is their sum', async () => {
    const song = someSong()
    const asMixed = [
      someStem('Loud', [0], { gainDb: 6, pan: 0.25 }),
      someStem('Left', [1], { pan: -1 }),
      someStem('Silent', [2], { audible: false }),
      someStem('Group', [3, 0], {
        gainDb: -6,
        parts: [somePart('a', 3, { gainDb: -12 }), somePart('b', 0, { audible: false })]
      })
    ]
    const done = await write(song, { stems: asMixed, format: 'wav32f', asMixed: true, mix: true })
    expect(done.residualDb).toBeNull()
    const files = done.files.map(read)
    const db = (value: number): number => 10 ** (value / 20)
    const wanted: [components: number[], gain: number, left: number, right: number][] = [
      [[0], db(6), 0.75, 1],
      [[1], 1, 1, 0],
      [[2], 0, 1, 1],
      [[3], db(-18), 1, 1]
    ]
    const mix = read(done.written.find(({ kind }) => kind === 'mix')!.path)
    wanted.forEach(([components, gain, ...sides], s) => {
      renderStem(...song, components, gain).forEach((expected, c) => {
        const panned = expected.map((value) => value * sides[c]!)
        const found = Float32Array.from(files[s]![c]!)
        expect(panned.every((v, n) => Math.abs(v - found[n]!) < 1e-6)).toBe(true)
      })
    })
    mix.forEach((own, c) => {
      const sum = own.map((_, n) => files.reduce((total, file) => total + file[c]![n]!, 0))
      expect(errorDb(Float32Array.from(own), Float32Array.from(sum))).toBeLessThan(-130)
    })
  })

  test('mono stays mono, and says that pan is left out', async () => {
    const panned = [someStem('Panned', [0], { pan: 0.5 }), someStem('Other', [1])]
    const done = await write(someSong(1), { stems: panned, asMixed: true })
    expect(readWav(done.files[0]!).channelCount).toBe(1)
    expect(done.remarks).toContainEqual({ kind: 'pan-left-out', name: 'Panned' })
  })

  test('Rest holds the other components, when it is asked for', async () => {
    const song = someSong()
    const mixed = { stems: stems.slice(0, 2), asMixed: true, rest: true } as const
    const done = await write(song, { ...mixed, format: 'wav32f' })
    expect(done.written.map(({ kind }) => kind)).toEqual(['stem', 'stem', 'rest', 'report'])
    const [left] = read(done.files[2]!)
    const [expected] = renderStem(...song, [2, 3])
    expect(errorDb(expected!, Float32Array.from(left!))).toBeLessThan(-130)
  })
})

test('groups come as their parts in a folder, or as one file, and both add up', async () => {
  const song = someSong()
  const group = someStem('Sax', [0, 2], { parts: [somePart('Low', 0), somePart('High', 2)] })
  const grouped = [group, someStem('Kick', [1]), someStem('Hat', [3])]
  const parts = await write(song, { stems: grouped, groups: 'parts' })
  expect(everything()).toEqual([
    '01_Sax/01_Low.wav',
    '01_Sax/02_High.wav',
    '02_Kick.wav',
    '03_Hat.wav',
    'partwise.json'
  ])
  expect(parts.written.map(({ stem }) => stem)).toEqual([0, 0, 1, 2, null])
  expect(parts.residualDb).toBe(-200)
  const whole = await write(song, { stems: grouped }, { folder: join(folder, 'whole') })
  expect(fs.readdirSync(join(folder, 'whole'))).toHaveLength(4)
  expect(whole.residualDb).toBe(-200)
})

describe('beside the stems', () => {
  const everythingAsked = {
    projects: ['dawproject', 'rpp'],
    midi: true,
    oneShots: [1],
    mix: true,
    rest: true,
    stems: stems.map((stem) => ({
      ...stem,
      notes: { mode: 'hits', sensitivity: 1 } as const
    }))
  } satisfies Partial<ExportChoices>

  test('projects name the files, notes and hits are there, and the report tells of all', async () => {
    const done = await write(someSong(), everythingAsked)
    const names = done.written.map(({ path }) => path.slice(folder.length + 1))
    expect(names.slice(0, 8)).toEqual([
      ...stems.map(({ name }, i) => `0${i + 1}_${name}.wav`),
      '05_Mix.wav',
      'song.dawproject',
      'song.rpp',
      'song.mid'
    ])
    expect(everything()).toEqual(names.toSorted())
    const zip = readZip(join(folder, 'song.dawproject'))
    for (const name of names.slice(0, 4)) {
      expect(zip.get(`audio/${name}`)?.equals(fs.readFileSync(join(folder, name)))).toBe(true)
    }
    const rpp = fs.readFileSync(join(folder, 'song.rpp'), 'utf8')
    for (const name of names.slice(0, 4)) expect(rpp).toContain(`FILE "${name}"`)
    const midi = readMidi(fs.readFileSync(join(folder, 'song.mid')))
    const notes = midi.tracks.reduce((sum, track) => sum + track.notes.length, 0)
    expect(notes).toBe(done.noteCount)
    expect(notes).toBeGreaterThan(0)
    const report = JSON.parse(fs.readFileSync(join(folder, 'partwise.json'), 'utf8')) as {
      stems: { file: string; peakDb: number }[]
      beside: string[]
      rest: null
    }
    expect(report.stems.map(({ file }) => file)).toEqual(names.slice(0, 4))
    expect(report.beside).toEqual(names.slice(4, -1))
    expect(report).toMatchObject({ rest: null, residualDb: -200, versions: { partwise: '1.2.3' } })
  })

  test('hits are the stem where it is struck, faded at both ends', async () => {
    const song = someSong(2, 60_000)
    const done = await write(song, { ...everythingAsked, format: 'wav32f' })
    const whole = read(done.files[1]!)
    const shots = done.written.filter(({ kind }) => kind === 'one-shot')
    expect(shots.length).toBeGreaterThan(1)
    for (const { path, stem } of shots) {
      expect(stem).toBe(1)
      expect(path).toMatch(/02_Part 1 hits.\d+_Part 1\.wav$/)
      const [left] = read(path)
      expect(Math.abs(left![0]!)).toBeLessThan(0.02)
      expect(Math.abs(left!.at(-1))).toBeLessThan(0.02)
      const middle = Math.floor(left!.length / 2)
      const at = whole[0]!.indexOf(left![middle]!)
      expect(at).toBeGreaterThanOrEqual(0)
      const fade = Math.round(0.002 * 44_100)
      const inside = left!.slice(fade, -fade)
      const from = at - middle + fade
      expect(inside.every((value, n) => value === whole[0]![from + n])).toBe(true)
    }
  })

  test('of a range, hits and notes are those that lie in it', async () => {
    const song = someSong(2, 60_000)
    const range = { fromSample: 20_000, toSample: 40_000 }
    const all = await write(song, everythingAsked, { folder: join(folder, 'all') })
    const some = await write(song, { ...everythingAsked, range })
    const shots = (done: ExportDone): number =>
      done.written.filter(({ kind }) => kind === 'one-shot').length
    expect(shots(some)).toBeLessThan(shots(all))
    expect(some.noteCount).toBeLessThan(all.noteCount!)
    const midi = readMidi(fs.readFileSync(join(folder, 'song.mid')))
    for (const { notes } of midi.tracks) {
      for (const { startTick } of notes) expect(startTick).toBeLessThan((1920 * 20_000) / 44_100)
    }
  })

  test('a stem without notes or hits is said', async () => {
    const [pcm, factorization] = someSong()
    const silent = { ...factorization, H: factorization.H.map((v, i) => (i % K === 1 ? 0 : v)) }
    const done = await write([pcm, silent], everythingAsked)
    expect(done.remarks).toContainEqual({ kind: 'no-notes', name: 'Part 1' })
    expect(done.remarks).toContainEqual({ kind: 'no-hits', name: 'Part 1' })
  })
})

describe('levels', () => {
  const loud = (): [Pcm, Factorization] => {
    const pcm = noise(9000, { channels: 2, peak: 1.5 })
    return [pcm, randomFactorization(pcm, K, { windowSize: 512 })]
  }

  test('samples that would be lost stop an export before anything is there', async () => {
    const [pcm, factorization] = loud()
    const whole = someChoices([someStem('All', [0, 1, 2, 3])])
    const written = await run(exportJob(pcm, factorization, whole, folder))
    expect(written).toMatchObject({ status: 'would-clip' })
    expect(written!.levels[0]!.peak).toBeCloseTo(1.5, 2)
    expect(written!.levels[0]!.clippedSamples).toBeGreaterThan(0)
    expect(everything()).toEqual([])
    const floats = { ...whole, format: 'wav32f' } as const
    const done = await run(exportJob(pcm, factorization, floats, folder))
    expect(done).toMatchObject({ status: 'written', clippedSamples: 0, remarks: [] })
  })

  test('with leave they are clipped, and it is said', async () => {
    const done = await write(loud(), { stems: [someStem('All', [0, 1, 2, 3])] })
    expect(done.clippedSamples).toBeGreaterThan(0)
    expect(done.remarks).toMatchObject([{ kind: 'clipped', name: 'All' }])
  })

  test('sound that an integer format has no step for is said', async () => {
    const pcm = noise(5000, { peak: 1e-5 })
    const factorization = randomFactorization(pcm, K, { windowSize: 512 })
    const quiet = await write([pcm, factorization], { format: 'wav16' })
    expect(quiet.remarks.map(({ kind }) => kind)).toEqual(Array(K).fill('too-quiet'))
    const fine = await write([pcm, factorization], {}, { folder: join(folder, 'fine') })
    expect(fine.remarks).toEqual([])
  })
})

describe('all or nothing', () => {
  const asked = {
    projects: ['dawproject'],
    midi: true,
    oneShots: [0],
    mix: true,
    stems: stems.map((stem) => ({ ...stem, notes: { mode: 'hits', sensitivity: 1 } as const }))
  } satisfies Partial<ExportChoices>
  const jobOf = (more: Partial<ExportJob> = {}): ExportJob =>
    exportJob(...someSong(), someChoices(asked.stems, asked), folder, more)

  test('a cancel at any time leaves nothing', async () => {
    let calls = 0
    await run(jobOf(), () => ++calls > 0)
    fs.rmSync(folder, { recursive: true })
    fs.mkdirSync(folder)
    for (const limit of [0, 1, 20, Math.floor(calls / 2), calls - 20, calls - 2, calls - 1]) {
      let left = limit
      expect(await run(jobOf(), () => left-- > 0)).toBeNull()
      expect(everything()).toEqual([])
    }
  })

  test('progress never goes back, and ends at the end', async () => {
    const seen: number[] = []
    await run(jobOf(), (fraction) => seen.push(fraction) > 0)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
    expect(seen.at(-1)).toBe(1)
  })

  test('a name that is taken stops everything', async () => {
    fs.writeFileSync(join(folder, 'song.mid'), 'mine')
    await expect(run(jobOf())).rejects.toMatchObject({
      code: 'export/not-writable',
      details: { folder, name: 'song.mid', reason: 'exists' }
    })
    expect(everything()).toEqual(['song.mid'])
    expect(await run(jobOf({ overwrite: true }))).toMatchObject({ status: 'written' })
    expect(fs.readFileSync(join(folder, 'song.mid'), 'latin1')).toMatch(/^MThd/)
  })

  test('the recording is never replaced', async () => {
    const path = join(folder, '01_Part 0.wav')
    fs.writeFileSync(path, 'the recording')
    const { summary } = jobOf()
    const job = jobOf({ overwrite: true, summary: { ...summary, path } })
    await expect(run(job)).rejects.toMatchObject({ code: 'export/over-source' })
    expect(fs.readFileSync(path, 'utf8')).toBe('the recording')
  })

  test('what a program that was ended long ago has left is removed, and nothing else', async () => {
    const names = [
      '.partwise-abcdef-abcdef-abcdef-1-1-0123456789.part',
      temporaryName(),
      '.partwise-abcdef-abcdef-abcdef-1-2-0123456789.part',
      '.partwise-notes.part'
    ]
    names.forEach((name, i) => {
      const file = join(folder, name, '01_Kick.wav')
      fs.mkdirSync(join(folder, name))
      fs.writeFileSync(file, 'half')
      const days = i === 2 ? 0.5 : 2
      const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
      for (const path of [file, join(folder, name)]) fs.utimesSync(path, then, then)
    })
    await run(jobOf())
    const left = fs.readdirSync(folder).filter((name) => name.startsWith('.partwise-'))
    expect(left.sort()).toEqual(names.slice(1).sort())
  })

  test('a folder that goes away meanwhile is named, and comes not back', async () => {
    let calls = 0
    const removing = (): boolean => {
      if (++calls === 40) fs.rmSync(folder, { recursive: true })
      return true
    }
    await expect(run(jobOf(), removing)).rejects.toMatchObject({
      code: 'export/not-writable',
      details: { folder }
    })
    expect(fs.existsSync(folder)).toBe(false)
  })
})

test('files say where they come from and where on the time line they begin', async () => {
  const song = someSong()
  const range = { fromSample: 1000, toSample: 5000 }
  const { files } = await write(song, { range })
  const head = fs.readFileSync(files[0]!).subarray(0, 800)
  const at = head.indexOf('bext') + 8
  expect(head.toString('latin1', at, at + 12)).toBe('Part 0: song')
  expect(head.readBigUInt64LE(at + 338)).toBe(1000n)
  const flac = await write(song, { range, format: 'flac24' }, { folder: join(folder, 'flac') })
  expect(readFlac(flac.files[1]!).tags).toEqual(
    expect.arrayContaining(['TITLE=Part 1', 'ALBUM=song'])
  )
})

test.each(formats)('an export takes no more room than was planned, %s', async (format) => {
  const song = someSong(2, 60_000)
  const hits = { mode: 'hits', sensitivity: 1 } as const
  const choices = someChoices(
    stems.map((stem) => ({ ...stem, notes: hits })),
    { format, projects: ['dawproject', 'rpp'], midi: true, mix: true, oneShots: [0, 1, 2, 3] }
  )
  const job = exportJob(...song, choices, folder)
  await run(job)
  const bytes = everything().map((name) => fs.statSync(join(folder, name)).size)
  const sum = bytes.reduce((total, size) => total + size, 0)
  expect(sum).toBeLessThanOrEqual(exportBytes(job))
  expect(exportBytes(job)).toBeLessThan(2 * sum + 2 ** 21)
})
