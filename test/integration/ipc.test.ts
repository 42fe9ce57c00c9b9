/**
 * All requests over their channels, with every part of main but Electron and the engine's threads.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EventName, Input, Output, Preferences, RequestName } from '../../shared/contract'
import type { Reply } from '../../shared/failure'
import { defaultSettings } from '../../shared/settings'
import { pageUrl } from '../../src-main/serving/app-protocol'
import { channelOf, requestNames } from '../../src-main/requests/channel'
import { GivenPaths } from '../../src-main/document/given-paths'
import { DragFiles } from '../../src-main/export/drag-files'
import { createHandlers } from '../../src-main/requests/handlers'
import { bindDrops, bindHandlers, type Sender } from '../../src-main/requests/ipc'
import { jsonFile, type JsonFile } from '../../src-main/remembered/json-file'
import { MeasuredSpeed } from '../../src-main/remembered/measured-speed'
import { Places } from '../../src-main/remembered/places'
import { defaultPreferences } from '../../shared/default-preferences'
import { PreferenceStore } from '../../src-main/remembered/preferences'
import { RecentFiles } from '../../src-main/remembered/recent-files'
import { Session } from '../../src-main/document/session'
import { StemExport } from '../../src-main/export/stem-export'
import { Tasks } from '../../src-main/tasks/tasks'
import { WindowDecoder } from '../../src-main/document/window-decoder'
import { someChoices, someStem } from '../support/export-choices'
import { someFactorization } from '../support/documents'
import { fakeEngine, untilCancelled } from '../support/fake-engine'

const page: Sender = { sender: { id: 1 }, senderFrame: { url: pageUrl, parent: null } }

let folder = ''
/** Writes of small files that nobody waits for: they must be over before the folder can go. */
let writes: Promise<void>[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-ipc-'))
  for (const name of ['song.wav', 'demo.wav', 'words.txt']) writeFileSync(join(folder, name), '')
})
afterEach(async () => {
  await Promise.allSettled(writes)
  writes = []
  rmSync(folder, { recursive: true, force: true })
})

interface Main {
  channels: Map<string, (event: Sender, input: unknown) => Promise<unknown>>
  send: <N extends RequestName>(name: N, input: Input<N>) => Promise<Reply<Output<N>>>
  session: Session
  /** What the preload says when a file is dropped. */
  drop: (event: Sender, path: unknown) => void
  events: { name: EventName; payload: unknown }[]
  seen: string[]
  /** What the file dialog answers. */
  answer: { file: string | null; folder: string | null }
}

function startMain(answers: Parameters<typeof fakeEngine>[0] = {}): Main {
  const { engine } = fakeEngine(answers)
  const tasks = new Tasks()
  const seen: string[] = []
  const events: Main['events'] = []
  const emit = (name: EventName, payload: unknown): void => void events.push({ name, payload })
  const log = { error: (what: string) => void seen.push(`log ${what}`) }
  const file = (name: string): JsonFile => {
    const real = jsonFile(join(folder, 'data', name))
    const write: JsonFile['write'] = (value) => {
      const written = real.write(value)
      writes.push(written)
      return written
    }
    return { ...real, write }
  }
  const preferences = new PreferenceStore(file('preferences.json'))
  const recentFiles = new RecentFiles(file('recent-files.json'))
  const places = new Places(file('places.json'))
  const speed = new MeasuredSpeed(file('speed.json'))
  const windowDecoder = new WindowDecoder(emit)
  const axis = (): Preferences['axis'] => preferences.current.axis
  const session = new Session({ engine, tasks, emit, log, axis, windowDecoder })
  const answer: Main['answer'] = { file: null, folder: null }
  const stemExport = new StemExport({
    session,
    engine,
    tasks,
    emit,
    places,
    musicFolder: join(folder, 'Music'),
    version: '1.2.3',
    askForFolder: () => Promise.resolve(answer.folder)
  })
  const given = new GivenPaths()
  const names = ['song.wav', 'words.txt']
  given.add(
    names.map((name) => join(folder, name)),
    'person'
  )
  const dragFiles = new DragFiles({ session, engine, emit, folder: join(folder, 'dragged') })
  const handlers = createHandlers({
    session,
    tasks,
    stemExport,
    dragFiles,
    windowDecoder,
    preferences,
    recentFiles,
    places,
    speed,
    given,
    log,
    startDrag: (paths) => void seen.push(`drag ${paths.join()}`),
    onBegin: () => false,
    forgets: false,
    demoPaths: { band: join(folder, 'demo.wav'), piano: join(folder, 'song.wav') },
    askForFiles: () => Promise.resolve(answer.file === null ? null : [answer.file]),
    revealFolder: (shown) => Promise.resolve(void seen.push(`show ${shown}`)),
    setHistory: ({ undo, redo }) => void seen.push(`history ${String(undo)}, ${String(redo)}`),
    setMenuState: ({ isOpen }) => void seen.push(`menu ${String(isOpen)}`),
    setPlaying: (playing) => void seen.push(`playing ${String(playing)}`),
    onRemembered: () => void seen.push('remembered')
  })
  const channels: Main['channels'] = new Map()
  const receiver = {
    handle: (
      channel: string,
      listener: (event: Sender, input: unknown) => Promise<unknown>
    ): void => void channels.set(channel, listener)
  }
  bindHandlers({ receiver, handlers, log, ownContents: () => 1 })
  let drop: Main['drop'] = () => undefined
  bindDrops({
    receiver: { on: (_channel, listener) => (drop = listener) },
    given,
    log,
    ownContents: () => 1
  })
  // What crosses processes is cloned.
  const send: Main['send'] = async (name, input) =>
    structuredClone(await channels.get(channelOf(name))?.(page, structuredClone(input))) as never
  return { channels, send, drop, session, events, seen, answer }
}

