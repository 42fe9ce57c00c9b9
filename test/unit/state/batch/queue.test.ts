import { beforeEach, describe, expect, test } from 'vitest'
import type { AudioList, ExportResult, OpenedAudio } from '../../../../shared/contract'
import { checkRate } from '../../../../shared/export-rate'
import { Failure } from '../../../../shared/failure'
import { defaultSettings, type SeparationSettings } from '../../../../shared/settings'
import {
  Batch,
  settingsForRate,
  type BatchSteps
} from '../../../../src-renderer/state/batch/batch.svelte'
import { Incoming } from '../../../../src-renderer/state/opening/incoming'
import { Notices } from '../../../../src-renderer/state/shell/notices.svelte'
import { Queue, type QueueState } from '../../../../src-renderer/state/batch/queue.svelte'
import { queueSummary } from '../../../../src-renderer/state/batch/queue-words'
import { summaryOf } from '../../../support/documents'

const file = (name: string): { path: string; name: string } => ({ path: `/music/${name}`, name })
const three = ['a.wav', 'b.wav', 'c.wav'].map(file)
const kinds = (queue: Queue): readonly string[] => queue.items.map(({ state }) => state.kind)

let queue = new Queue()
beforeEach(() => {
  queue = new Queue()
})

test('says how many wait and how many failed, in the same words everywhere', () => {
  const states = (...all: QueueState['kind'][]): { readonly state: QueueState }[] =>
    all.map((kind) => ({ state: { kind, text: '', hint: '', folder: null } }))
  expect(queueSummary(states('waiting', 'waiting', 'failed'))).toBe('2 waiting, 1 failed')
  expect(queueSummary(states('done', 'failed', 'failed', 'done'))).toBe('2 failed')
  expect(queueSummary(states('done', 'done'))).toBe('2 done')
  expect(queueSummary(states('done', 'open'))).toBe('none waiting')
})

describe('the queue', () => {
  test('a recording that could not be opened says why, and the next one is next', () => {
    queue.add(three)
    queue.noteFailed('/music/a.wav', { title: 'It could not be opened', text: 'It is text.' })
    expect(queue.items[0]?.state).toEqual({
      kind: 'failed',
      text: 'It could not be opened',
      hint: 'It is text.'
    })
    expect(queue.waiting[0]?.name).toBe('b.wav')
  })

  test('holds recordings in their order, and none twice that waits', () => {
    queue.add(three)
    queue.add([file('b.wav'), file('d.wav')])
    expect(queue.items.map(({ name }) => name)).toEqual(['a.wav', 'b.wav', 'c.wav', 'd.wav'])
    expect(queue.shown).toBe(true)
  })

  test('knows the one that is open, and what was open before', () => {
    queue.add(three)
    queue.noteOpened('/music/a.wav')
    expect(kinds(queue)).toEqual(['open', 'waiting', 'waiting'])
    queue.noteOpened('/elsewhere.wav')
    expect(kinds(queue)).toEqual(['done', 'waiting', 'waiting'])
  })

  test('goes out of sight with its last recording', () => {
    queue.add([file('a.wav')])
    queue.remove(queue.items[0]?.id ?? -1)
    expect(queue.shown).toBe(false)
  })
})

