import { describe, expect, test } from 'vitest'
import { numberedFileName, stemFileNames } from '../../../src-main/engine/stem-names'

const free = (): boolean => false
const nameOf = (name: string): string => stemFileNames([name], 'wav', free)[0]!

describe('stem file names', () => {
  test('are numbered in order, as wide as the count needs', () => {
    expect(stemFileNames(['Kick', 'Snare'], 'wav', free)).toEqual(['01_Kick.wav', '02_Snare.wav'])
    const many = stemFileNames(new Array<string>(128).fill('Hit'), 'wav', free)
    expect([many[0], many[127]]).toEqual(['001_Hit.wav', '128_Hit.wav'])
    expect(new Set(many).size).toBe(128)
  })

  test.each([
    ['E5, right', '01_E5 right.wav'],
    ['A#4', '01_A#4.wav'],
    ['Kick/Snare', '01_Kick Snare.wav'],
    ['a<b>c:d"e\\f|g?h*i', '01_a b c d e f g h i.wav'],
    ['../../etc/passwd', '01_.. .. etc passwd.wav'],
    ['tab\tline\nbell\u0007', '01_tab line bell.wav'],
    ['ends with dots... ', '01_ends with dots.wav'],
    ['CON', '01_CON.wav'],
    ['', '01_Stem.wav'],
    ['...', '01_Stem.wav'],
    ['Flöte – 日本 🎹', '01_Flöte – 日本 🎹.wav'],
    ['e\u0301', '01_\u00e9.wav'],
    ['broken \ud83c', '01_broken.wav']
  ])('%j becomes %j', (name, fileName) => {
    expect(nameOf(name)).toBe(fileName)
  })

  test('stay within what a file system takes, without cutting a character in two', () => {
    expect(nameOf('x'.repeat(300))).toBe(`01_${'x'.repeat(100)}.wav`)
    const emoji = nameOf('🎹'.repeat(300))
    expect(Buffer.byteLength(emoji)).toBeLessThanOrEqual(255)
    expect(emoji).toMatch(/^01_(🎹)+\.wav$/u)
  })

  test('make way for files that are there', () => {
    const there = new Set(['01_Kick.wav', '01_Kick 2.wav', '02_Snare.wav'])
    const names = stemFileNames(['Kick', 'Snare', 'Hat'], 'wav', (name) => there.has(name))
    expect(names).toEqual(['01_Kick 3.wav', '02_Snare 2.wav', '03_Hat.wav'])
  })

  test('are counted before the extension', () => {
    expect(numberedFileName('01_a.b.wav', 2)).toBe('01_a.b 2.wav')
    expect(numberedFileName('01_a.wav', 1)).toBe('01_a.wav')
    expect(numberedFileName('plain', 2)).toBe('plain 2')
  })
})