const settings = { ...defaultSettings(44_100), components: 2 }

test('every request of the contract has its channel, and nothing else has', () => {
  const { channels } = startMain()
  expect([...channels.keys()].sort()).toEqual(requestNames.map(channelOf).sort())
})

test('a stranger is refused on every channel, before its input is looked at', async () => {
  const { channels, seen } = startMain()
  const strangers: Sender[] = [
    { ...page, sender: { id: 2 } },
    { ...page, senderFrame: null },
    { ...page, senderFrame: { url: 'https://example.com/', parent: null } },
    { ...page, senderFrame: { url: pageUrl, parent: {} } }
  ]
  for (const listener of channels.values()) {
    for (const stranger of strangers)
      await expect(listener(stranger, null)).rejects.toThrow('refused')
  }
  expect(seen).toHaveLength(channels.size * strangers.length)
})

test('open, separate, plan, export, show: the whole way', async () => {
  const { send, seen } = startMain()
  const path = join(folder, 'song.wav')
  const opened = await send('openAudio', { path })
  expect(opened).toMatchObject({ status: 'ok', value: { document: 1, summary: { path } } })
  const separated = await send('separate', { document: 1, settings })
  expect(separated).toMatchObject({ status: 'ok', value: { generation: 1 } })
  const choices = someChoices(['Low', 'High'].map((name, k) => someStem(name, [k])))
  const plan = await send('planExport', { ...choices, folder: null })
  if (plan.status !== 'ok') throw new Error(plan.status)
  const { folder: target } = plan.value
  const request = { ...choices, folder: target, allowClipping: false }
  expect(await send('exportStems', request)).toMatchObject({
    status: 'ok',
    value: { folder: target, residualDb: -200 }
  })
  expect(existsSync(join(target, '01_Low.wav'))).toBe(true)
  await send('showFolder', { folder: target })
  expect(seen).toContain(`show ${target}`)
  expect(await send('showFolder', { folder })).toMatchObject({ status: 'failed', code: 'bug' })
  const recent = await send('recentFiles', null)
  expect(recent).toMatchObject({ status: 'ok', value: [{ path }] })
  await send('clearRecentFiles', null)
  expect(await send('recentFiles', null)).toMatchObject({ status: 'ok', value: [] })
})

test('a page that asks for files nobody gave is refused in the same way, whether they exist or not', async () => {
  const { send, drop, answer } = startMain()
  writeFileSync(join(folder, 'secret.wav'), '')
  for (const name of ['secret.wav', 'nowhere.wav', 'demo.wav']) {
    const path = join(folder, name)
    const refused = {
      status: 'failed',
      code: 'audio/unreadable',
      details: { path, name, reason: 'not-given' }
    }
    expect(await send('openAudio', { path })).toMatchObject(refused)
    expect(await send('listAudio', { paths: [path] })).toMatchObject(refused)
  }
  expect(await send('listAudio', { paths: [folder] })).toMatchObject({ status: 'failed' })

  const path = join(folder, 'secret.wav')
  drop({ ...page, sender: { id: 2 } }, path)
  expect(await send('openAudio', { path })).toMatchObject({ status: 'failed' })
  drop(page, path)
  expect(await send('openAudio', { path })).toMatchObject({ status: 'ok' })
  answer.file = join(folder, 'demo.wav')
  await send('chooseFiles', null)
  expect(await send('openAudio', { path: answer.file })).toMatchObject({ status: 'ok' })
})

