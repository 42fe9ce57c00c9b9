import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { removeProfile, usableProfile } from '../../../../src-main/remembered/profile'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'partwise-profile-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a folder that can be written is used, made where it is missing, and left as it was', () => {
  const wanted = join(folder, 'new', 'partwise')
  expect(usableProfile(() => wanted)).toEqual({ folder: wanted, forgets: false })
  expect(readdirSync(wanted)).toEqual([])
})

test.each(['a file in the way', 'a file further up', 'no home at all'])(
  'with %s the app opens and forgets, in a folder that goes with it',
  (obstacle) => {
    writeFileSync(join(folder, 'file'), '')
    const wanted = (): string => {
      if (obstacle === 'no home at all') throw new Error("failed to get 'userData' path")
      return join(folder, 'file', ...(obstacle === 'a file further up' ? ['deep', 'down'] : []))
    }
    const profile = usableProfile(wanted)
    expect(profile.forgets).toBe(true)
    expect(existsSync(profile.folder)).toBe(true)
    writeFileSync(join(profile.folder, 'preferences.json'), '{}')
    removeProfile(profile)
    expect(existsSync(profile.folder)).toBe(false)
  }
)

test("somebody else's folder is not used, and is not removed", () => {
  const theirs = join(folder, 'theirs')
  mkdirSync(theirs)
  const tryToWrite = (): void => {
    throw Object.assign(new Error('permission denied'), { code: 'EACCES' })
  }
  const makeTemporary = (): string => join(folder, 'mine')
  const profile = usableProfile(() => theirs, { tryToWrite, makeTemporary })
  expect(profile).toEqual({ folder: join(folder, 'mine'), forgets: true })
  removeProfile({ folder: theirs, forgets: false })
  expect(existsSync(theirs)).toBe(true)
})

test('where nothing at all can be written, that is told instead of a silent end', () => {
  const makeTemporary = (): string => {
    throw new Error('read-only file system')
  }
  const wanted = (): string => join(folder, 'file', 'below')
  writeFileSync(join(folder, 'file'), '')
  expect(() => usableProfile(wanted, { makeTemporary })).toThrow('read-only')
})
