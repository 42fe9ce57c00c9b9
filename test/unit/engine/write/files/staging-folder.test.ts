import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  checkTarget,
  openStaging,
  type StagingFs
} from '../../../../../src-main/engine/write/files/staging-folder'

let root: string
const rules = { overwrite: false, source: 'nowhere.wav' }

beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-staging-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

/** A staging folder with files that hold `new`. */
function stage(
  names: readonly string[],
  changed: Partial<typeof rules> = {},
  using?: StagingFs
): ReturnType<typeof openStaging> {
  const staging = openStaging(root, { ...rules, ...changed }, using)
  fs.mkdirSync(join(staging.path, 'group'))
  for (const name of names) fs.writeFileSync(join(staging.path, name), 'new')
  return staging
}

function contents(): Record<string, string> {
  const files = fs.readdirSync(root, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    files
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path.slice(root.length + 1), fs.readFileSync(path, 'utf8')]
      })
  )
}

test('what is committed lies in the folder and in folders below it, and nothing else does', () => {
  const staging = stage(['1.wav', 'group/2.wav', 'left over'])
  expect(staging.commit(['1.wav', 'group/2.wav'])).toEqual(
    ['1.wav', 'group/2.wav'].map((name) => join(root, name))
  )
  staging.close()
  staging.close()
  expect(contents()).toEqual({ '1.wav': 'new', 'group/2.wav': 'new' })
})

test.each([true, false])('nothing is moved over another file, hard links: %s', (hasLinks) => {
  const unlinked: StagingFs = {
    ...fs,
    linkSync: () => {
      throw Object.assign(new Error('no'), { code: 'EPERM', syscall: 'link' })
    },
    mkdirSync: (...args: Parameters<typeof fs.mkdirSync>) => {
      // Appears when the names have been checked.
      if (String(args[0]) === join(root, 'group')) fs.writeFileSync(join(root, '2.wav'), 'mine')
      return fs.mkdirSync(...args)
    }
  }
  const using = hasLinks ? { ...unlinked, linkSync: fs.linkSync } : unlinked
  const names = ['1.wav', 'group/3.wav', '2.wav']
  const staging = stage(names, {}, using)
  expect(() => staging.commit(names)).toThrow(
    expect.objectContaining({
      code: 'export/not-writable',
      details: { folder: root, name: '2.wav', reason: 'exists' }
    })
  )
  staging.close()
  expect(contents()).toEqual({ '2.wav': 'mine' })
  expect(fs.existsSync(join(root, 'group'))).toBe(false)
})

test('closed without a commit, nothing is left', () => {
  stage(['1.wav']).close()
  expect(fs.readdirSync(root)).toEqual([])
})

test('a taken name stops the whole set', () => {
  fs.writeFileSync(join(root, '2.wav'), 'old')
  const staging = stage(['1.wav', '2.wav'])
  expect(() => staging.commit(['1.wav', '2.wav'])).toThrow(
    expect.objectContaining({
      code: 'export/not-writable',
      details: { folder: root, name: '2.wav', reason: 'exists' }
    })
  )
  staging.close()
  expect(contents()).toEqual({ '2.wav': 'old' })
})

test('with overwrite a file is replaced, but never the recording or a folder', () => {
  for (const name of ['1.wav', '2.wav']) fs.writeFileSync(join(root, name), 'old')
  fs.mkdirSync(join(root, '3.wav'))
  const staging = stage(['1.wav', '2.wav', '3.wav'], {
    overwrite: true,
    source: join(root, '2.wav')
  })
  expect(() => staging.commit(['2.wav'])).toThrow(
    expect.objectContaining({ code: 'export/over-source' })
  )
  expect(() => staging.commit(['3.wav'])).toThrow(
    expect.objectContaining({ code: 'export/not-writable' })
  )
  staging.commit(['1.wav'])
  staging.close()
  expect(contents()).toEqual({ '1.wav': 'new', '2.wav': 'old' })
})

test.each([1, 2, 3, 4, 5])(
  'a disk that fails at move %i leaves every old file as it was and no new one',
  (limit) => {
    fs.writeFileSync(join(root, '1.wav'), 'old')
    let moves = 0
    let isBroken = true
    const failing: StagingFs = {
      ...fs,
      linkSync: (from, to) => {
        if (isBroken && ++moves >= limit) {
          throw Object.assign(new Error('ENOSPC'), { code: 'EEXIST', syscall: 'link' })
        }
        fs.linkSync(from, to)
      },
      renameSync: (from, to) => {
        if (isBroken && ++moves === limit) {
          isBroken = false
          throw Object.assign(new Error('EIO'), { code: 'EIO', syscall: 'rename' })
        }
        fs.renameSync(from, to)
      }
    }
    const names = ['1.wav', 'group/2.wav', '3.wav', '4.wav']
    const staging = stage(names, { overwrite: true }, failing)
    expect(() => staging.commit(names)).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
    staging.close()
    expect(contents()).toEqual({ '1.wav': 'old' })
    expect(fs.existsSync(join(root, 'group'))).toBe(false)
  }
)

test('a name below a file cannot be there yet, and committing it says why', () => {
  fs.writeFileSync(join(root, 'group'), 'a file')
  expect(() => checkTarget(root, 'group/2.wav', rules)).not.toThrow()
  const staging = stage(['group/2.wav'])
  expect(() => staging.commit(['group/2.wav'])).toThrow(
    expect.objectContaining({ code: 'export/not-writable' })
  )
  staging.close()
  expect(contents()).toEqual({ group: 'a file' })
})

test('a link that leads nowhere is in the way from the beginning, and can be replaced', () => {
  fs.symlinkSync(join(root, 'nowhere'), join(root, '1.wav'))
  const details = { folder: root, name: '1.wav', reason: 'exists' }
  expect(() => checkTarget(root, '1.wav', rules)).toThrow(expect.objectContaining({ details }))
  expect(() => checkTarget(root, '1.wav', { ...rules, overwrite: true })).not.toThrow()
  const staging = stage(['1.wav'], { overwrite: true })
  staging.commit(['1.wav'])
  staging.close()
  expect(contents()).toEqual({ '1.wav': 'new' })
  expect(fs.lstatSync(join(root, '1.wav')).isSymbolicLink()).toBe(false)
  expect(fs.existsSync(join(root, 'nowhere'))).toBe(false)
})

test('a folder in the way of a file is not offered to be overwritten', () => {
  fs.mkdirSync(join(root, '1.wav'))
  for (const overwrite of [true, false]) {
    expect(() => checkTarget(root, '1.wav', { ...rules, overwrite })).toThrow(
      expect.objectContaining({ details: { folder: root, name: '1.wav', reason: 'in-the-way' } })
    )
  }
})
