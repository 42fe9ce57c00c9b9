import { expect, test } from 'vitest'
import { Failure } from '../../../../shared/failure'
import { Tasks, type TaskEnvironment } from '../../../../src-main/tasks/tasks'

/** Work that ends when it is cancelled. */
const untilCancelled = ({ signal }: TaskEnvironment): Promise<null> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)))

test('a document has one task of a kind at a time', async () => {
  const tasks = new Tasks()
  const first = tasks.run(1, 'separation', untilCancelled)
  await expect(tasks.run(1, 'separation', untilCancelled)).rejects.toThrow(Failure)
  const other = tasks.run(1, 'export', () => Promise.resolve('written'))
  expect(await other).toBe('written')
  await tasks.cancel(1, 'separation')
  expect(await first).toBeNull()
  expect(await tasks.run(1, 'separation', () => Promise.resolve(7))).toBe(7)
})

test('cancelling a document cancels its tasks only', async () => {
  const tasks = new Tasks()
  const kept = tasks.run(2, 'separation', untilCancelled)
  const dropped = [
    tasks.run(1, 'separation', untilCancelled),
    tasks.run(1, 'export', untilCancelled)
  ]
  await tasks.cancelDocument(1)
  expect(await Promise.all(dropped)).toEqual([null, null])
  expect(tasks.kinds).toEqual(['separation'])
  await tasks.cancelAll()
  expect(await kept).toBeNull()
  expect(tasks.isBusy).toBe(false)
})

test('the fraction is that of the task with most left to do, and listeners hear of it', async () => {
  const tasks = new Tasks()
  const fractions: (number | null)[] = []
  const unsubscribe = tasks.onChange(() => fractions.push(tasks.fraction))
  await tasks.run(1, 'separation', ({ report }) => {
    report(0.5)
    report(0.75)
    return Promise.resolve(null)
  })
  unsubscribe()
  await tasks.run(1, 'separation', () => Promise.resolve(null))
  expect(fractions).toEqual([0, 0.5, 0.75, null])
})

test('work that fails ends its task', async () => {
  const tasks = new Tasks()
  const failing = tasks.run(1, 'export', () => Promise.reject(new Error('disk on fire')))
  await expect(failing).rejects.toThrow('disk on fire')
  expect(tasks.isBusy).toBe(false)
})
