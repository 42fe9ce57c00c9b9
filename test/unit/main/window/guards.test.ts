import { expect, test } from 'vitest'
import {
  disposeAtQuit,
  guardClose,
  quitQuestion,
  type QuittingApp
} from '../../../../src-main/window/close-guard'
import { createKeepAwake } from '../../../../src-main/window/keep-awake'
import { filesInArguments } from '../../../../src-main/window/launch-file'
import { onSystemEnd } from '../../../../src-main/window/system-end'
import { Tasks, type TaskEnvironment } from '../../../../src-main/tasks/tasks'
import { versionArgument, versionIn } from '../../../../src-main/window/version-argument'

const untilCancelled = ({ signal }: TaskEnvironment): Promise<null> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)))

/** A window that is closed unless a listener prevents it. */
class FakeWindow {
  closed = false
  readonly #listeners: ((event: { preventDefault(): void }) => void)[] = []

  on(_event: 'close', listener: (event: { preventDefault(): void }) => void): void {
    this.#listeners.push(listener)
  }

  close(): void {
    let isPrevented = false
    const event = { preventDefault: () => (isPrevented = true) }
    for (const listener of this.#listeners) listener(event)
    this.closed = !isPrevented
  }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('an idle window closes without a question', () => {
  const window = new FakeWindow()
  guardClose(window, { tasks: new Tasks(), askToQuit: () => Promise.reject(new Error('asked')) })
  window.close()
  expect(window.closed).toBe(true)
})

test('closing during work asks once; keeping on working keeps the window and the work', async () => {
  const window = new FakeWindow()
  const tasks = new Tasks()
  let asked = 0
  guardClose(window, { tasks, askToQuit: () => Promise.resolve(++asked > 1) })
  const work = tasks.run(1, 'export', untilCancelled)
  window.close()
  window.close()
  await nextTurn()
  expect([asked, window.closed, tasks.isBusy]).toEqual([1, false, true])
  window.close()
  await nextTurn()
  expect([asked, window.closed, tasks.isBusy]).toEqual([2, true, false])
  expect(await work).toBeNull()
})

test('a question about work that has ended meanwhile goes away, and the window stays', async () => {
  const window = new FakeWindow()
  const tasks = new Tasks()
  let isGone = false
  guardClose(window, {
    tasks,
    askToQuit: (_kinds, signal) =>
      new Promise((answer) => {
        signal.addEventListener('abort', () => {
          isGone = true
          answer(false)
        })
      })
  })
  let finish = (): void => undefined
  const work = tasks.run(
    1,
    'export',
    () => new Promise<null>((done) => (finish = () => done(null)))
  )
  await nextTurn()
  window.close()
  await nextTurn()
  expect(isGone).toBe(false)
  finish()
  await work
  await nextTurn()
  expect([isGone, window.closed]).toEqual([true, false])
  window.close()
  expect(window.closed).toBe(true)
})

test('the end of the system cancels in order and asks nothing, even where a question is open', async () => {
  for (const isAsked of [false, true]) {
    const window = new FakeWindow()
    const tasks = new Tasks()
    let asked = 0
    const closeNow = guardClose(window, {
      tasks,
      askToQuit: (_kinds, signal) => {
        asked++
        return new Promise((answer) => signal.addEventListener('abort', () => answer(false)))
      }
    })
    const work = tasks.run(1, 'export', untilCancelled)
    await nextTurn()
    if (isAsked) window.close()
    await closeNow()
    expect([asked, window.closed, tasks.isBusy]).toEqual([isAsked ? 1 : 0, true, false])
    expect(await work).toBeNull()
  }
})

test('signals and the end of the session end the app once, whichever comes first', () => {
  const heard = new Map<string, (event?: { preventDefault(): void }) => void>()
  const on = (event: string, listener: (event?: { preventDefault(): void }) => void): void =>
    void heard.set(event, listener)
  let ends = 0
  onSystemEnd(
    () => {
      ends++
      return Promise.resolve()
    },
    {
      process: { on },
      powerMonitor: { on },
      window: { on }
    }
  )
  expect([...heard.keys()].sort()).toEqual([
    'SIGHUP',
    'SIGINT',
    'SIGTERM',
    'session-end',
    'shutdown'
  ])
  let isDelayed = false
  heard.get('shutdown')?.({ preventDefault: () => (isDelayed = true) })
  for (const listener of heard.values()) listener()
  expect([ends, isDelayed]).toEqual([1, true])
})

test('the question names what would be lost', () => {
  expect(quitQuestion(['separation']).message).toContain('separation')
  expect(quitQuestion(['separation', 'export']).message).toContain('Stems')
})

test('the machine stays awake as long as there is any reason', () => {
  const calls: string[] = []
  const set = createKeepAwake({
    start: () => calls.push('start'),
    stop: (id) => calls.push(`stop ${String(id)}`)
  })
  set('playing', false)
  set('work', true)
  set('playing', true)
  set('work', true)
  set('work', false)
  expect(calls).toEqual(['start'])
  set('playing', false)
  set('playing', false)
  expect(calls).toEqual(['start', 'stop 1'])
})

test.each([
  [['partwise', '/music/a.wav'], true, ['/music/a.wav']],
  [['partwise', '--flag', 'b.wav', 'c.wav'], true, ['/here/b.wav', '/here/c.wav']],
  [['partwise'], true, []],
  [['electron', '.', '--no-sandbox'], false, []],
  [['electron', '-r', '/tools/loader.js', '--inspect=0', '/app', 'd.wav'], false, ['/here/d.wav']]
] as const)('the files in %j (packaged: %s) are %j', (argv, isPackaged, files) => {
  expect(filesInArguments(argv, isPackaged, '/here')).toEqual(files)
})

test('the version reaches the preload', () => {
  expect(versionIn(['a', versionArgument('1.2.3'), 'b'])).toBe('1.2.3')
  expect(versionIn([])).toBe('')
})

/** An app that is told to quit by `willQuit`, and notes what is done to it. */
function quittingApp(): { app: QuittingApp; done: string[]; willQuit: () => boolean } {
  const done: string[] = []
  let listener: (event: { preventDefault(): void }) => void = () => undefined
  return {
    app: {
      on: (_event, heard) => (listener = heard),
      quit: () => done.push('quit')
    },
    done,
    willQuit: () => {
      let isPrevented = false
      listener({ preventDefault: () => (isPrevented = true) })
      return isPrevented
    }
  }
}

test('the app ends after its threads, and asks for that in a turn of its own', async () => {
  const { app, done, willQuit } = quittingApp()
  disposeAtQuit(app, () => void done.push('dispose'))
  expect(willQuit()).toBe(true)
  for (let i = 0; i < 10; i++) await Promise.resolve()
  expect(done).toEqual(['dispose'])
  await nextTurn()
  expect(done).toEqual(['dispose', 'quit'])
  expect(willQuit()).toBe(false)
})

test('a thread that does not end does not keep the program', async () => {
  const { app, done, willQuit } = quittingApp()
  const killed = new Promise<void>((resolve) => {
    disposeAtQuit(app, () => new Promise(() => undefined), { kill: resolve, patience: 1 })
  })
  willQuit()
  await killed
  expect(done).toEqual([])
})