test('the recordings of a folder that was dropped may be opened, and nothing beside it', async () => {
  const { send, drop } = startMain()
  mkdirSync(join(folder, 'album'))
  writeFileSync(join(folder, 'album', '1.wav'), '')
  drop(page, join(folder, 'album'))
  const path = join(folder, 'album', '1.wav')
  expect(await send('listAudio', { paths: [join(folder, 'album')] })).toMatchObject({
    value: { files: [{ path }], cut: null }
  })
  expect(await send('openAudio', { path })).toMatchObject({ status: 'ok' })
  const beside = join(folder, 'album', '..', 'demo.wav')
  expect(await send('openAudio', { path: beside })).toMatchObject({ code: 'audio/unreadable' })
})

test('a path on another computer is not taken from a drop, only from a dialog', async () => {
  const { send, drop, answer } = startMain()
  const path = '//nowhere/share/song.wav'
  drop(page, path)
  expect(await send('openAudio', { path })).toMatchObject({
    code: 'audio/unreadable',
    details: { reason: 'network' }
  })
  answer.file = path
  await send('chooseFiles', null)
  expect(await send('openAudio', { path })).not.toMatchObject({ details: { reason: 'network' } })
})

test('the next window is given what the one before it had open, and W and H are served', async () => {
  const { send, session } = startMain()
  expect(await send('beginWindow', null)).toMatchObject({
    status: 'ok',
    value: { hasFailed: false, forgets: false, work: null, document: null }
  })
  const path = join(folder, 'song.wav')
  const opened = await send('openAudio', { path })
  await send('separate', { document: 1, settings })
  await send('separate', { document: 1, settings })
  await send('useSeparation', { document: 1, generation: 1 })
  await send('keepWork', { work: '{"names":["Bass"]}' })
  const next = await send('beginWindow', null)
  if (opened.status !== 'ok' || next.status !== 'ok') throw new Error('nothing is open')
  expect(next.value.work).toBe('{"names":["Bass"]}')
  expect(next.value.document).toMatchObject({
    opened: opened.value,
    current: 1,
    separations: [{ generation: 1 }, { generation: 2 }],
    separating: null,
    isExporting: false
  })
  for (const generation of [1, 2]) expect(session.find(1)?.model(generation)).not.toBeNull()
})

test('a separation outlives its window: the next one sees how far it is, and hears of its end', async () => {
  let finish = (): void => undefined
  const { send, session } = startMain({
    separate: async (_input, report) => {
      const progress = { stage: 'factorize', sweep: 1, sweeps: 3 } as const
      report({ ...progress, fraction: 0.3, divergence: [[0, 2]] })
      report({ ...progress, fraction: 0.6, divergence: [[1, 1]] })
      await new Promise<void>((done) => (finish = done))
      const factorization = someFactorization(2)
      return { factorization, components: [], residualDb: -150, threads: 1, stageSeconds: {} }
    }
  })
  await send('openAudio', { path: join(folder, 'song.wav') })
  void send('separate', { document: 1, settings })
  await new Promise((done) => setTimeout(done, 20))
  session.orphan()
  const next = await send('beginWindow', null)
  expect(next).toMatchObject({
    value: {
      document: {
        separations: [],
        separating: {
          settings,
          preview: null,
          progress: {
            fraction: 0.6,
            divergence: [
              [0, 2],
              [1, 1]
            ]
          }
        }
      }
    }
  })
  const end = send('awaitSeparation', { document: 1 })
  finish()
  expect(await end).toMatchObject({ status: 'ok', value: { generation: 1 } })
  expect(await send('beginWindow', null)).toMatchObject({
    value: { document: { current: 1, separating: null } }
  })
  expect(await send('awaitExport', { document: 1 })).toEqual({ status: 'cancelled' })
})

test('a window that begins while a file is being opened finds that file', async () => {
  const { send } = startMain()
  void send('openAudio', { path: join(folder, 'song.wav') })
  expect(await send('beginWindow', null)).toMatchObject({
    value: { document: { opened: { document: 1, summary: { name: 'song.wav' } } } }
  })
})

