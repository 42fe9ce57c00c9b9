import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  removeLeftovers,
  settleFolder,
  settleListed
} from '../../../../../src-main/engine/write/files/leftovers'
import { ownMark } from '../../../../../src-main/engine/write/files/process-mark'
import {
  delist,
  enlist,
  readStagingList
} from '../../../../../src-main/engine/write/files/staging-list'
import { openStaging } from '../../../../../src-main/engine/write/files/staging-folder'
import { temporaryName } from '../../../../../src-main/engine/write/files/temporary-name'

let root: string
let music: string
let list: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-leftovers-'))
  music = join(root, 'Music')
  list = join(root, 'profile', 'staging')
  fs.mkdirSync(music)
})
afterEach(() => fs.rmSync(root, { recursive: true }))

const rules = { overwrite: false, source: 'none' }
const ended = (name: string): string =>
  name.replace(ownMark, ownMark.replace(/-\d+-(\d*)$/, '-999999999-$1'))
const foreign = (name: string): string => name.replace(ownMark, 'abcdef-abcdef-abcdef-1-1')

/** A hidden folder with half a file, by a name of this process that `as` changes. */
function leave(as: (name: string) => string): string {
  const hidden = join(music, as(temporaryName()))
  enlist(list, hidden)
  fs.mkdirSync(hidden)
  fs.writeFileSync(join(hidden, '1.wav'), 'half')
  return hidden
}

function age(path: string, days: number): void {
  const then = new Date(Date.now() - days * 24 * 60 * 60 * 1000)
  for (const one of [...fs.readdirSync(path).map((name) => join(path, name)), path]) {
    fs.utimesSync(one, then, then)
  }
}

test('what is being written is on the list, and what is done or given up is not', () => {
  for (const isDone of [true, false]) {
    const staging = openStaging(music, rules, fs, list)
    expect(readStagingList(list).map(({ path }) => path)).toEqual([staging.path])
    fs.writeFileSync(join(staging.path, '1.wav'), '')
    if (isDone) staging.commit(['1.wav'])
    staging.close()
    expect(readStagingList(list)).toEqual([])
  }
  expect(fs.existsSync(list)).toBe(false)
})

test('the next start removes what an ended process left, not what a running one writes', () => {
  leave(ended)
  const running = leave((name) => name)
  const elsewhere = leave(foreign)
  settleListed(list, 'may run')
  expect(
    fs
      .readdirSync(music)
      .map((name) => join(music, name))
      .sort()
  ).toEqual([running, elsewhere].sort())
  expect(readStagingList(list)).toHaveLength(2)
})

test('what another machine or container left goes after a day, or where nobody else can write', () => {
  const [old, young] = [leave(foreign), leave((name) => foreign(name).replace('-1-1', '-1-2'))]
  age(old, 2)
  settleFolder(music, list)
  expect(fs.existsSync(old)).toBe(false)
  expect(fs.existsSync(young)).toBe(true)
  settleListed(list, 'have ended')
  expect(fs.readdirSync(music)).toEqual([])
  expect(readStagingList(list)).toEqual([])
})

test('a commit that was cut by the end of its process is finished at the next start', async () => {
  const hidden = leave(ended)
  fs.writeFileSync(join(hidden, '2.wav'), 'whole')
  const prints = ['1.wav', '2.wav'].map((name) => {
    const { size, mtimeNs } = fs.statSync(join(hidden, name), { bigint: true })
    return { name, print: `${size}:${mtimeNs}`, replaces: null }
  })
  const text = JSON.stringify({ version: 1, moves: prints, folders: [] })
  fs.writeFileSync(join(hidden, '.commit.json'), text)
  fs.renameSync(join(hidden, '1.wav'), join(music, '1.wav'))
  settleListed(list, 'may run')
  expect(fs.readdirSync(music).sort()).toEqual(['1.wav', '2.wav'])
  // The process that wrote it can tell that it failed, so there nothing is finished.
  const own = join(music, temporaryName())
  fs.mkdirSync(own)
  fs.writeFileSync(join(own, '.commit.json'), text)
  fs.renameSync(join(music, '2.wav'), join(own, '2.wav'))
  await removeLeftovers(music)
  expect(fs.readdirSync(music)).toEqual([])
})

test('a folder that is renamed while it is written into keeps no hidden part', () => {
  const staging = openStaging(music, rules, fs, list)
  fs.writeFileSync(join(staging.path, '1.wav'), '')
  const renamed = join(root, 'Songs')
  fs.renameSync(music, renamed)
  expect(() => staging.commit(['1.wav'])).toThrow(
    expect.objectContaining({ code: 'export/not-writable' })
  )
  staging.close()
  expect(fs.readdirSync(renamed)).toEqual([])
  expect(readStagingList(list)).toEqual([])
})

test('a folder above that was renamed after its program was killed is found at the next start', () => {
  const song = join(music, 'Album', 'Song')
  fs.mkdirSync(song, { recursive: true })
  const hidden = join(song, ended(temporaryName()))
  enlist(list, hidden)
  fs.mkdirSync(hidden)
  fs.renameSync(join(music, 'Album'), join(music, 'Other'))
  settleListed(list, 'may run')
  expect(fs.readdirSync(join(music, 'Other', 'Song'))).toEqual([])
  expect(readStagingList(list)).toEqual([])
})

test('a disk that is not there is remembered, but not for ever', () => {
  enlist(list, join(root, 'disk', 'Song', ended(temporaryName())))
  settleListed(list, 'may run')
  expect(readStagingList(list)).toHaveLength(1)
  settleListed(list, 'may run', Date.now() + 100 * 24 * 60 * 60 * 1000)
  expect(readStagingList(list)).toEqual([])
})

test('an entry that names anything but a folder in the making removes nothing', () => {
  fs.mkdirSync(list, { recursive: true })
  fs.writeFileSync(join(music, 'song.wav'), 'mine')
  for (const path of [music, join(music, 'song.wav'), '/', 'relative']) {
    fs.writeFileSync(join(list, 'x.json'), JSON.stringify({ path, trail: [] }))
    settleListed(list, 'have ended')
  }
  fs.writeFileSync(join(list, 'y.json'), '{')
  settleListed(list, 'have ended')
  expect(fs.readdirSync(music)).toEqual(['song.wav'])
})

test('where the list cannot be written, writing goes on without', () => {
  fs.writeFileSync(join(root, 'profile'), 'a file')
  const staging = openStaging(music, rules, fs, list)
  fs.writeFileSync(join(staging.path, '1.wav'), '')
  staging.commit(['1.wav'])
  staging.close()
  delist(list, staging.path)
  expect(fs.readdirSync(music)).toEqual(['1.wav'])
})

test.runIf(process.platform === 'linux')(
  'of a process that is killed while it holds a folder nothing stays',
  async () => {
    const child = spawn('sleep', ['100'])
    const started = fs.readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(' ')[21]!
    const mark = ownMark.replace(/-\d+-\d+$/, `-${child.pid}-${started}`)
    const hidden = leave((name) => name.replace(ownMark, mark))
    settleFolder(music, list)
    expect(fs.existsSync(hidden)).toBe(true)
    child.kill('SIGKILL')
    await once(child, 'exit')
    settleFolder(music, list)
    expect(fs.readdirSync(music)).toEqual([])
  }
)
