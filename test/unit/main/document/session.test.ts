import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventName } from '../../../../shared/contract'
import { peakOverview } from '../../../../shared/peak-overview'
import { defaultSettings } from '../../../../shared/settings'
import { Session } from '../../../../src-main/document/session'
import { Tasks } from '../../../../src-main/tasks/tasks'
import { someFactorization, somePicture } from '../../../support/documents'
import { fakeEngine, untilCancelled } from '../../../support/fake-engine'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-session-'))
  for (const name of ['a.wav', 'b.wav', 'c.txt']) writeFileSync(join(folder, name), '')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const at = (name: string): string => join(folder, name)
const settings = { ...defaultSettings(44_100), components: 4 }

interface Fixture {
  session: Session
  tasks: Tasks
  calls: string[]
  events: { name: EventName; payload: { document?: number } }[]
  logged: string[]
  /** Times that shared memory was given up. */
  givenUp: () => number
}

function fixture(answers: Parameters<typeof fakeEngine>[0] = {}): Fixture {
  const { engine, calls } = fakeEngine(answers)
  const tasks = new Tasks()
  const events: Fixture['events'] = []
  const logged: string[] = []
  let givenUp = 0
  const session = new Session({
    engine,
    tasks,
    emit: (name, payload) => events.push({ name, payload: payload as { document?: number } }),
    log: { error: (what) => logged.push(what) },
    axis: () => 'mel',
    onMemoryGivenUp: () => givenUp++
  })
  return { session, tasks, calls, events, logged, givenUp: () => givenUp }
}

async function settle(turns = 6): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve))
}

test('a recording comes with the overview, whose pairs are those of its peaks when they are fetched', async () => {
  const { session } = fixture()
  const { overview, document, summary } = (await session.open(at('a.wav')))!
  const [table] = session.find(document)!.peaks
  const { count } = peakOverview(summary.sampleCount)
  expect(count).toBeLessThanOrEqual(2048)
  expect(overview).toHaveLength(summary.channelCount)
  expect(overview[0]).toEqual(table!.read(0, summary.sampleCount, count))
})

test('a folder is refused as a folder, before the engine sees it', async () => {
  const { session, calls } = fixture()
  const refused = { code: 'audio/unreadable', details: { reason: 'folder', path: folder } }
  await expect(session.open(folder)).rejects.toMatchObject(refused)
  expect(calls).toEqual([])
})

test('a file opens as a new document, and its spectrogram follows', async () => {
  const { session, events } = fixture()
  const opened = await session.open(at('a.wav'))
  expect(opened).toMatchObject({ document: 1, loudness: -14 })
  expect(events).toEqual([])
  await settle()
  expect(events.map((event) => event.payload)).toMatchObject([
    { document: 1, readyFrames: 0 },
    { document: 1, readyFrames: 20 },
    { document: 1, readyFrames: 40 }
  ])
  expect(session.find(1)?.picture('mel')).not.toBeNull()
  expect(session.find(1)?.picture('log')).toBeNull()
})