describe('what comes in', () => {
  const opened: string[] = []
  let isOpen = false
  let obstacle: string | null = null
  const notices = new Notices()
  const incoming = (
    files: readonly { path: string; name: string }[],
    cut: AudioList['cut'] = null
  ): Incoming =>
    new Incoming({
      queue,
      notices,
      isOpen: () => isOpen,
      obstacle: () => obstacle,
      list: () => Promise.resolve({ files, cut }),
      open: (path) => Promise.resolve(void opened.push(path)),
      pathOf: ({ name }) => (name === 'unsaved' ? '' : `/music/${name}`),
      isOwn: (paths) => paths.every((path) => path === '/music/Stem.wav') && paths.length > 0
    })
  beforeEach(() => {
    opened.length = 0
    notices.clear()
    isOpen = false
    obstacle = null
  })

  test('one recording is opened at once, also out of a folder', async () => {
    isOpen = true
    await incoming([file('a.wav')]).take(['/music'])
    expect(opened).toEqual(['/music/a.wav'])
    expect(queue.items).toEqual([])
  })

  test('of several the first is opened where nothing is, and nothing is replaced', async () => {
    await incoming(three).take(['/music'])
    expect(opened).toEqual(['/music/a.wav'])
    isOpen = true
    await incoming([file('d.wav'), file('e.wav')]).take(['/d', '/e'])
    expect(opened).toHaveLength(1)
    expect(queue.waiting).toHaveLength(5)
  })

  test('a folder without sound gets a sentence with its name', async () => {
    await incoming([]).take(['/music/Pictures'])
    expect(notices.list[0]?.title).toContain('Pictures')
    expect(notices.list[0]?.text).toContain('no sound files')
  })

  test('a folder whose search was given up is not said to hold no sound', async () => {
    await incoming([], 'search').take(['/disk'])
    expect(notices.list[0]?.text).toContain('given up')
    expect(notices.list[0]?.text).not.toContain('no sound files')
  })

  test('a search that took too long says how much it has found by then', async () => {
    await incoming(three, 'search').take(['/disk'])
    expect(notices.list[0]?.text).toContain('3 recordings were found')
    expect(queue.waiting).toHaveLength(3)
  })

  test('what is dropped is opened by its path; where none has a path, a notice says so', async () => {
    const dropped = (name: string): File => new File([], name)
    await incoming([file('a.wav')]).drop([dropped('unsaved'), dropped('a.wav')])
    expect([opened, notices.list]).toEqual([['/music/a.wav'], []])
    await incoming([]).drop([dropped('unsaved')])
    expect(notices.list[0]?.text).toContain('not a file on this computer')
  })

  test('a stem of this window that is let go above it goes nowhere', async () => {
    await incoming([file('Stem.wav')]).drop([new File([], 'Stem.wav')])
    expect([opened, queue.items, notices.list]).toEqual([[], [], []])
  })

  test('nothing comes in while something stands in the way', async () => {
    obstacle = 'Wait.'
    await incoming(three).take(['/music'])
    expect(notices.list[0]?.text).toBe('Wait.')
    expect([opened, queue.items]).toEqual([[], []])
  })
})

