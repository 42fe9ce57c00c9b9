import { expect, test } from 'vitest'
import { LatestRun } from '../../../../src-main/tasks/latest-run'

/** A run that ends when it is told to. */
function someRun(): {
  end: Promise<string | null>
  finish: (value: string | null) => void
  fail: () => void
} {
  let finish: (value: string | null) => void = () => undefined
  let fail = (): void => undefined
  const end = new Promise<string | null>((resolve, reject) => {
    finish = resolve
    fail = () => reject(new Error('crashed'))
  })
  return { end, finish, fail }
}

test('whoever did not begin a run can follow it, and hears of its end', async () => {
  const latest = new LatestRun<string>()
  const run = someRun()
  expect(latest.isOpen(1)).toBe(false)
  void latest.follow(1, run.end)
  expect([latest.isOpen(1), latest.isOpen(2)]).toEqual([true, false])
  const heard = latest.end(1)
  run.finish('stems')
  expect(await heard).toBe('stems')
  expect(latest.isOpen(1)).toBe(false)
  expect(await latest.end(2)).toBeNull()
})

test('an end that came while nobody listened is not lost, and is told once', async () => {
  const latest = new LatestRun<string>()
  const run = someRun()
  void latest.follow(1, run.end)
  latest.orphan()
  run.finish('stems')
  await run.end
  expect(latest.isOpen(1)).toBe(true)
  expect(await latest.end(1)).toBe('stems')
  expect(latest.isOpen(1)).toBe(false)
  latest.orphan()
  expect(latest.isOpen(1)).toBe(false)
})

test('a run that fails tells its failure to whoever follows it', async () => {
  const latest = new LatestRun<string>()
  const run = someRun()
  latest.follow(1, run.end).catch(() => undefined)
  latest.orphan()
  run.fail()
  await expect(latest.end(1)).rejects.toThrow('crashed')
  expect(latest.isOpen(1)).toBe(false)
})

test('a second run that is refused does not take the place of the one that runs', async () => {
  const latest = new LatestRun<string>()
  const run = someRun()
  void latest.follow(1, run.end)
  latest.follow(1, Promise.reject(new Error('busy'))).catch(() => undefined)
  run.finish('stems')
  expect(await latest.end(1)).toBe('stems')
})