test.each(['c.txt', 'missing.wav', '.'])(
  '%s does not open, and what was open stays',
  async (name) => {
    const { session } = fixture()
    await session.open(at('a.wav'))
    await expect(session.open(at(name))).rejects.toMatchObject({
      code: expect.stringMatching(/^audio\//) as string
    })
    expect(session.find(1)?.summary.name).toBe('a.wav')
  }
)

test('another file replaces the document and cancels its tasks', async () => {
  const { session, tasks } = fixture({ separate: untilCancelled })
  await session.open(at('a.wav'))
  const separation = session.separate(1, settings)
  await settle()
  expect(tasks.isBusy).toBe(true)
  await session.open(at('b.wav'))
  expect(await separation).toBeNull()
  expect(session.find(1)).toBeNull()
  expect([0, 1, 2, 3].map((number) => session.isClosed(number))).toEqual([
    false,
    true,
    false,
    false
  ])
  expect(session.find(2)?.summary.name).toBe('b.wav')
  await expect(session.separate(1, settings)).rejects.toMatchObject({ code: 'bug' })
})

test('memory is given up by what is closed, separated or cancelled, and only by that', async () => {
  const { session, tasks, givenUp } = fixture()
  await session.open(at('a.wav'))
  await settle()
  expect(givenUp()).toBe(0)
  await session.separate(1, settings)
  expect(givenUp()).toBe(1)
  await session.open(at('b.wav'))
  expect(givenUp()).toBe(2)
  const cancelled = session.separate(2, settings)
  await tasks.cancel(2, 'separation')
  expect(await cancelled).toBeNull()
  expect(givenUp()).toBe(3)
})

test('of two files opened at once the later one wins', async () => {
  const { session } = fixture()
  const [first, second] = await Promise.all([session.open(at('a.wav')), session.open(at('b.wav'))])
  expect(first).toBeNull()
  expect(second?.summary.name).toBe('b.wav')
  expect(session.document?.summary.name).toBe('b.wav')
})

test('each separation raises the generation, and W and H stay in main', async () => {
  const { session, events } = fixture()
  await session.open(at('a.wav'))
  const first = await session.separate(1, settings)
  const second = await session.separate(1, settings)
  expect([first?.generation, second?.generation]).toEqual([1, 2])
  expect(second?.factorization).not.toHaveProperty('W')
  expect(second?.factorization).not.toHaveProperty('H')
  expect(session.find(1)?.separation?.generation).toBe(2)
  const curve = events
    .filter((event) => event.name === 'separationProgress')
    .flatMap((event) => (event.payload as { divergence?: [number, number][] }).divergence ?? [])
  expect(curve.map(([sweep]) => sweep)).toEqual([1, 2, 3, 1, 2, 3])
})

test('an earlier separation can be used again, none too, and one that is gone changes nothing', async () => {
  const { session } = fixture()
  await session.open(at('a.wav'))
  await session.separate(1, settings)
  const first = session.find(1)?.separation
  await session.separate(1, { ...settings, components: 2 })
  expect(session.useSeparation(1, 1)).toBe(true)
  expect(session.find(1)?.separation).toBe(first)
  expect(session.useSeparation(1, 7)).toBe(false)
  expect(session.find(1)?.separation).toBe(first)
  expect(session.useSeparation(1, null)).toBe(true)
  expect(session.find(1)?.separation).toBeNull()
  // Numbers are never given twice, so that no W and H are taken for others.
  expect((await session.separate(1, settings))?.generation).toBe(3)
  expect(() => session.useSeparation(9, 1)).toThrow('not open')
})

test('a cancelled separation leaves the last one as it was', async () => {
  let isSlow = false
  const { session, tasks } = fixture({
    separate: (input) => {
      if (isSlow) return untilCancelled()
      const factorization = someFactorization(input.settings.components)
      return { factorization, components: [], residualDb: -150, threads: 1, stageSeconds: {} }
    }
  })
  await session.open(at('a.wav'))
  await session.separate(1, settings)
  isSlow = true
  const cancelled = session.separate(1, settings)
  await settle()
  await tasks.cancel(1, 'separation')
  expect(await cancelled).toBeNull()
  expect(session.find(1)?.separation?.generation).toBe(1)
})

test('settings out of range never reach the engine', async () => {
  const { session, calls } = fixture()
  await session.open(at('a.wav'))
  await expect(session.separate(1, { ...settings, components: 0 })).rejects.toMatchObject({
    code: 'settings/invalid'
  })
  expect(calls).not.toContain('separate')
})

test('another axis is computed when it is asked for, once', async () => {
  const { session, calls, events } = fixture()
  await session.open(at('a.wav'))
  await settle()
  expect(await session.showAxis(1, 'log')).toMatchObject({ axis: 'log' })
  await settle()
  expect(await session.showAxis(1, 'mel')).toMatchObject({ axis: 'mel' })
  expect(calls.filter((name) => name === 'spectrogram')).toHaveLength(2)
  expect(events.at(-1)).toMatchObject({ payload: { readyFrames: 40, shape: { axis: 'mel' } } })
})

test('an axis that is not wanted any more is given up', async () => {
  let isFirst = true
  const { session } = fixture({
    spectrogram: ({ axis }) => {
      if (!isFirst) return somePicture(axis)
      isFirst = false
      return untilCancelled()
    }
  })
  await session.open(at('a.wav'))
  await settle()
  expect(await session.showAxis(1, 'linear')).toMatchObject({ axis: 'linear' })
  expect(session.find(1)?.picture('mel')).toBeNull()
  expect(await session.showAxis(1, 'mel')).toMatchObject({ axis: 'mel' })
})

test('a spectrogram that fails is logged, and asking for it again tries again', async () => {
  let isBroken = true
  const { session, logged } = fixture({
    spectrogram: ({ axis }) => {
      if (isBroken) throw new Error('worker gone')
      return somePicture(axis)
    }
  })
  await session.open(at('a.wav'))
  await settle()
  expect(logged).toEqual(['no spectrogram'])
  await expect(session.showAxis(1, 'mel')).rejects.toThrow('worker gone')
  isBroken = false
  expect(await session.showAxis(1, 'mel')).toMatchObject({ axis: 'mel' })
})

test('previews are told and served while a separation runs, and gone when it has ended', async () => {
  let end = (): void => undefined
  const wanted: boolean[] = []
  const { session, events } = fixture({
    separate: async ({ previews }, report) => {
      const factorization = someFactorization(4)
      const state = {
        stage: 'factorize',
        fraction: 0.5,
        sweep: 0,
        sweeps: 3,
        divergence: []
      } as const
      report({ ...state, preview: { factorization, energies: [1, 0, 0, 0] } })
      await new Promise<void>((resolve) => (end = resolve))
      wanted.push(Atomics.load(previews!, 0) === 1)
      return { factorization, components: [], residualDb: -150, threads: 1, stageSeconds: {} }
    }
  })
  await session.open(at('a.wav'))
  const separation = session.separate(1, settings)
  await settle()
  const told = events.find(({ name }) => name === 'separationPreview')
  expect(told?.payload).toMatchObject({ document: 1, generation: 1, energies: [1, 0, 0, 0] })
  expect(session.find(1)?.model(1)).not.toBeNull()
  expect(session.find(1)?.separation).toBeNull()
  session.takenPreview(1, 1)
  session.takenPreview(7, 1)
  end()
  const result = await separation
  expect(wanted).toEqual([true])
  expect(result?.generation).toBe(2)
  expect(session.find(1)?.model(1)).toBeNull()
  expect(session.find(1)?.model(2)).not.toBeNull()
})

test('a range beyond the recording is refused', async () => {
  const { session } = fixture()
  await session.open(at('a.wav'))
  const range = { fromSample: 0, toSample: 5001 }
  const refused = { code: 'settings/invalid', details: { setting: 'range' } }
  await expect(session.separate(1, { ...settings, range })).rejects.toMatchObject(refused)
})
