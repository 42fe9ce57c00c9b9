import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeNewFolder } from '../../../build/new-folder.mjs'

let root: string

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'partwise-new-folder-'))
})
afterEach(() => rmSync(root, { recursive: true }))

test('each time there is a new folder, and those before keep what is in them', () => {
  const first = makeNewFolder([root], 'demo')
  writeFileSync(join(first, 'partwise.json'), '')
  const made = [first, makeNewFolder([root], 'demo'), makeNewFolder([root], 'demo')]
  expect(made).toEqual(['demo', 'demo 2', 'demo 3'].map((name) => join(root, name)))
  expect(readdirSync(first)).toEqual(['partwise.json'])
})

test('a place that is not there, or is no folder, is passed over', () => {
  writeFileSync(join(root, 'file'), '')
  const places = [join(root, 'missing'), join(root, 'file'), root]
  expect(makeNewFolder(places, 'demo')).toBe(join(root, 'demo'))
})

test('without any place it says why', () => {
  expect(() => makeNewFolder([join(root, 'missing')], 'demo')).toThrow('ENOENT')
})
