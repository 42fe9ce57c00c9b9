import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../../shared/failure'
import { createLog } from '../../../../src-main/remembered/log'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const written = (): string => readFileSync(join(folder, 'partwise.log'), 'utf8')

test('a failure is logged with its code and the name of its file, not with its folders', () => {
  const path = '/home/jo/Secret Project/take 3.wav'
  const log = createLog(folder)
  log.error('cannot open', new Failure('audio/unreadable', `cannot read ${path}`, { path }))
  expect(written()).toMatch(/cannot open: audio\/unreadable cannot read take 3\.wav\n$/)
})

test("an error is logged with its cause, and without the user's own folder", () => {
  const cause = new Error(`EACCES ${join(homedir(), 'Music')}`)
  createLog(folder).error('oops', new Error('cannot write', { cause }))
  expect(written()).toContain('because Error: EACCES ~')
  expect(written()).not.toContain(homedir())
})

test('the log never takes more than twice its limit', () => {
  const log = createLog(folder, { limit: 2000 })
  for (let i = 0; i < 500; i++) log.error(`problem number ${String(i)}`)
  const size = (name: string): number => statSync(join(folder, name)).size
  expect(size('partwise.log')).toBeLessThanOrEqual(2000)
  expect(size('partwise.old.log')).toBeLessThanOrEqual(2000)
  expect(written()).toContain('problem number 499')
})

test('a log that cannot be written throws nothing', () => {
  const lines: string[] = []
  createLog(join(folder, '\0'), { echo: (line) => lines.push(line) }).error('still going')
  expect(lines).toHaveLength(1)
})
