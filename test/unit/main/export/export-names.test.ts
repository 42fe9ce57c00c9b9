import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  defaultNameTemplate,
  exportFileNames,
  folded,
  templateProblem
} from '../../../../src-main/export/export-names'

const song = { song: 'My Song', tempo: 99.6 }

function nameOf(template: string, stem: string, group = ''): string {
  return exportFileNames(template, [{ stem, group }], song, 'wav')[0]!
}

describe('names by a template', () => {
  test('are a number and the stem where nobody says otherwise', () => {
    expect(nameOf(defaultNameTemplate, 'Kick')).toBe('01_Kick.wav')
  })

  test.each([
    ['{song} - {number}_{stem}', 'Kick', '', 'My Song - 01_Kick.wav'],
    ['{group} - {stem}', 'Kick', 'Drums', 'Drums - Kick.wav'],
    ['{group} - {stem}', 'Kick', '', 'Kick.wav'],
    ['{stem} {tempo}', 'Kick', '', 'Kick 100bpm.wav'],
    ['{stem}_{group}', 'Kick', '', 'Kick.wav'],
    ['{stem}', '  ', '', 'Stem.wav'],
    ['{stem}', 'A {song} B', '', 'A (song) B.wav'],
    ['{stem}', '$& $1', '', '$& $1.wav'],
    ['{stem}', '../../etc/passwd', '', 'etc passwd.wav'],
    ['{stem}', '../../../evil', '', 'evil.wav'],
    ['../{stem}', '.bashrc', '', 'bashrc.wav'],
    ['{stem}', '._ ._-. .x', '', 'x.wav'],
    ['{stem}', '.hidden', '', 'hidden.wav'],
    ['{stem}', '-rf', '', 'rf.wav'],
    ['{stem}', 'CON', '', 'CON_.wav'],
    ['{stem}', 'nul.left', '', 'nul_.left.wav'],
    ['{stem}', 'COM1', '', 'COM1_.wav'],
    ['{stem}', 'con .take', '', 'con _.take.wav'],
    ['{stem}', 'Console', '', 'Console.wav'],
    ['{stem}', '???', '', '01.wav'],
    ['{stem}', 'ends. . ', '', 'ends.wav']
  ])('%s of %j in %j is %s', (template, stem, group, name) => {
    expect(nameOf(template, stem, group)).toBe(name)
  })

  test('never clash with each other, not even in case', () => {
    const stems = ['Kick', 'kick', 'KICK', 'e\u0301', '\u00e9'].map((stem) => ({ stem, group: '' }))
    const names = exportFileNames('{stem}', stems, song, 'wav')
    expect(names).toEqual(['Kick.wav', 'kick 2.wav', 'KICK 3.wav', '\u00e9.wav', '\u00e9 2.wav'])
  })

  test.each(['{song} {stem}', '{song}_{song} - {number} {stem}', '{stem} {song} {group} {number}'])(
    'of a song with a long title keep what tells them apart: %s',
    (template) => {
      const stems = ['Kick', 'Snare 🥁'].map((stem) => ({ stem, group: 'Drums' }))
      for (const title of ['long name '.repeat(24), '🎹'.repeat(80), 'x'.repeat(255)]) {
        const names = exportFileNames(template, stems, { song: title, tempo: null }, 'wav')
        names.forEach((name, i) => {
          expect(name).toContain(stems[i]!.stem)
          expect(name).toContain(title.slice(0, 10))
          if (template.includes('{number}')) expect(name).toContain(`0${i + 1}`)
        })
      }
    }
  )

  test('of a stem with a long name keep the number', () => {
    expect(nameOf('{stem}_{number}', 'x'.repeat(255))).toBe(`${'x'.repeat(97)}_01.wav`)
    expect(nameOf('{song} {stem}', 'x'.repeat(99))).toBe(`${'x'.repeat(99)}.wav`)
  })

  test('are safe file names whatever goes in', () => {
    const text = fc.string({ unit: 'binary', maxLength: 150 })
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), text, (stems, title) => {
        const named = stems.map((stem) => ({ stem, group: title }))
        const names = exportFileNames(
          '{song}{group}{stem}',
          named,
          { song: title, tempo: null },
          'flac'
        )
        expect(new Set(names.map(folded)).size).toBe(stems.length)
        for (const name of names) {
          expect(name).toMatch(/^[^<>:"/\\|?*\p{Cc}. -][^<>:"/\\|?*\p{Cc}]*\.flac$/u)
          expect(name).not.toMatch(/[. ]\.flac$/)
          expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        }
      })
    )
  })
})

describe('a template', () => {
  test.each(['{number}_{stem}', '{number}', 'x {stem} y'])('%s will do', (template) => {
    expect(templateProblem(template)).toBeNull()
  })

  test('with an unknown field is told which there are', () => {
    expect(templateProblem('{stem} {key}')).toBe(
      'There is no {key}; there are {number}, {stem}, {song}, {group}, {tempo}.'
    )
  })

  test('that names all files alike is told so', () => {
    expect(templateProblem('{song}')).toContain('{stem} or {number}')
  })
})
