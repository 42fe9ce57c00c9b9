import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOutputFolder } from '../../../../src-main/cli/output-folder'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-output-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('what was written into the folder stays, and nothing else is there', () => {
  const folder = openOutputFolder(join(root, 'a/b'))
  writeFileSync(join(folder.path, '1.wav'), '')
  folder.close()
  folder.close()
  expect(readdirSync(join(root, 'a/b'))).toEqual(['1.wav'])
})

test('closed empty, no folder that was made is left', () => {
  openOutputFolder(join(root, 'a/b/c')).close()
  expect(readdirSync(root)).toEqual([])
})

test('folders that were there before stay, empty or not', () => {
  mkdirSync(join(root, 'a'))
  openOutputFolder(join(root, 'a')).close()
  openOutputFolder(join(root, 'a/b')).close()
  expect(existsSync(join(root, 'a'))).toBe(true)
  expect(readdirSync(join(root, 'a'))).toEqual([])
})

test('a file in the place of the folder, or of one above it, is named', () => {
  writeFileSync(join(root, 'file'), '')
  for (const path of ['file', 'file/below']) {
    expect(() => openOutputFolder(join(root, path))).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
  }
  expect(readdirSync(root)).toEqual(['file'])
})

test.runIf(process.platform === 'linux')(
  'a place where no folder can be made is refused at once',
  () => {
    expect(() => openOutputFolder('/proc/partwise/stems')).toThrow(
      expect.objectContaining({ code: 'export/not-writable' })
    )
  }
)
