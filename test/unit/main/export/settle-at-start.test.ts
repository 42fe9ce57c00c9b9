import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { settleWhenIdle } from '../../../../src-main/export/settle-at-start'
import { stagingListsIn } from '../../../../src-main/remembered/profile-folder'
import { fakeEngine } from '../../../support/fake-engine'

let profile: string
beforeEach(() => {
  profile = mkdtempSync(join(tmpdir(), 'partwise-settle-'))
  vi.useFakeTimers({ toFake: ['setTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(profile, { recursive: true })
})

test('after a start the engine settles what was left, but not while something else runs', () => {
  const lists = stagingListsIn(profile)
  const { engine, calls } = fakeEngine()
  let isBusy = true
  const parts = { engine, isBusy: () => isBusy, lists, onFailure: () => undefined }
  settleWhenIdle(parts)
  vi.runAllTimers()
  expect(calls, 'nothing was left').toEqual([])
  mkdirSync(lists.app)
  settleWhenIdle(parts)
  vi.advanceTimersByTime(20_000)
  expect(calls).toEqual([])
  isBusy = false
  vi.advanceTimersByTime(20_000)
  expect(calls).toEqual(['settleLeftovers'])
})
