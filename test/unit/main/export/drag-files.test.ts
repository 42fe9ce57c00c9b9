import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DragRequest } from '../../../../shared/contract'
import { defaultSettings } from '../../../../shared/settings'
import { DragFiles } from '../../../../src-main/export/drag-files'
import { Session } from '../../../../src-main/document/session'
import { Tasks } from '../../../../src-main/tasks/tasks'
import { fakeEngine } from '../../../support/fake-engine'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-drag-'))
  writeFileSync(join(folder, 'My Song.wav'), '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const dragged = (): string => join(folder, 'data', 'dragged')

interface Fixture {
  readonly drag: DragFiles
  readonly session: Session
  readonly calls: string[]
  /** How often stems were rendered. */
  readonly renders: () => number
}

async function fixture(answers: Parameters<typeof fakeEngine>[0] = {}): Promise<Fixture> {
  const { engine, calls } = fakeEngine(answers)
  const emit = (): void => undefined
  const log = { error: () => undefined }
  const session = new Session({ engine, tasks: new Tasks(), emit, log, axis: () => 'mel' })
  await session.open(join(folder, 'My Song.wav'))
  await session.separate(1, { ...defaultSettings(44_100), components: 3 })
  const drag = new DragFiles({ session, engine, emit, folder: dragged() })
  return { drag, session, calls, renders: () => calls.filter((c) => c === 'writeStems').length }
}

function request(components: readonly number[], more: Partial<DragRequest> = {}): DragRequest {
  const stems = components.map((k) => ({ name: `Part ${k}`, components: [k] }))
  return { document: 1, stems, format: 'wav24', range: null, ...more }
}

test('stems are files of their names, and the second time they are there at once', async () => {
  const { drag, renders } = await fixture()
  const first = (await drag.prepare(request([0, 1])))!
  expect(first.paths.map((path) => basename(path))).toEqual(['Part 0.wav', 'Part 1.wav'])
  for (const path of first.paths) {
    expect(path.startsWith(join(dragged(), 'My Song '))).toBe(true)
    expect(existsSync(path)).toBe(true)
  }
  expect(await drag.prepare(request([1, 0]))).toEqual({
    paths: first.paths.toReversed(),
    clipped: []
  })
  expect(renders()).toBe(1)
  await drag.prepare(request([0, 2]))
  expect(renders()).toBe(2)
})

test('another format, range, name or separation is another file', async () => {
  const { drag, session } = await fixture()
  const range = { fromSample: 10, toSample: 20 }
  const named = { stems: [{ name: 'Kick/Low', components: [0] }] }
  const requests = [{}, { format: 'flac24' }, { range }, named] satisfies Partial<DragRequest>[]
  const paths = []
  for (const more of requests) paths.push((await drag.prepare(request([0], more)))!.paths[0]!)
  await session.separate(1, { ...defaultSettings(44_100), components: 3 })
  paths.push((await drag.prepare(request([0])))!.paths[0]!)
  expect(new Set(paths).size).toBe(5)
  expect(paths.map((path) => basename(path)).slice(1, 4)).toEqual([
    'Part 0.flac',
    'Part 0.wav',
    'Kick Low.wav'
  ])
  for (const path of paths) expect(existsSync(path)).toBe(true)
})

test('requests wait for each other, and the same one twice is rendered once', async () => {
  const { drag, renders } = await fixture()
  const [a, b] = await Promise.all([drag.prepare(request([0])), drag.prepare(request([0]))])
  expect(a).toEqual(b)
  expect(renders()).toBe(1)
})

test('a file that somebody has removed is written again', async () => {
  const { drag, renders } = await fixture()
  const { paths } = (await drag.prepare(request([0])))!
  rmSync(paths[0]!)
  expect((await drag.prepare(request([0])))!.paths).toEqual(paths)
  expect(existsSync(paths[0]!)).toBe(true)
  expect(renders()).toBe(2)
})

test('only what was written here is dragged', async () => {
  const { drag } = await fixture()
  const { paths } = (await drag.prepare(request([0])))!
  expect(drag.has(paths)).toBe(true)
  expect(drag.has([...paths, join(folder, 'My Song.wav')])).toBe(false)
  expect(drag.has([])).toBe(false)
})

test('stems that lost samples are said, each time', async () => {
  const { drag } = await fixture({
    writeStems: ({ folder: target, fileNames, stems }) => {
      const files = fileNames.slice(0, stems.length).map((name) => join(target, name))
      const levels = files.map((_, i) => ({ peak: 1, clippedSamples: i }))
      return { files, levels, mixFile: null, residualDb: null, clippedSamples: 1, stageSeconds: {} }
    }
  })
  for (let i = 0; i < 2; i++) {
    expect((await drag.prepare(request([0, 1])))!.clipped).toEqual(['Part 1'])
  }
})

test('nothing comes of a document that was closed, and nothing is left of a failure', async () => {
  const { drag, session } = await fixture({
    writeStems: () => Promise.reject(new Error('worker gone'))
  })
  await expect(drag.prepare(request([0]))).rejects.toThrow('worker gone')
  expect(readdirSync(dragged())).toEqual([])
  await expect(drag.prepare(request([7]))).rejects.toMatchObject({ code: 'bug' })
  await expect(drag.prepare(request([]))).rejects.toMatchObject({
    code: 'export/nothing-to-write'
  })
  await session.open(join(folder, 'My Song.wav'))
  expect(await drag.prepare(request([0]))).toBeNull()
})

test('what is older than a week goes, and what is younger stays', async () => {
  const { drag } = await fixture()
  await drag.removeOld()
  for (const name of ['old', 'young']) {
    mkdirSync(join(dragged(), name), { recursive: true })
    writeFileSync(join(dragged(), name, 'Kick.wav'), '')
  }
  const days = (count: number): Date => new Date(Date.now() - count * 24 * 60 * 60 * 1000)
  utimesSync(join(dragged(), 'old'), days(8), days(8))
  utimesSync(join(dragged(), 'young'), days(6), days(6))
  await drag.removeOld()
  expect(readdirSync(dragged())).toEqual(['young'])
})