describe('the batch', () => {
  const opened = (path: string, sampleRate = 44_100): OpenedAudio => ({
    document: 1,
    summary: summaryOf({ sampleRate, channels: [new Float32Array(10)] }, path),
    openedInSeconds: 0,
    loudness: null,
    overview: []
  })
  const result: ExportResult = {
    folder: '/out/a',
    files: ['1', '2'],
    written: [
      { path: '1', kind: 'stem', stem: 0 },
      { path: '2', kind: 'rest', stem: null }
    ],
    residualDb: -141,
    clippedSamples: 0,
    noteCount: null,
    remarks: [],
    seconds: 1
  }
  const wanted = { settings: defaultSettings(44_100), sampleRate: 44_100 }
  const steps = (changes: Partial<BatchSteps> = {}): BatchSteps => ({
    open: (path) => Promise.resolve(opened(path)),
    check: () => undefined,
    separate: () => Promise.resolve(true),
    write: () => Promise.resolve(result),
    cancel: () => Promise.resolve(),
    ...changes
  })

  test('goes through all that waits, and a bad recording does not stop the rest', async () => {
    queue.add(three)
    const open = (path: string): Promise<OpenedAudio> => {
      if (path.endsWith('b.wav')) throw new Failure('audio/empty', path, { name: 'b.wav' })
      return Promise.resolve(opened(path))
    }
    const batch = new Batch(queue, steps({ open }))
    await batch.run(wanted)
    expect(kinds(queue)).toEqual(['done', 'failed', 'done'])
    expect(queue.items[0]?.state).toMatchObject({
      text: '1 stem and Rest, residual −141.0 dBFS',
      folder: '/out/a'
    })
    expect(queue.items[1]?.state).toMatchObject({ text: '“b.wav” could not be opened' })
    expect([batch.running, batch.finished]).toEqual([false, 3])
  })

  test('a recording whose stems the format cannot hold is not separated in vain', async () => {
    queue.add(three.slice(0, 1))
    let separated = 0
    const check = ({ summary }: OpenedAudio): void => checkRate('flac24', summary.sampleRate)
    const open = (path: string): Promise<OpenedAudio> => Promise.resolve(opened(path, 88_201))
    const separate = (): Promise<boolean> => Promise.resolve(++separated > 0)
    await new Batch(queue, steps({ open, check, separate })).run(wanted)
    expect(queue.items[0]?.state).toMatchObject({ text: 'FLAC cannot hold 88201 Hz' })
    expect(separated).toBe(0)
  })

  test('stops after a cancel, and what it was at waits again', async () => {
    queue.add(three)
    let asked = 0
    const batch: Batch = new Batch(
      queue,
      steps({
        separate: async () => {
          if (++asked < 2) return true
          await batch.stop()
          return false
        }
      })
    )
    await batch.run(wanted)
    expect(kinds(queue)).toEqual(['done', 'waiting', 'waiting'])
    expect(batch.running).toBe(false)
  })

  test('tells the time left for all that waits by the recordings it has done', async () => {
    queue.add(three)
    let clock = 0
    const told: (number | null)[] = []
    const batch: Batch = new Batch(
      queue,
      steps({
        separate: () => {
          clock += 10_000
          batch.look()
          told.push(batch.secondsLeft)
          return Promise.resolve(true)
        },
        write: () => {
          clock += 2000
          return Promise.resolve(result)
        }
      }),
      () => clock
    )
    await batch.run(wanted)
    expect(told).toEqual([null, 2 + 12, 2])
    expect(batch.secondsLeft).toBeNull()
  })

  test('counts what was taken out of the queue while it runs', async () => {
    queue.add(three)
    const counts: number[] = []
    const batch: Batch = new Batch(
      queue,
      steps({
        separate: () => {
          for (const { id } of queue.waiting.slice(-1)) queue.remove(id)
          counts.push(batch.count)
          return Promise.resolve(true)
        }
      })
    )
    await batch.run(wanted)
    expect(counts).toEqual([2, 2])
  })

  test('a separation that somebody cancels ends it, too', async () => {
    queue.add(three)
    await new Batch(queue, steps({ separate: () => Promise.resolve(false) })).run(wanted)
    expect(kinds(queue)).toEqual(['waiting', 'waiting', 'waiting'])
  })

  test('separates every recording with the same settings, the window as long at any rate', async () => {
    queue.add(three.slice(0, 2))
    const used: SeparationSettings[] = []
    const rates = [44_100, 96_000]
    const batch = new Batch(
      queue,
      steps({
        open: (path) => Promise.resolve(opened(path, rates[used.length])),
        separate: (settings) => Promise.resolve(used.push(settings) > 0)
      })
    )
    const settings = {
      ...wanted.settings,
      components: 5,
      beta: 0,
      exponent: 2 as const,
      seed: 9,
      range: { fromSample: 0, toSample: 10 }
    }
    await batch.run({ settings, sampleRate: 44_100 })
    expect(used[0]).toEqual({ ...settings, range: null })
    expect(used[1]).toMatchObject({ components: 5, beta: 0, seed: 9, windowSize: 8192 })
  })
})

test('settings for the same rate are the same, whatever the window', () => {
  const settings = { ...defaultSettings(48_000), windowSize: 1024, hopSize: 512 }
  const same = settingsForRate({ settings, sampleRate: 48_000 }, 48_000)
  expect(same).toEqual(settings)
  const doubled = settingsForRate({ settings, sampleRate: 48_000 }, 96_000)
  expect([doubled.windowSize, doubled.hopSize]).toEqual([2048, 1024])
})
