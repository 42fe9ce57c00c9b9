import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ExportChoices } from '../../../../shared/contract'
import { folded } from '../../../../src-main/export/export-names'
import {
  layOut,
  type ExportLayout,
  type LayoutInput
} from '../../../../src-main/export/export-layout'
import { summaryOf } from '../../../support/documents'
import { someChoices, somePart, someStem } from '../../../support/export-choices'

const summary = summaryOf({ sampleRate: 44_100, channels: [0, 1].map(() => new Float32Array(99)) })
const kick = someStem('Kick', [0], { notes: { mode: 'hits', sensitivity: 0.5 } })
const sax = someStem('Sax', [1, 2], {
  gainDb: -6,
  pan: 0.5,
  muted: true,
  color: 3,
  parts: [somePart('Low', 1, { gainDb: -60 }), somePart('High', 2, { muted: true })]
})

function laidOut(
  choices: Partial<ExportChoices> = {},
  more: Partial<LayoutInput> = {}
): ExportLayout {
  const asked = someChoices(choices.stems ?? [kick, sax], choices)
  const input = { summary, componentCount: 3 }
  const settings = { mask: 'ratio', range: null } as const
  return layOut({ ...input, settings, choices: asked, ...more })
}

const pathsOf = ({ files }: ExportLayout): string[] => files.map(({ path }) => path)

test('FLAC is refused at a rate that it cannot hold before anything is written', () => {
  const at = (sampleRate: number) => () =>
    laidOut({ format: 'flac24' }, { summary: { ...summary, sampleRate } })
  expect(at(88_201)).toThrow(expect.objectContaining({ code: 'export/unsupported-rate' }) as Error)
  expect(at(88_200)).not.toThrow()
  expect(at(47_952)).not.toThrow()
})

describe('Rest', () => {
  test('can be chosen only where the choice makes a difference', () => {
    const direct = { settings: { mask: 'direct', range: null } } as const
    const range = { settings: { mask: 'ratio', range: { fromSample: 3, toSample: 50 } } } as const
    for (const rest of [false, true]) {
      expect(laidOut({ rest }).restIs).toBe('empty')
      expect(laidOut({ rest, asMixed: true }).restIs).toBe('empty')
      expect(laidOut({ rest }, direct).restIs).toBe('needed')
      expect(laidOut({ rest }, range).restIs).toBe('needed')
      for (const more of [{}, direct, range]) {
        expect(laidOut({ rest, stems: [kick] }, more).restIs).toBe('optional')
        expect(laidOut({ rest, stems: [kick], asMixed: true }, more).restIs).toBe('optional')
      }
    }
  })

  test('is there for a whole set, and to be expected only where masks do not add up', () => {
    expect(laidOut()).toMatchObject({ rest: { isAsked: false }, expectsRest: false })
    expect(laidOut({}, { settings: { mask: 'direct', range: null } })).toMatchObject({
      expectsRest: true
    })
    const range = { fromSample: 3, toSample: 50 }
    expect(laidOut({}, { settings: { mask: 'ratio', range } })).toMatchObject({ expectsRest: true })
  })

  test('is there for a part of a set when it is asked for', () => {
    const stems = [kick]
    expect(laidOut({ stems }).rest).toBeNull()
    const asked = laidOut({ stems, rest: true })
    expect(asked).toMatchObject({ rest: { path: '02_Rest.wav' }, expectsRest: true })
    expect(laidOut({ stems }, { componentCount: 1 }).rest).not.toBeNull()
  })

  test('as mixed it is a stem of the components that no stem has', () => {
    const mixed = laidOut({ stems: [kick], rest: true, asMixed: true })
    expect(mixed.rest).toBeNull()
    expect(mixed.files.at(-1)).toMatchObject({ kind: 'rest', components: [1, 2], stem: null })
    expect(mixed.tracks.at(-1)).toMatchObject({ name: 'Rest', file: 1 })
    expect(laidOut({ asMixed: true, rest: true }).files).toHaveLength(2)
  })
})

describe('groups', () => {
  test('are one file, or a folder of their parts', () => {
    expect(pathsOf(laidOut())).toEqual(['01_Kick.wav', '02_Sax.wav'])
    const parts = laidOut({ groups: 'parts', format: 'flac24', nameTemplate: '{number} {stem}' })
    expect(pathsOf(parts)).toEqual(['01 Kick.flac', '02 Sax/01 Low.flac', '02 Sax/02 High.flac'])
    expect(parts.filesOf).toEqual([[0], [1, 2]])
    expect(parts.files.map(({ components }) => components)).toEqual([[0], [1], [2]])
  })

  test('in a template parts know their group', () => {
    const parts = laidOut({ groups: 'parts', nameTemplate: '{song} {group} {stem}' })
    expect(pathsOf(parts).at(-1)).toBe('song Sax/song Sax High.wav')
  })
})

