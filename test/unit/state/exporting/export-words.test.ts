import { expect, test } from 'vitest'
import type { ExportedKind, ExportResult } from '../../../../shared/contract'
import {
  filesText,
  loudText,
  plannedFiles,
  rangeText,
  takeText,
  sumText,
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

function resultOf(...files: readonly (readonly [ExportedKind, number | null])[]): ExportResult {
  const written = files.map(([kind, stem]) => ({ path: '/x', kind, stem }))
  return { written } as unknown as ExportResult
}

test('what was written is named by what it is, and only stems and Rest are said to add up', () => {
  const beside = [
    ['rest', null],
    ['mix', null],
    ['project', null],
    ['midi', null],
    ['one-shot', 0],
    ['report', null]
  ] as const
  const result = resultOf(['stem', 0], ['stem', 1], ...beside)
  expect(writtenText(result)).toBe(
    '2 stems, Rest, the mix, 1 project, MIDI and 1 one-shot written.'
  )
  expect(sumText(result)).toBe('The stems and Rest add up to the recording.')
  expect(writtenText(resultOf(['stem', 0]))).toBe('1 stem written.')
  expect(sumText(resultOf(['stem', 0]))).toBe('The stem is the whole recording.')
  expect(writtenText(resultOf(['stem', 0], ['stem', 0], ['rest', null]))).toBe(
    '1 stem in 2 files and Rest written.'
  )
})

test('loud stems are named by the loudest', () => {
  expect(loudText([{ name: 'Low', peakDb: 1.26 }])).toBe('“Low” passes 0 dBFS by 1.3 dB.')
  const two = [
    { name: 'Low', peakDb: 1 },
    { name: 'High', peakDb: 2 }
  ]
  expect(loudText(two)).toBe('2 stems pass 0 dBFS, “High” by 2.0 dB.')
})
