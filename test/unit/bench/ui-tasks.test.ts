import { expect, test } from 'vitest'
import { summarizeTasks } from '../../bench/ui-tasks.mjs'

const window = { pid: 1, tid: 1 }
const other = { pid: 2, tid: 2 }
const name = (args: string) => ({ name: 'thread_name', ph: 'M', args: { name: args } })
const task = { name: 'ThreadControllerImpl::RunTask', ph: 'X' }

function figures(
  tasks: number,
  longestMs: number,
  overFrame: number,
  over50: number,
  sumMs: number
) {
  return { tasks, longestMs, overFrame, over50, sumMs }
}

test('the tasks of the busiest page are counted by their processor time', () => {
  const events = [
    { ...task, ...window, dur: 90_000, tdur: 60_000 },
    { ...name('CrRendererMain'), ...window },
    { ...name('CrRendererMain'), ...other },
    { ...name('CrGpuMain'), pid: 3, tid: 3 },
    { ...task, ...window, dur: 20_000, tdur: 20_000 },
    { ...task, ...window, dur: 1000 },
    { ...task, ...other, dur: 70_000, tdur: 70_000 },
    { ...task, pid: 3, tid: 3, dur: 500_000, tdur: 500_000 }
  ]
  expect(summarizeTasks(events)).toEqual(figures(3, 60, 2, 1, 81))
})

test('nothing recorded gives zeros', () => {
  expect(summarizeTasks([])).toEqual(figures(0, 0, 0, 0, 0))
})