test('only files that were written for it are dragged', async () => {
  const { send, seen } = startMain()
  await send('openAudio', { path: join(folder, 'song.wav') })
  await send('separate', { document: 1, settings })
  const stems = [{ name: 'Low', components: [0] }]
  const reply = await send('prepareDrag', { document: 1, stems, format: 'wav24', range: null })
  if (reply.status !== 'ok') throw new Error(reply.status)
  const { paths } = reply.value
  expect(paths.map((path) => existsSync(path))).toEqual([true])
  expect(await send('startDrag', { paths: [join(folder, 'song.wav')] })).toMatchObject({
    status: 'failed',
    code: 'bug'
  })
  await send('startDrag', { paths })
  expect(seen.filter((line) => line.startsWith('drag'))).toEqual([`drag ${paths[0]!}`])
})

test('a cancelled dialog is a cancelled request', async () => {
  const { send, answer } = startMain()
  expect(await send('chooseFiles', null)).toEqual({ status: 'cancelled' })
  expect(await send('chooseFolder', { current: folder })).toEqual({ status: 'cancelled' })
  answer.file = join(folder, 'song.wav')
  expect(await send('chooseFiles', null)).toEqual({ status: 'ok', value: [answer.file] })
})

test('notes are those of the separation that is meant, and none once it is given up', async () => {
  const { send } = startMain()
  await send('openAudio', { path: join(folder, 'song.wav') })
  await send('separate', { document: 1, settings })
  const mode = { mode: 'chords', sensitivity: 0.5 } as const
  const asked = { document: 1, generation: 1, components: [0], settings: mode }
  const reply = await send('findNotes', asked)
  expect(reply).toMatchObject({ status: 'ok', value: [{ midiPitch: 60, velocity: 50 }] })
  expect(await send('findNotes', { ...asked, generation: 7 })).toEqual({ status: 'cancelled' })
  const beyond = await send('findNotes', { ...asked, components: [2] })
  expect(beyond).toMatchObject({ status: 'failed', code: 'bug' })
})

test('a failure arrives with its code and details, and is no news for the log', async () => {
  const { send, seen } = startMain()
  const path = join(folder, 'words.txt')
  const reply = await send('openAudio', { path })
  expect(reply).toMatchObject({ status: 'failed', code: 'audio/not-audio', details: { path } })
  expect(seen).toEqual([])
})

test('wrong input is a bug, is logged, and reaches no handler', async () => {
  const { send, seen } = startMain()
  expect(await send('openAudio', { path: 7 as never })).toMatchObject({
    status: 'failed',
    code: 'bug'
  })
  expect(seen).toEqual(['log failed openAudio'])
})

test('cancelling ends a separation; cancelling nothing is harmless', async () => {
  const { send } = startMain({ separate: untilCancelled })
  await send('openDemo', { demo: 'band' })
  await send('cancelSeparation', { document: 1 })
  const separation = send('separate', { document: 1, settings })
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await send('separate', { document: 1, settings })).toMatchObject({ code: 'engine/busy' })
  await send('cancelSeparation', { document: 1 })
  expect(await separation).toEqual({ status: 'cancelled' })
  await send('cancelExport', { document: 1 })
})

test('the demos open without becoming recent files, and no other path does', async () => {
  const { send } = startMain()
  expect(await send('openDemo', { demo: 'band' })).toMatchObject({
    value: { summary: { name: 'demo.wav' } }
  })
  const piano = await send('openDemo', { demo: 'piano' })
  expect(piano).toMatchObject({ value: { summary: { name: 'song.wav' } } })
  expect(await send('openDemo', { demo: '../song.wav' as never })).toMatchObject({ code: 'bug' })
  expect(await send('recentFiles', null)).toMatchObject({ value: [] })
})

test('preferences are kept, and the rest of main hears of them', async () => {
  const { send, seen } = startMain()
  const changed = { ...defaultPreferences, theme: 'dark' } as const
  await send('savePreferences', changed)
  expect(seen).toEqual(['remembered'])
  expect(await send('loadPreferences', null)).toEqual({ status: 'ok', value: changed })
  expect(await startMain().send('loadPreferences', null)).toEqual({ status: 'ok', value: changed })
  await send('setPlaying', { playing: true })
  expect(seen.at(-1)).toBe('playing true')
})
