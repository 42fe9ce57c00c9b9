import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { settleHidden } from '../../../../../src-main/engine/write/files/commit-moves'
import { openStaging } from '../../../../../src-main/engine/write/files/staging-folder'
import { isTemporaryName } from '../../../../../src-main/engine/write/files/temporary-name'
import { fsKilledAfter } from '../../../../support/killed-fs'

const names = ['1.wav', 'group/2.wav', 'group/deep/3.wav', '4.wav']
const newSet = Object.fromEntries(names.map((name) => [name, `new ${name}`]))
/** The whole file system, which is not asked to write at once. */
const unsynced = fsKilledAfter(Infinity).fs
/** More steps than any commit here takes. */
const MOST_STEPS = 200

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-commit-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(dirname(join(root, name)), { recursive: true })
    fs.writeFileSync(join(root, name), text)
  }
}

/** All files, and folders with a slash behind, that are not hidden. */
function contents(): Record<string, string> {
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true })
  const visible = entries
    .map((entry) => ({ entry, path: join(entry.parentPath, entry.name).slice(root.length + 1) }))
    .filter(({ path }) => !path.startsWith('.'))
  return Object.fromEntries(
    visible.map(({ entry, path }) =>
      entry.isFile() ? [path, fs.readFileSync(join(root, path), 'utf8')] : [`${path}/`, '']
    )
  )
}

const hiddenFolders = (): string[] => fs.readdirSync(root).filter(isTemporaryName)
const withFolders = { ...newSet, 'group/': '', 'group/deep/': '' }

/** Commits the set and closes, in a process that is killed after some steps. */
function commitUntilKilled(steps: number, overwrite: boolean, hasLinks: boolean): boolean {
  const killable = fsKilledAfter(Infinity, hasLinks)
  const staging = openStaging(root, { overwrite, source: 'none' }, killable.fs)
  for (const [name, text] of Object.entries(newSet)) {
    fs.mkdirSync(dirname(join(staging.path, name)), { recursive: true })
    fs.writeFileSync(join(staging.path, name), text)
  }
  const dying = fsKilledAfter(steps, hasLinks)
  Object.assign(killable.fs, dying.fs)
  try {
    staging.commit(names)
  } catch {
    // It was killed there.
  }
  staging.close()
  return dying.isKilled()
}

/** Starts from a folder with some files, as often as there are steps at which one may be killed. */
function atEveryStep(
  before: Readonly<Record<string, string>>,
  hasLinks: boolean,
  check: (steps: number) => void
): void {
  for (let steps = 0; ; steps++) {
    if (steps === MOST_STEPS) throw new Error('it never ends')
    fs.rmSync(root, { recursive: true })
    fs.mkdirSync(root)
    write(before)
    const isKilled = commitUntilKilled(steps, Object.keys(before).length > 0, hasLinks)
    check(steps)
    if (!isKilled) return
  }
}

const beginnings = {
  'a new set': {},
  'a set over old files': { '1.wav': 'old 1', 'group/2.wav': 'old 2', 'notes.txt': 'mine' }
}

describe.each(Object.entries(beginnings))('%s', (_, before) => {
  const mine = 'notes.txt' in before ? { 'notes.txt': 'mine' } : {}
  const whole = { ...withFolders, ...mine }

  function expectWholeOrNone(steps: number): void {
    const found = contents()
    if (found['4.wav'] === undefined) {
      const hadGroup = 'group/2.wav' in before
      expect(found, `after ${steps} steps`).toEqual({
        ...before,
        ...(hadGroup && { 'group/': '' })
      })
    } else expect(found, `after ${steps} steps`).toEqual(whole)
    expect(hiddenFolders(), `after ${steps} steps`).toEqual([])
  }

  test.each([true, false])(
    'killed at any step is whole or not there once it is settled, hard links: %s',
    (hasLinks) => {
      const ends = new Set<boolean>()
      atEveryStep(before, hasLinks, (steps) => {
        for (const name of hiddenFolders()) settleHidden(join(root, name), 'finish', unsynced)
        expectWholeOrNone(steps)
        ends.add(contents()['4.wav'] === undefined)
      })
      expect(ends.size, 'both ends occur').toBe(2)
    }
  )

  test.each(['finish', 'undo'] as const)(
    'is whole or not there when settling it, to %s, is killed at any step, too',
    (direction) => {
      const seconds = [0, 13, 26]
      for (const second of seconds) {
        atEveryStep(before, true, (steps) => {
          const [name] = hiddenFolders()
          if (name === undefined) return
          const path = join(root, name)
          settleHidden(path, direction, fsKilledAfter(second + (steps % 13)).fs)
          if (fs.existsSync(path)) settleHidden(path, direction, unsynced)
          expectWholeOrNone(steps)
        })
      }
    }
  )
})

/** The hidden folder of a process that was killed when the first files had moved. */
function cutCommit(): string {
  for (let steps = 0; ; steps++) {
    fs.rmSync(root, { recursive: true })
    fs.mkdirSync(root)
    write(beginnings['a set over old files'])
    commitUntilKilled(steps, true, true)
    if (contents()['group/2.wav'] === newSet['group/2.wav']) return join(root, hiddenFolders()[0]!)
  }
}

test('a name that somebody took meanwhile undoes the set, and old files come back', () => {
  const hidden = cutCommit()
  write({ '4.wav': 'somebody' })
  expect(settleHidden(hidden, 'finish')).toBe(true)
  const { 'a set over old files': old } = beginnings
  expect(contents()).toEqual({ ...old, '4.wav': 'somebody', 'group/': '' })
  expect(hiddenFolders()).toEqual([])
})

test('an old file whose name is taken is kept aside until its name is free', () => {
  const hidden = cutCommit()
  write({ '1.wav': 'somebody else', '4.wav': 'somebody' })
  expect(settleHidden(hidden, 'finish')).toBe(false)
  expect(contents()).toMatchObject({ '1.wav': 'somebody else', 'group/2.wav': 'old 2' })
  expect(settleHidden(hidden, 'finish')).toBe(false)
  fs.rmSync(join(root, '1.wav'))
  expect(settleHidden(hidden, 'finish')).toBe(true)
  expect(contents()).toMatchObject({ '1.wav': 'old 1', '4.wav': 'somebody' })
})

test('a new file that somebody has taken away is not missed, and the old one comes back', () => {
  const hidden = cutCommit()
  fs.rmSync(join(root, '1.wav'))
  expect(settleHidden(hidden, 'finish')).toBe(true)
  expect(contents()).toEqual({ ...withFolders, 'notes.txt': 'mine', '1.wav': 'old 1' })
})

test('a list that leads out of its folder is not carried out', () => {
  const hidden = cutCommit()
  const path = join(hidden, '.commit.json')
  fs.writeFileSync(path, fs.readFileSync(path, 'utf8').replaceAll('4.wav', '../../4.wav'))
  const before = contents()
  expect(settleHidden(hidden, 'finish')).toBe(false)
  expect(contents()).toEqual(before)
})
