import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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

const names = async (paths: readonly string[]): Promise<string[]> =>
  (await listAudio(paths)).files.map(({ path }) => path.slice(folder.length + 1))

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
  const short = await listAudio([folder], { files: 2, depth: 8 })
  expect(short.files.map(({ name }) => name)).toEqual(['0.wav', '1.wav'])
  expect(short.isCut).toBe(true)
  const flat = await listAudio([folder], { files: 10, depth: 1 })
  expect(flat.files.map(({ name }) => name)).toEqual(['0.wav', '1.wav', '2.wav'])
  expect(flat.isCut).toBe(false)
})
