import { expect, test } from 'vitest'
import type { ExportedKind, ExportResult } from '../../../../shared/contract'
import {
  filesText,
  loudText,
  plannedFiles,
  rangeText,
  takeText,
  writtenText
} from '../../../../src-renderer/state/exporting/export-words'

test.each([
  [2.4, 7.2, '0:02.4 to 0:07.2'],
  [0, 60, '0:00.0 to 1:00.0'],
  [1.26, 10.5, '0:01.3 to 0:10.5']
])('the range %d to %d reads %s', (startSeconds, endSeconds, text) => {
  expect(rangeText({ startSeconds, endSeconds })).toBe(text)
})

test('a stem’s files are its file, or their number and folder', () => {
  expect(filesText(['01_Kick.wav'])).toBe('01_Kick.wav')
  expect(filesText(['01_Drums/01_Kick.wav', '01_Drums/02_Snare.wav'])).toBe('2 files in 01_Drums')
})

test('a plan counts stems, Rest, mix, projects and MIDI, not the report', () => {
  const stems = [['a'], ['b', 'c']].map((fileNames) => ({ fileNames, peakDb: null }))
  const plan = {
    folder: '/x',
    stems,
    rest: 'Rest.wav',
    restIs: 'optional' as const,
    mix: null,
    projects: ['a.rpp'],
    midi: 'a.mid',
    oneShots: ['hits'],
    report: 'partwise.json',
    take: 1,
    addsUp: true,
    nameProblem: null,
    neededBytes: 1,
    freeBytes: 2
  }
  expect(plannedFiles(plan)).toBe(6)
})

test('a take that gets a folder of its own is told with its number', () => {
  expect(takeText({ take: 3 })).toContain('take 3 gets a folder of its own')
})

test('what was written is counted by kind', () => {
  const kinds: ExportedKind[] = ['stem', 'stem', 'rest', 'one-shot', 'project', 'report']
  const written = kinds.map((kind) => ({ path: '/x', kind, stem: null }))
  const result = { written } as unknown as ExportResult
  expect(writtenText(result)).toBe('4 files and 1 one-shot written, Rest among them.')
})

test('loud stems are named by the loudest', () => {
  expect(loudText([{ name: 'Low', peakDb: 1.26 }])).toBe('“Low” passes 0 dBFS by 1.3 dB.')
  const two = [
    { name: 'Low', peakDb: 1 },
    { name: 'High', peakDb: 2 }
  ]
  expect(loudText(two)).toBe('2 stems pass 0 dBFS, “High” by 2.0 dB.')
})
