import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { defaultSettings } from '../../../../shared/settings'
import { readOutput } from '../../../../src-main/cli/output-choices'
import { checkNames } from '../../../../src-main/cli/taken-names'
import { summaryOf } from '../../../support/documents'

let root: string
beforeEach(() => {
  root = fs.mkdtempSync(join(tmpdir(), 'partwise-taken-'))
})
afterEach(() => fs.rmSync(root, { recursive: true }))

const summary = summaryOf({ sampleRate: 44_100, channels: [new Float32Array(99)] }, '/x/song.wav')
const settings = { ...defaultSettings(44_100), components: 3 }
const everything = {
  project: 'rpp',
  midi: true,
  mix: true,
  'one-shots': true
}

function check(values: Parameters<typeof readOutput>[0] = {}, overwrite = false): void {
  checkNames(root, readOutput(values), settings, summary, { overwrite, source: summary.path })
}

test.each([
  ['partwise.json', {}, 'exists'],
  ['song.rpp', everything, 'exists'],
  ['song.mid', everything, 'exists'],
  ['04_Mix.wav', everything, 'exists'],
  ['song 02.flac', { format: 'flac', name: '{song} {number}' }, 'exists'],
  ['01_E2.wav', {}, 'may-exist'],
  ['03_C#-1 hit left 2.wav', {}, 'may-exist'],
  ['02_low.WAV', {}, 'may-exist'],
  ['song (Mid 3).wav', { name: '{song} ({stem})' }, 'may-exist'],
  ['02_High hit hits', everything, 'may-exist']
])('%s is told before the separation begins', (name, values, reason) => {
  expect(() => check(values)).not.toThrow()
  fs.writeFileSync(join(root, name), '')
  const failure = { code: 'export/not-writable', details: { folder: root, name, reason } }
  expect(() => check(values)).toThrow(expect.objectContaining(failure))
  expect(() => check(values, true)).not.toThrow()
})

test.each(['01_E2.flac', '05_E2.wav', 'song.rpp', '01_Intro.wav', '01_Low hits', 'x01_Low.wav'])(
  '%s is in nobody’s way',
  (name) => {
    fs.writeFileSync(join(root, name), '')
    expect(() => check()).not.toThrow()
  }
)

test('a folder that a stem cannot replace is told, too, also to overwrite', () => {
  fs.mkdirSync(join(root, '01_E2.wav'))
  const details = { folder: root, name: '01_E2.wav', reason: 'in-the-way' }
  for (const overwrite of [true, false]) {
    expect(() => check({}, overwrite)).toThrow(expect.objectContaining({ details }))
  }
})

test('where there is no folder yet nothing is taken', () => {
  fs.rmSync(root, { recursive: true })
  expect(() => check()).not.toThrow()
  fs.mkdirSync(root)
})
