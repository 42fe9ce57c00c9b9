import { expect, test } from 'vitest'
import { showTaskProgress } from '../../../../src-main/window/task-progress'
import { Tasks, type TaskEnvironment, type TaskKind } from '../../../../src-main/tasks/tasks'

/** A window that remembers what its icon showed. */
class FakeWindow {
  readonly shown: number[] = []
  isGone = false

  isDestroyed(): boolean {
    return this.isGone
  }

  setProgressBar(progress: number): void {
    this.shown.push(progress)
  }
}

/** Work that goes as far as it is told, and ends when it is cancelled. */
function someWork(): { work: (environment: TaskEnvironment) => Promise<null>; go: () => void } {
  let report: (fraction: number) => void = () => undefined
  let done = 0
  const work = (environment: TaskEnvironment): Promise<null> => {
    report = environment.report
    return new Promise((resolve) =>
      environment.signal.addEventListener('abort', () => resolve(null))
    )
  }
  return { work, go: () => report((done += 0.25)) }
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test.each<TaskKind>(['separation', 'export'])(
  'a running %s is shown as far as it is, and nothing once it has ended',
  async (kind) => {
    const window = new FakeWindow()
    const tasks = new Tasks()
    showTaskProgress(window, tasks)
    const { work, go } = someWork()
    const running = tasks.run(1, kind, work)
    await nextTurn()
    go()
    go()
    await tasks.cancel(1, kind)
    await running
    expect(window.shown).toEqual([0, 0.25, 0.5, -1])
  }
)

test('of two tasks the one is shown that has most left to do', async () => {
  const window = new FakeWindow()
  const tasks = new Tasks()
  showTaskProgress(window, tasks)
  const [separation, written] = [someWork(), someWork()]
  void tasks.run(1, 'separation', separation.work)
  void tasks.run(1, 'export', written.work)
  await nextTurn()
  separation.go()
  written.go()
  written.go()
  separation.go()
  await tasks.cancel(1, 'export')
  await tasks.cancelAll()
  expect(window.shown).toEqual([0, 0.25, 0.5, -1])
})

test('a window that is gone is left alone, and so is one when the showing has ended', async () => {
  const window = new FakeWindow()
  const tasks = new Tasks()
  const end = showTaskProgress(window, tasks)
  window.isGone = true
  await tasks.run(1, 'export', () => Promise.resolve(null))
  window.isGone = false
  end()
  await tasks.run(1, 'export', () => Promise.resolve(null))
  expect(window.shown).toEqual([])
})
