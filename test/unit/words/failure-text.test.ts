import { describe, expect, test } from 'vitest'
import type { AudioRemark } from '../../../shared/audio'
import { Failure, type FailureCode, type FailureDetails } from '../../../shared/failure'
import { failureText, remarkText } from '../../../src-renderer/words/failure-text'

const codes: readonly FailureCode[] = [
  'audio/not-found',
  'audio/unreadable',
  'audio/not-audio',
  'audio/unsupported',
  'audio/too-many-channels',
  'audio/empty',
  'audio/too-long',
  'audio/window-only',
  'settings/invalid',
  'engine/out-of-memory',
  'engine/too-large',
  'engine/crashed',
  'engine/busy',
  'export/not-writable',
  'export/disk-full',
  'export/over-source',
  'export/nothing-to-write',
  'export/unsupported-rate',
  'export/would-clip',
  'project/unreadable',
  'project/newer-version',
  'bug'
]

function say(code: FailureCode, details: FailureDetails = {}): string {
  const { title, text } = failureText(new Failure(code, 'for the log', details))
  return `${title}. ${text}`
}

describe.each(codes)('%s', (code) => {
  test('is said in plain sentences that do not need any detail', () => {
    const { title, text } = failureText(new Failure(code, 'for the log'))
    expect(title).toMatch(/^[“A-Z].*[^.!]$/)
    expect(text).toMatch(/^[A-Z].*\.$/)
    expect(`${title} ${text}`).not.toMatch(/undefined|null|NaN|please|oops|successfully|!/i)
    expect(`${title} ${text}`).not.toContain('for the log')
  })
})

test('failures of files name the file, say what stayed, and what to do', () => {
  for (const code of codes.filter((name) => /^(audio|project)\//.test(name))) {
    const said = say(code, { name: 'Take 07.wav', path: '/music/Take 07.wav' })
    expect(said).toContain('“Take 07.wav” could not be opened')
    expect(said).toContain('is unchanged')
  }
})

test('memory is missing for a file where one is named, for a separation elsewhere', () => {
  const said = say('engine/out-of-memory', { name: 'Take 07.wav', path: '/music/Take 07.wav' })
  expect(said).toContain('“Take 07.wav” could not be opened')
  expect(say('engine/out-of-memory', { neededBytes: 2 ** 33 })).toContain('separation')
})

test('memory that is missing while stems are written is not said to be missing for a separation', () => {
  for (const call of ['writeStems', 'writeExport']) {
    expect(say('engine/out-of-memory', { call })).toContain('to write the stems')
  }
  expect(say('engine/out-of-memory', { call: 'decode' })).toContain('could not be opened')
})

test.each([
  ['search', 'given up', 'no sound files'],
  ['network', 'another computer', 'permission'],
  ['not-given', 'nobody had given', 'permission']
])('a refusal says why (%s)', (reason, why, untrue) => {
  const said = say('audio/unreadable', { name: 'Take 07.wav', reason })
  expect(said).toContain(why)
  expect(said).not.toContain(untrue)
})

test('what is inside is held against the name', () => {
  expect(say('audio/not-audio', { name: 'Take 07.wav', looksLike: 'text' })).toContain(
    'It is named .wav, but what is inside is text.'
  )
  expect(say('audio/not-audio', { name: 'Take 07', looksLike: 'image' })).toContain('image')
})

test('a folder is called a folder, and a pipe a pipe', () => {
  expect(say('audio/unreadable', { name: 'Album', reason: 'folder' })).toContain('It is a folder.')
  expect(say('audio/unreadable', { name: 'in', reason: 'not a file' })).toContain('It is a pipe')
})

test('failures of an export name the folder and say that nothing is left behind', () => {
  for (const code of ['export/not-writable', 'export/disk-full'] as const) {
    const said = say(code, { folder: '/music/stems' })
    expect(said).toContain('“/music/stems”')
    expect(said).toContain('half-written')
  }
})

test('whatever else is thrown is our own fault', () => {
  expect(failureText(new TypeError('x'))).toEqual(failureText(new Failure('bug', 'y')))
  expect(failureText('a string')).toEqual(failureText(new Failure('bug', 'y')))
})

test('every remark is a sentence', () => {
  const remarks: readonly AudioRemark[] = [
    { kind: 'truncated', expectedFrames: 1_000_000, frames: 1234 },
    { kind: 'size-unknown' },
    { kind: 'not-finite', samples: 12 },
    { kind: 'not-finite', samples: 1 },
    { kind: 'silent' },
    { kind: 'constant' },
    { kind: 'very-short' },
    { kind: 'over-full-scale', peakDb: 3.5 },
    { kind: 'understated', statedFrames: 100, frames: 150 },
    { kind: 'left-out', seconds: 12.34, codings: ['MP3 at 32000 Hz', 'MP2 at 48000 Hz'] },
    { kind: 'partly-mono' },
    { kind: 'left-out', seconds: 0, codings: ['Ogg with Speex'] }
  ]
  for (const remark of remarks) expect(remarkText(remark)).toMatch(/^[A-Z\d].*\.$/)
  expect(remarkText(remarks[0]!)).toContain('1,000,000')
  expect(remarkText(remarks[3]!)).toBe('1 sample was not a number and was replaced by silence.')
})

test('a separation that is too large says how much it takes and how much is there', () => {
  const said = say('engine/too-large', {
    neededBytes: 2.5 * 2 ** 30,
    availableBytes: 2 ** 30,
    seconds: 1890
  })
  expect(said).toContain('It would take 2.5 GB, and 1.0 GB can be had')
  expect(said).toContain('up to 31 minutes')
})
