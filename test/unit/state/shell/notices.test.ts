import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Failure } from '../../../../shared/failure'
import { Notices } from '../../../../src-renderer/state/shell/notices.svelte'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const missing = (name: string): Failure => new Failure('audio/not-found', 'ENOENT', { name })

test('a failure stays until it is dismissed', () => {
  const notices = new Notices()
  notices.fail(missing('a.wav'))
  vi.advanceTimersByTime(3_600_000)
  expect(notices.list).toHaveLength(1)
  notices.dismiss(notices.list[0]?.id ?? -1)
  expect(notices.list).toEqual([])
})

test('a remark goes by itself', () => {
  const notices = new Notices()
  notices.remark('About “a.wav”', 'It is silent.')
  expect(notices.list[0]?.kind).toBe('remark')
  vi.advanceTimersByTime(60_000)
  expect(notices.list).toEqual([])
})

test('the same failure again does not pile up, another one does', () => {
  const notices = new Notices()
  notices.fail(missing('a.wav'))
  notices.fail(missing('a.wav'))
  notices.fail(missing('b.wav'))
  expect(notices.list.map(({ title }) => title)).toEqual([
    '“a.wav” could not be opened',
    '“b.wav” could not be opened'
  ])
})

test('success takes the failures away and leaves the remarks', () => {
  const notices = new Notices()
  notices.fail(missing('a.wav'))
  notices.remark('About “b.wav”', 'It is silent.')
  notices.clearFailures()
  expect(notices.list.map(({ kind }) => kind)).toEqual(['remark'])
})

test('opening another file is offered where it helps, and the log’s words are kept', () => {
  const notices = new Notices()
  notices.fail(missing('a.wav'))
  notices.fail(new Failure('engine/crashed', 'exit code 9'))
  notices.fail(new TypeError('x is undefined'))
  expect(notices.list.map(({ offersOpening }) => offersOpening)).toEqual([true, false, false])
  expect(notices.list[1]?.detail).toBe('engine/crashed: exit code 9')
  expect(notices.list[2]?.detail).toContain('x is undefined')
})

test('another recording begins without the notices about the last', () => {
  const notices = new Notices()
  notices.fail(missing('a.wav'))
  notices.remark('About “b.wav”', 'It is silent.')
  notices.clear()
  expect(notices.list).toEqual([])
})

test('a separation that is too large comes with what would fit, and no other failure does', () => {
  const notices = new Notices()
  const details = {
    solver: 'fast',
    hopSize: 2048,
    components: 12,
    neededBytes: 2,
    availableBytes: 1
  }
  notices.fail(new Failure('engine/too-large', '2 of 1 bytes', details))
  notices.fail(missing('a.wav'))
  expect(notices.list.map(({ offers }) => offers.map(({ change }) => change))).toEqual([
    [{ solver: 'fast' }, { hopSize: 2048 }, { components: 12 }],
    []
  ])
})
