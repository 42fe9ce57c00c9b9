import { describe, expect, test } from 'vitest'
import { heardText } from '../../../src-renderer/words/stem-words'
import {
  bitsText,
  bytesText,
  countText,
  dayText,
  decibelText,
  expectedText,
  gainText,
  lengthText,
  parseGain,
  rateText,
  shortLengthText,
  shortRangeText,
  timeLeftText
} from '../../../src-renderer/words/words'

test.each([
  [-3, '−3.0 dB'],
  [0, '0.0 dB'],
  [-0.01, '0.0 dB'],
  [-200, '−∞ dB'],
  [NaN, '−∞ dB'],
  [1.25, '1.3 dB']
])('%d dB as a level', (db, text) => expect(decibelText(db)).toBe(text))

test.each([
  [1.5, '+1.5 dB'],
  [0, '0.0 dB'],
  [0.01, '0.0 dB'],
  [-59.5, '−59.5 dB'],
  [-60, '−∞ dB']
])('%d dB as a gain', (db, text) => expect(gainText(db)).toBe(text))

describe('a gain that is typed', () => {
  test('is read as it is shown', () => {
    for (let tenths = -600; tenths <= 120; tenths++) {
      expect(parseGain(gainText(tenths / 10))).toBeCloseTo(tenths / 10, 9)
    }
  })

  test.each([
    ['-3', -3],
    [' +2,5 dB ', 2.5],
    ['.5', 0.5],
    ['off', -60],
    ['-inf', -60]
  ])('%s', (text, db) => expect(parseGain(text)).toBe(db))

  test.each(['', 'loud', '3 4', '--3', '1e3', 'NaN'])('%j is none', (text) =>
    expect(parseGain(text)).toBeNull()
  )
})

test.each([
  [15, '0:15.000', '0:15'],
  [75.5, '1:15.500', '1:15'],
  [754.25, '12:34.250', '12:34']
])('%d seconds as a length', (seconds, long, short) => {
  expect(lengthText(seconds)).toBe(long)
  expect(shortLengthText(seconds)).toBe(short)
})

test('nothing is said to be silent while the original plays', () => {
  expect(heardText(1, 30, false)).toBe('1 of 30 heard')
  expect(heardText(1, 30, true)).toBe('The original plays, so all are heard')
  expect(heardText(30, 30, true)).toBe('')
})

test.each([
  [7.2, 11.4, '0:07 to 0:11'],
  [7.2, 7.64, '0:07.2 to 0:07.6'],
  [59.7, 75, '1:00 to 1:15']
])('%d to %d seconds as a range', (start, end, text) => {
  expect(shortRangeText(start, end)).toBe(text)
})

test.each([
  [0.01, '0.1 s left'],
  [2.44, '2.4 s left'],
  [9.96, '10 s left'],
  [12.4, '12 s left'],
  [59.7, '1:00 left'],
  [75, '1:15 left']
])('%d seconds left', (seconds, text) => expect(timeLeftText(seconds)).toBe(text))

test('rates, channels, depths, sizes and counts', () => {
  expect([44_100, 48_000, 11_025].map(rateText)).toEqual(['44.1 kHz', '48 kHz', '11.025 kHz'])
  expect(bitsText('int16')).toBe('16-bit')
  expect(bitsText('float32')).toBe('32-bit float')
  expect([0, 999, 47_600_000, 212e9].map(bytesText)).toEqual(['0 B', '999 B', '47.6 MB', '212 GB'])
  expect([1, 2].map((count) => countText(count, 'file'))).toEqual(['1 file', '2 files'])
})

test.each([
  [2026, 2, 10, 'today'],
  [2026, 2, 9, 'yesterday'],
  [2026, 2, 8, '8 March'],
  [2025, 11, 24, '24 December 2025']
])('day %d-%d-%d as seen from 10 March 2026', (year, month, day, text) => {
  const now = new Date(2026, 2, 10, 0, 30).getTime()
  expect(dayText(new Date(year, month, day, 23, 59).getTime(), now)).toBe(text)
})

test('expected times are no finer than they can be known', () => {
  expect([0.2, 1.4, 9.4, 12, 43, 58, 61, 89, 400].map(expectedText)).toEqual([
    'under 1 s',
    'about 1 s',
    'about 9 s',
    'about 10 s',
    'about 45 s',
    'about 1 min',
    'about 1 min',
    'about 1 min',
    'about 7 min'
  ])
})
