import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { AudioList } from '../../../../shared/contract'
import { listAudio } from '../../../../src-main/document/listed-audio'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'partwise-list-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function make(...names: string[]): void {
  for (const name of names) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, '')
  }
}

const found = async (...input: Parameters<typeof listAudio>): Promise<AudioList> =>
  (await listAudio(...input)) ?? { files: [], cut: null }

const names = async (paths: readonly string[]): Promise<string[]> =>
  (await found(paths)).files.map(({ path }) => path.slice(folder.length + 1))

test('a folder gives its sound files, 2 before 10, and those of folders in it after its own', async () => {
  make('10 b.wav', '2 a.FLAC', 'cover.png', '.hidden.wav', 'takes/1.mp3', '.git/2.wav', 'z.ogg')
  expect(await names([folder])).toEqual(['2 a.FLAC', '10 b.wav', 'z.ogg', join('takes', '1.mp3')])
})

test('files that are named are taken as they are, each once, whether they are there or not', async () => {
  make('a.wav', 'notes.txt')
  const paths = ['notes.txt', 'a.wav', 'gone.wav', 'a.wav'].map((name) => join(folder, name))
  expect(await names([...paths, folder])).toEqual(['notes.txt', 'a.wav', 'gone.wav'])
})

test('links are not followed, so a folder inside itself ends', async () => {
  make('a.wav')
  symlinkSync(folder, join(folder, 'again'))
  expect(await names([folder])).toEqual(['a.wav'])
})

test('the list is cut where it grows too long, and deep folders are left out, and both end', async () => {
  make('a/1.wav', 'a/2.wav', 'a/b/3.wav', '0.wav')
  const short = await found([folder], { limits: { files: 2 } })
  expect(short.files.map(({ name }) => name)).toEqual(['0.wav', '1.wav'])
  expect(short.cut).toBe('files')
  const flat = await found([folder], { limits: { depth: 1 } })
  expect(flat.files.map(({ name }) => name)).toEqual(['0.wav', '1.wav', '2.wav'])
  expect(flat.cut).toBeNull()
})

test('a search of too much is given up, and says so, with what was found by then', async () => {
  make('a.wav', 'b/1.txt', 'b/2.txt', 'b/3.txt', 'b/4.wav', 'c/5.wav')
  const list = await found([folder], { limits: { entries: 5 } })
  expect(list.cut).toBe('search')
  expect(list.files.map(({ name }) => name)).toContain('a.wav')
  expect(list.files.map(({ name }) => name)).not.toContain('5.wav')
  const late = await found(['/proc', '/sys', '/usr'], { limits: { milliseconds: 0 } })
  expect(late.cut).toBe('search')
})

test('a search that is cancelled gives nothing', async () => {
  make('a.wav')
  expect(await listAudio([folder], { signal: AbortSignal.abort() })).toBeNull()
  const cancel = new AbortController()
  const list = listAudio(['/usr', folder], { signal: cancel.signal })
  cancel.abort()
  expect(await list).toBeNull()
})
