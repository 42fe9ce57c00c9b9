import { expect, test } from 'vitest'
import { lazyEngine, type DisposableEngine } from '../../../../src-main/tasks/lazy-engine'
import { fakeEngine } from '../../../support/fake-engine'

/** A lazy engine over a fake one, how often that was made, and what it was told. */
function fixture(): { engine: DisposableEngine; made: () => number; told: unknown[] } {
  const told: unknown[] = []
  let made = 0
  const engine = lazyEngine(() => {
    made++
    return {
      ...fakeEngine().engine,
      warmUp: (count) => told.push(count),
      dispose: () => void told.push('disposed')
    }
  })
  return { engine, made: () => made, told }
}

test('an engine is made by what comes first, a call or the warming up, and once', async () => {
  const called = fixture()
  expect(called.made()).toBe(0)
  expect(await called.engine.call('decode', { path: '/a.wav' })).not.toBeNull()
  called.engine.warmUp()
  expect(called.made()).toBe(1)
  const warmed = fixture()
  warmed.engine.warmUp()
  await warmed.engine.call('decode', { path: '/a.wav' })
  expect(warmed.made()).toBe(1)
})

test('so many workers are started as were asked for', () => {
  const { engine, told } = fixture()
  engine.warmUp(2)
  engine.warmUp()
  engine.warmUp(3)
  expect(told).toEqual([2, undefined, 3])
})

test('disposing of an engine that was never used makes none', async () => {
  const { engine, made, told } = fixture()
  await engine.dispose()
  expect([made(), told]).toEqual([0, []])
  engine.warmUp(1)
  await engine.dispose()
  expect(told).toEqual([1, 'disposed'])
})
