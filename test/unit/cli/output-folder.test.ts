import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOutputFolder } from '../../../src-main/output-folder'

let root: string
const rules = { overwrite: false, source: 'nowhere.wav' }

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-output-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('what is committed lies in the folder, and nothing else does', () => {
  const folder = openOutputFolder(join(root, 'a/b'), rules)
  for (const name of ['1.wav', '2.wav', 'left over'])
    writeFileSync(join(folder.staging, name), name)
  const placed = folder.commit(['1.wav', '2.wav'])
  folder.close()
  folder.close()
  expect(placed).toEqual(['1.wav', '2.wav'].map((name) => join(root, 'a/b', name)))
  expect(readdirSync(join(root, 'a/b')).sort()).toEqual(['1.wav', '2.wav'])
})

test('closed without a commit, no folder that was made is left', () => {
  const folder = openOutputFolder(join(root, 'a/b/c'), rules)
  writeFileSync(join(folder.staging, '1.wav'), '')
  folder.close()
  expect(readdirSync(root)).toEqual([])
})

test('folders that were there before stay, empty or not', () => {
  mkdirSync(join(root, 'a'))
  openOutputFolder(join(root, 'a'), rules).close()
  openOutputFolder(join(root, 'a/b'), rules).close()
  expect(existsSync(join(root, 'a'))).toBe(true)
  expect(readdirSync(join(root, 'a'))).toEqual([])
})

test('a taken name stops the whole set', () => {
  writeFileSync(join(root, '2.wav'), 'old')
  const folder = openOutputFolder(root, rules)
  for (const name of ['1.wav', '2.wav']) writeFileSync(join(folder.staging, name), 'new')
  expect(() => folder.commit(['1.wav', '2.wav'])).toThrow(
    expect.objectContaining({
      code: 'export/not-writable',
      details: { folder: root, name: '2.wav', reason: 'exists' }
    })
  )
  folder.close()
  expect(readdirSync(root)).toEqual(['2.wav'])
  expect(readFileSync(join(root, '2.wav'), 'utf8')).toBe('old')
})

test('with overwrite a file is replaced, but never the recording', () => {
  for (const name of ['1.wav', '2.wav']) writeFileSync(join(root, name), 'old')
  const folder = openOutputFolder(root, { overwrite: true, source: join(root, '2.wav') })
  for (const name of ['1.wav', '2.wav']) writeFileSync(join(folder.staging, name), 'new')
  expect(() => folder.commit(['2.wav'])).toThrow(
    expect.objectContaining({ code: 'export/over-source' })
  )
  folder.commit(['1.wav'])
  folder.close()
  expect(readFileSync(join(root, '1.wav'), 'utf8')).toBe('new')
  expect(readFileSync(join(root, '2.wav'), 'utf8')).toBe('old')
})

test('a file in the place of the folder, or of one above it, is named', () => {
  writeFileSync(join(root, 'file'), '')
  for (const path of ['file', 'file/below']) {
    expect(() => openOutputFolder(join(root, path), rules)).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
  }
  expect(readdirSync(root)).toEqual(['file'])
})

test.runIf(process.platform === 'linux')(
  'a place where no folder can be made is refused at once',
  () => {
    expect(() => openOutputFolder('/proc/partwise/stems', rules)).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
  }
)
