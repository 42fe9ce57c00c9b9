import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ExportRequest } from '../../../../shared/contract'
import { Failure } from '../../../../shared/failure'
import { defaultSettings } from '../../../../shared/settings'
import { temporaryName } from '../../../../src-main/engine/write/files/temporary-name'
import { defaultFolder, parentOf } from '../../../../src-main/export/export-plan'
import { jsonFile } from '../../../../src-main/remembered/json-file'
import { Places } from '../../../../src-main/remembered/places'
import { Session } from '../../../../src-main/document/session'
import { StemExport } from '../../../../src-main/export/stem-export'
import { Tasks } from '../../../../src-main/tasks/tasks'
import { someChoices, somePart, someStem } from '../../../support/export-choices'
import { fakeEngine, untilCancelled } from '../../../support/fake-engine'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-export-'))
  writeFileSync(join(folder, 'My Song.wav'), '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const song = (): string => join(folder, 'My Song.wav')
const music = (): string => join(folder, 'Music', 'Partwise')
const stems = [0, 1].map((k) => someStem(`Part ${String(k)}`, [k]))

interface Fixture {
  stemExport: StemExport
  tasks: Tasks
  request: (folder: string) => ExportRequest
  asked: string[]
}

/** A separated document of two components; the folder dialog answers with `answer`. */
async function fixture(
  answers: Parameters<typeof fakeEngine>[0] = {},
  answer: string | null = null
): Promise<Fixture> {
  const { engine } = fakeEngine(answers)
  const tasks = new Tasks()
  const asked: string[] = []
  const emit = (): void => undefined
  const log = { error: () => undefined }
  const session = new Session({ engine, tasks, emit, log, axis: () => 'mel' })
  await session.open(song())
  await session.separate(1, { ...defaultSettings(44_100), components: 2 })
  const stemExport = new StemExport({
    session,
    engine,
    tasks,
    emit,
    musicFolder: music(),
    version: '1.2.3',
    places: new Places(jsonFile(join(folder, 'places.json'))),
    askForFolder: (start) => {
      asked.push(start)
      return Promise.resolve(answer)
    }
  })
  const request = (to: string): ExportRequest => ({
    ...someChoices(stems),
    folder: to,
    allowClipping: false
  })
  return { stemExport, tasks, request, asked }
}

const plan = (wanted: string | null): Parameters<StemExport['plan']>[0] => ({
  ...someChoices(stems),
  folder: wanted
})

test('the default folder bears the name of the song, and planning makes nothing', async () => {
  const { stemExport } = await fixture()
  const { folder: planned, stems: files, ...rest } = await stemExport.plan(plan(null))
  const { freeBytes } = rest
  expect(planned).toBe(join(music(), 'My Song'))
  expect(files).toEqual([
    { fileNames: ['01_Part 0.wav'], peakDb: null },
    { fileNames: ['02_Part 1.wav'], peakDb: null }
  ])
  expect(rest).toMatchObject({ rest: null, mix: null, projects: [], midi: null, oneShots: [] })
  expect(rest).toMatchObject({ report: 'partwise.json', addsUp: true, nameProblem: null })
  expect(freeBytes).toBeGreaterThan(0)
  expect(existsSync(music())).toBe(false)
})

test('the export makes the folder and writes what was planned', async () => {
  const { stemExport, request } = await fixture()
  const { folder: planned, stems: files } = await stemExport.plan(plan(null))
  const fileNames = files.flatMap((stem) => stem.fileNames)
  expect(stemExport.mayShow(planned)).toBe(false)
  const result = await stemExport.write(request(planned))
  expect(result?.files).toEqual(fileNames.map((name) => join(planned, name)))
  expect(readdirSync(planned)).toEqual([...fileNames, 'partwise.json'])
  expect(stemExport.mayShow(planned)).toBe(true)
  expect(stemExport.mayShow(folder)).toBe(false)
})

/** Names in the folder of the song's stems. */
const inFolder = (...path: string[]): string[] =>
  readdirSync(join(music(), 'My Song', ...path)).sort()

test('a second export goes into a folder of its own, which is shown before', async () => {
  const { stemExport, request } = await fixture()
  const names = ['01_Part 0.wav', '02_Part 1.wav', 'partwise.json']
  const first = await stemExport.plan(plan(null))
  expect(first.take).toBe(1)
  await stemExport.write(request(first.folder))
  for (const take of [2, 3]) {
    const next = await stemExport.plan(plan(null))
    expect(next).toMatchObject({ folder: join(music(), 'My Song', `Take ${take}`), take })
    expect(next.stems.flatMap(({ fileNames }) => fileNames)).toEqual(names.slice(0, 2))
    expect(existsSync(next.folder)).toBe(false)
    expect((await stemExport.write(request(next.folder)))?.folder).toBe(next.folder)
    expect(inFolder(`Take ${take}`)).toEqual(names)
    expect(stemExport.mayShow(next.folder)).toBe(true)
  }
  expect(inFolder()).toEqual([...names, 'Take 2', 'Take 3'].sort())
})

test('one name that is taken, whatever its case, makes another take; other files make none', async () => {
  const { stemExport } = await fixture()
  const planned = join(music(), 'My Song')
  mkdirSync(planned, { recursive: true })
  writeFileSync(join(planned, 'notes.txt'), '')
  expect((await stemExport.plan(plan(null))).folder).toBe(planned)
  writeFileSync(join(planned, '01_PART 0.WAV'), '')
  writeFileSync(join(planned, 'Take 2'), 'a file')
  mkdirSync(join(planned, 'Take 3'))
  writeFileSync(join(planned, 'Take 3', 'mine.txt'), '')
  mkdirSync(join(planned, 'Take 4'))
  expect((await stemExport.plan(plan(null))).folder).toBe(join(planned, 'Take 4'))
})

test('folders that were neither offered nor chosen are refused', async () => {
  const { stemExport, request } = await fixture()
  await expect(stemExport.plan(plan(folder))).rejects.toMatchObject({ code: 'bug' })
  await expect(stemExport.write(request(folder))).rejects.toMatchObject({ code: 'bug' })
  expect(readdirSync(folder)).toEqual(['My Song.wav'])
})

test('a chosen folder is used as it is, and later exports begin there', async () => {
  const chosen = join(folder, 'Chosen')
  mkdirSync(chosen)
  const first = await fixture({}, chosen)
  expect(await first.stemExport.choose(music())).toBe(chosen)
  expect(first.asked).toEqual([music()])
  expect((await first.stemExport.plan(plan(chosen))).folder).toBe(chosen)
  expect((await first.stemExport.write(first.request(chosen)))?.folder).toBe(chosen)
  const next = await fixture()
  expect((await next.stemExport.plan(plan(null))).folder).toBe(join(chosen, 'My Song'))
})

test('a cancelled dialog chooses nothing', async () => {
  const { stemExport, asked } = await fixture()
  expect(await stemExport.choose('')).toBeNull()
  expect(asked).toEqual([music()])
})

test('a cancelled export leaves no folder behind', async () => {
  const { stemExport, tasks, request } = await fixture({ writeExport: untilCancelled })
  const { folder: planned } = await stemExport.plan(plan(null))
  const writing = stemExport.write(request(planned))
  await expect.poll(() => existsSync(planned)).toBe(true)
  await tasks.cancel(1, 'export')
  expect(await writing).toBeNull()
  expect(existsSync(join(folder, 'Music'))).toBe(false)
})

test('a failed export keeps a folder that was there, with what is in it', async () => {
  const planned = join(music(), 'My Song')
  mkdirSync(planned, { recursive: true })
  const { stemExport, request } = await fixture({
    writeExport: () => Promise.reject(new Error('worker gone'))
  })
  await stemExport.plan(plan(null))
  await expect(stemExport.write(request(planned))).rejects.toThrow('worker gone')
  expect(existsSync(planned)).toBe(true)
})

test('what a worker that died was writing is removed, and nothing else', async () => {
  const planned = join(music(), 'My Song')
  mkdirSync(planned, { recursive: true })
  const others = ['.partwise-1-2-other.part', 'mine.part']
  for (const name of others) writeFileSync(join(planned, name), '')
  const { stemExport, request } = await fixture({
    writeExport: () => {
      for (let i = 0; i < 3; i++) writeFileSync(join(planned, temporaryName()), 'half')
      return Promise.reject(new Failure('engine/crashed', 'worker gone'))
    }
  })
  await stemExport.plan(plan(null))
  const writing = stemExport.write(request(planned))
  await expect(writing).rejects.toMatchObject({ code: 'engine/crashed' })
  expect(readdirSync(planned).toSorted()).toEqual(others)
})

test('a folder that cannot be made is named', async () => {
  const { stemExport, request } = await fixture()
  const { folder: planned } = await stemExport.plan(plan(null))
  writeFileSync(join(folder, 'Music'), 'a file where a folder should be')
  await expect(stemExport.write(request(planned))).rejects.toMatchObject({
    code: 'export/not-writable',
    details: { folder: planned }
  })
})

test('stems are held against the components', async () => {
  const { stemExport, request } = await fixture()
  const { folder: planned } = await stemExport.plan(plan(null))
  const good = request(planned)
  const stem = someStem('x', [0])
  const wrong: [Partial<ExportRequest>, string][] = [
    [{ stems: [] }, 'export/nothing-to-write'],
    [{ stems: [someStem('x', [2])] }, 'bug'],
    [{ stems: [someStem('x', [0, 0])] }, 'bug'],
    [{ stems: [someStem('x', [0], { parts: [somePart('y', 1)] })] }, 'bug'],
    [{ oneShots: [2] }, 'bug'],
    [{ range: { fromSample: 5000, toSample: 6000 } }, 'export/nothing-to-write']
  ]
  for (const [change, code] of wrong) {
    await expect(stemExport.write({ ...good, ...change })).rejects.toMatchObject({ code })
  }
  expect(await stemExport.write({ ...good, stems: [stem] })).not.toBeNull()
})

test('stems that would be clipped are said before anything is lost, and known from then on', async () => {
  const clips = { peak: 2, clippedSamples: 7 }
  const { stemExport, request } = await fixture({
    writeExport: () => ({
      status: 'would-clip',
      levels: [{ peak: 0.5, clippedSamples: 0 }, clips]
    })
  })
  const { folder: planned } = await stemExport.plan(plan(null))
  await expect(stemExport.write(request(planned))).rejects.toMatchObject({
    code: 'export/would-clip',
    details: { count: 1, name: 'Part 1', format: 'wav24' }
  })
  expect(existsSync(music())).toBe(false)
  const known = await stemExport.plan(plan(planned))
  expect(known.stems.map(({ peakDb }) => peakDb?.toFixed(2))).toEqual(['-6.02', '6.02'])
  const other = { ...plan(planned), range: { fromSample: 0, toSample: 9 } }
  expect((await stemExport.plan(other)).stems[1]?.peakDb).toBeNull()
})

test.each([
  ['song.wav', '/music/song'],
  ['Take 1. .wav', '/music/Take 1'],
  ['.wav', '/music/wav'],
  ['CON.take 1.wav', '/music/CON_.take 1'],
  ['two\nlines.wav', '/music/two lines'],
  ['...', '/music/Stems']
])('stems of %s go to %s', (name, wanted) => {
  expect(defaultFolder('/music', { name })).toBe(wanted)
})

test('the parent of a default folder is remembered, of any other folder itself', () => {
  expect(parentOf('/music/song', { name: 'song.wav' })).toBe('/music')
  expect(parentOf('/music/stems', { name: 'song.wav' })).toBe('/music/stems')
})
