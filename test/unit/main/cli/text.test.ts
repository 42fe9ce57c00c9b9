import { describe, expect, test } from 'vitest'
import type { AudioRemark } from '../../../../shared/audio'
import { Failure, type FailureCode } from '../../../../shared/failure'
import {
  exitCodeOf,
  failureSentence,
  remarkSentence,
  summaryLine
} from '../../../../src-main/cli/text'
import { summaryOf } from '../../../support/documents'

const exits: Record<FailureCode, number> = {
  'audio/not-found': 3,
  'audio/unreadable': 3,
  'audio/not-audio': 3,
  'audio/unsupported': 3,
  'audio/too-many-channels': 3,
  'audio/empty': 3,
  'audio/too-long': 3,
  'audio/window-only': 3,
  'settings/invalid': 2,
  'engine/out-of-memory': 1,
  'engine/too-large': 2,
  'engine/crashed': 1,
  'engine/busy': 1,
  'export/not-writable': 4,
  'export/disk-full': 4,
  'export/over-source': 4,
  'export/nothing-to-write': 4,
  'export/unsupported-rate': 4,
  'export/would-clip': 4,
  'project/unreadable': 3,
  'project/newer-version': 3,
  'playback/failed': 1,
  bug: 1
}
const codes = Object.keys(exits) as FailureCode[]

const somewhere = { path: '/music/a song.wav', name: 'a song.wav', folder: '/out' }

describe('failures', () => {
  test.each(codes)('%s has its exit code and a sentence without details', (code) => {
    expect(exitCodeOf(code)).toBe(exits[code])
    const sentence = failureSentence(new Failure(code, 'A message.'))
    expect(sentence).toMatch(/^["A-Z].*\.$|\?$/)
    expect(sentence).not.toMatch(/undefined|NaN|null/)
  })

  test.each(codes.filter((code) => /^(audio|project)\//.test(code)))(
    '%s names the file',
    (code) => {
      expect(failureSentence(new Failure(code, '', somewhere))).toContain('a song.wav')
    }
  )

  test.each(['export/not-writable', 'export/disk-full', 'export/over-source'] as const)(
    '%s names the folder',
    (code) => {
      const details = { ...somewhere, freeBytes: 1e6, neededBytes: 1e7 }
      expect(failureSentence(new Failure(code, '', details))).toContain('/out')
    }
  )

  test('a taken name is told apart from a closed folder', () => {
    const sentenceFor = (reason: string): string =>
      failureSentence(new Failure('export/not-writable', '', { ...somewhere, reason }))
    expect(sentenceFor('exists')).toContain('--overwrite')
    expect(sentenceFor('ENOTDIR')).toContain('a file is in its place')
    expect(sentenceFor('EACCES')).toContain('EACCES')
    expect(sentenceFor('may-exist')).toContain('as a stem may be called')
    expect(sentenceFor('in-the-way')).not.toContain('--overwrite')
    expect(sentenceFor('ENOENT')).toContain('not there any more')
  })

  test('a name in another encoding is not said to be missing', () => {
    const details = { ...somewhere, reason: 'encoding' }
    expect(failureSentence(new Failure('audio/unreadable', '', details))).toContain('UTF-8')
    expect(failureSentence(new Failure('export/not-writable', '', details))).toContain('UTF-8')
  })
})

describe('what is said of a recording', () => {
  const summary = summaryOf({ sampleRate: 44_100, channels: [new Float32Array(44_100 * 187.25)] })

  test('is one line with all that matters', () => {
    expect(summaryLine(summary)).toBe(
      'song.wav: WAV, 16-bit, 44.1 kHz, mono, 3:07.25, peak -1.0 dBFS'
    )
  })

  const remarks: AudioRemark[] = [
    { kind: 'truncated', expectedFrames: 100, frames: 50 },
    { kind: 'size-unknown' },
    { kind: 'understated', statedFrames: 100, frames: 150 },
    { kind: 'not-finite', samples: 3 },
    { kind: 'silent' },
    { kind: 'constant' },
    { kind: 'very-short' },
    { kind: 'over-full-scale', peakDb: 3.14159 },
    { kind: 'left-out', seconds: 12.34, codings: ['MP3 at 32000 Hz', 'MP2 at 48000 Hz'] },
    { kind: 'partly-mono' },
    { kind: 'left-out', seconds: 0, codings: ['Ogg with Speex'] }
  ]
  test.each(remarks)('names the file in the remark $kind', (remark) => {
    expect(remarkSentence(remark, summary)).toMatch(/song\.wav.*\.$/)
  })
})

test('a separation that is too large says what would fit, as options', () => {
  const details = {
    neededBytes: 2 ** 31,
    availableBytes: 2 ** 30,
    seconds: 1890,
    solver: 'fast',
    hopSize: 2048,
    components: 12
  }
  const sentence = failureSentence(new Failure('engine/too-large', '', details))
  expect(sentence).toBe(
    'This separation takes 2048 MB of memory, and 1024 MB can be had. What would fit: --solver fast, or --hop 2048, or --components 12, or at most 31:30.00 of it.'
  )
})
