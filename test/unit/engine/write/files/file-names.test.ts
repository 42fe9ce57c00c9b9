import { describe, expect, test } from 'vitest'
import {
  fittingName,
  numberedFileName,
  plainName
} from '../../../../../src-main/engine/write/files/file-names'

describe('names', () => {
  test.each([
    ['E5, right', 'E5 right'],
    ['A#4', 'A#4'],
    ['Kick/Snare', 'Kick Snare'],
    ['a<b>c:d"e\\f|g?h*i', 'a b c d e f g h i'],
    ['../../etc/passwd', '.. .. etc passwd'],
    ['tab\tline\nbell\u0007', 'tab line bell'],
    ['ends with dots... ', 'ends with dots'],
    ['', ''],
    ['...', ''],
    ['Flöte – 日本 🎹', 'Flöte – 日本 🎹'],
    ['e\u0301', '\u00e9'],
    ['broken \ud83c', 'broken']
  ])('%j become %j', (name, safe) => {
    expect(fittingName(plainName(name))).toBe(safe)
  })

  test('stay within what a file system takes, without cutting a character in two', () => {
    expect(fittingName('x'.repeat(300))).toBe('x'.repeat(100))
    const emoji = fittingName('🎹'.repeat(300))
    expect(Buffer.byteLength(emoji)).toBeLessThanOrEqual(200)
    expect(emoji).toMatch(/^(🎹)+$/u)
  })

  test('of copies are counted before the extension', () => {
    expect(numberedFileName('01_a.b.wav', 2)).toBe('01_a.b 2.wav')
    expect(numberedFileName('01_a.wav', 1)).toBe('01_a.wav')
    expect(numberedFileName('plain', 2)).toBe('plain 2')
  })
})
