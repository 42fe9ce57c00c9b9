import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Failure } from '../../../../shared/failure'
import { planJobs } from '../../../../src-main/cli/inputs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-inputs-'))
  for (const folder of ['album', 'album/deeper', 'empty']) mkdirSync(join(root, folder))
  for (const name of ['album/b.wav', 'album/a.WAV', 'album/cover.png', 'album/._b.wav', 'b.wav']) {
    writeFileSync(join(root, name), '')
  }
})
afterEach(() => rmSync(root, { recursive: true }))

test('one file goes straight into the folder', () => {
  expect(planJobs(['a.wav'], 'out')).toEqual([{ path: 'a.wav', folder: 'out' }])
})

test('of a folder each sound file goes into a folder of its own, by name', () => {
  expect(planJobs([join(root, 'album')], 'out')).toEqual([
    { path: join(root, 'album/a.WAV'), folder: join('out', 'a') },
    { path: join(root, 'album/b.wav'), folder: join('out', 'b') }
  ])
})

test('files of the same name get folders of different names', () => {
  const jobs = planJobs([join(root, 'b.wav'), join(root, 'album')], 'out')
  const folders = jobs.map((job) => (job instanceof Failure ? null : job.folder))
  expect(folders).toEqual(['b', 'a', 'b 2'].map((name) => join('out', name)))
})

test('a folder without recordings is a failure beside the other jobs', () => {
  const [failure, job] = planJobs([join(root, 'empty'), 'c.wav'], 'out')
  expect(failure).toMatchObject({ code: 'audio/unreadable' })
  expect(job).toEqual({ path: 'c.wav', folder: join('out', 'c') })
})

test('folders are safe names that differ in more than case or the spelling of an accent', () => {
  const files = [
    'x/CON.a.wav',
    'two\nlines.wav',
    'caf\u00e9.wav',
    'cafe\u0301.wav',
    'CAF\u00c9.wav'
  ]
  const folders = planJobs(files, 'out').map((job) => (job instanceof Failure ? null : job.folder))
  expect(folders).toEqual(
    ['CON_.a', 'two lines', 'caf\u00e9', 'caf\u00e9 2', 'CAF\u00c9 3'].map((name) =>
      join('out', name)
    )
  )
})