describe('tracks', () => {
  test('have what the files do not have: gain, pan, mute and color', () => {
    const [, track] = laidOut().tracks
    expect(track).toMatchObject({ gainDb: -6, pan: 0.5, isMuted: true, color: '#c65167', file: 1 })
    const [, group] = laidOut({ groups: 'parts' }).tracks
    expect(group).toMatchObject({ gainDb: -6, pan: 0.5, isMuted: true, file: null })
    expect(group!.children).toMatchObject([
      { name: 'Low', gainDb: -Infinity, isMuted: false, file: 1 },
      { name: 'High', gainDb: 0, isMuted: true, file: 2 }
    ])
  })

  test('of a mix are neutral, for it is in the files', () => {
    for (const groups of ['file', 'parts'] as const) {
      const { tracks } = laidOut({ groups, asMixed: true })
      const all = tracks.flatMap((track) => [track, ...track.children])
      for (const track of all) expect(track).toMatchObject({ gainDb: 0, pan: 0, isMuted: false })
    }
  })

  test('cannot hold the gains inside a group that is one file, which is said', () => {
    const lost = { kind: 'part-gains-left-out', name: 'Sax' }
    expect(laidOut({ projects: ['rpp'] }).remarks).toEqual([lost])
    expect(laidOut().remarks).toEqual([])
    expect(laidOut({ projects: ['rpp'], groups: 'parts' }).remarks).toEqual([])
    expect(laidOut({ projects: ['rpp'], asMixed: true }).remarks).toEqual([])
  })
})

describe('names', () => {
  test('of loops hold the tempo, unless somebody has chosen how they are made', () => {
    const range = { fromSample: 3, toSample: 50 }
    expect(pathsOf(laidOut({ range, tempo: 98.4 }))[0]).toBe('01_Kick_98bpm.wav')
    expect(pathsOf(laidOut({ range }))[0]).toBe('01_Kick.wav')
    expect(pathsOf(laidOut({ tempo: 98.4 }))[0]).toBe('01_Kick.wav')
    expect(pathsOf(laidOut({ range, tempo: 98, nameTemplate: '{stem}' }))[0]).toBe('Kick.wav')
  })

  test('of a template that will not do are the usual ones, and it is said', () => {
    const wrong = laidOut({ nameTemplate: '{stem} {key}' })
    expect(pathsOf(wrong)).toEqual(['01_Kick.wav', '02_Sax.wav'])
    expect(wrong.nameProblem).toContain('{key}')
  })

  test('of projects and notes are as safe as those of stems', () => {
    const all = { projects: ['rpp', 'dawproject'], midi: true } as const
    for (const [name, title] of [
      ['CON.take 1.wav', 'CON_.take 1'],
      ['.hidden.wav', 'hidden'],
      ['..wav', 'Partwise']
    ]) {
      const { projects, midi } = laidOut(all, { summary: { ...summary, name: name! } })
      expect(projects.map(({ path }) => path)).toEqual([`${title!}.rpp`, `${title!}.dawproject`])
      expect(midi?.path).toBe(`${title!}.mid`)
    }
  })

  test('are free of clashes, whatever comes in', () => {
    const all: Partial<ExportChoices> = {
      mix: true,
      rest: true,
      midi: true,
      oneShots: [0],
      groups: 'parts',
      projects: ['rpp', 'dawproject', 'rpp']
    }
    const layout = laidOut(all)
    expect(pathsOf(layout)).toEqual(['01_Kick.wav', '02_Sax/01_Low.wav', '02_Sax/02_High.wav'])
    expect(layout.projects.map(({ path }) => path)).toEqual(['song.rpp', 'song.dawproject'])
    expect(layout).toMatchObject({
      midi: { path: 'song.mid' },
      mix: { path: '03_Mix.wav' },
      rest: { path: '04_Rest.wav' },
      oneShots: [{ path: '01_Kick hits' }],
      reportPath: 'partwise.json'
    })
    const name = fc.string({ unit: 'binary', maxLength: 40 })
    fc.assert(
      fc.property(
        name,
        name,
        name,
        fc.constantFrom('{stem}', '{number}', '{group}{stem}'),
        (a, b, c, t) => {
          const stems = [
            someStem(a, [0]),
            { ...sax, name: b, parts: [somePart(c, 1), somePart(a, 2)] }
          ]
          const some = laidOut({ ...all, stems, nameTemplate: t })
          const own = [...some.projects, some.midi, some.mix, some.rest].flatMap((x) => x ?? [])
          const every = [...pathsOf(some), ...own.map(({ path }) => path), some.reportPath]
          expect(new Set(every.map(folded)).size).toBe(every.length)
          for (const path of every) expect(path).toMatch(/^[^./\\][^/\\]*(\/[^./\\][^/\\]*)?$/)
        }
      )
    )
  })
})

test('a range is kept within the recording, and one of all of it is none', () => {
  const rangeOf = (fromSample: number, toSample: number): ExportLayout['range'] =>
    laidOut({ range: { fromSample, toSample } }).range
  expect(rangeOf(0, 99)).toBeNull()
  expect(rangeOf(0, 1000)).toBeNull()
  expect(rangeOf(5, 1000)).toEqual({ fromSample: 5, toSample: 99 })
  expect(() => rangeOf(99, 100)).toThrow(
    expect.objectContaining({ code: 'export/nothing-to-write' })
  )
})
