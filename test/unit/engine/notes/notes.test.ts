import { describe, expect, test } from 'vitest'
import type { NoteMode } from '../../../../shared/notes'
import { stemNotes, suggestNoteMode } from '../../../../src-main/engine/notes/notes'
import { unmix } from '../../../../src-main/engine/unmix'
import { defaultSettings } from '../../../../shared/settings'
import { kernelModule } from '../../../support/kernels'
import { noteScore } from '../../../support/note-score'
import { playedModel, type Part } from '../../../support/played-model'

function notesOf(parts: readonly Part[], mode: NoteMode, sensitivity = 0.5) {
  return stemNotes(
    playedModel(parts),
    parts.map((_, k) => k),
    { mode, sensitivity }
  )
}

describe('notes of chords', () => {
  const parts: Part[] = [
    {
      midiPitch: 60,
      notes: [
        [0.5, 1.5, 1],
        [3, 4, 0.5]
      ]
    },
    {
      midiPitch: 64,
      notes: [
        [0.5, 1.5, 1],
        [2, 3, 1]
      ]
    },
    { midiPitch: 67, notes: [[0.5, 1.5, 1]] }
  ]

  test('begin and end where they were played, at their pitch', () => {
    const notes = notesOf(parts, 'chords')
    expect(notes.map(({ midiPitch }) => midiPitch)).toEqual([60, 64, 67, 64, 60])
    const known = parts.flatMap(({ midiPitch, notes: played }) =>
      played.map(([startSeconds]) => ({ startSeconds, midiPitch: midiPitch! }))
    )
    expect(noteScore(notes, known, 0.025)).toBe(1)
    for (const { startSeconds, endSeconds } of notes) {
      expect(endSeconds - startSeconds).toBeGreaterThan(0.6)
      expect(endSeconds - startSeconds).toBeLessThan(1.2)
    }
  })

  test('are louder where more was played', () => {
    const [first, , , , last] = notesOf(parts, 'chords')
    expect(first!.velocity).toBeGreaterThan(last!.velocity)
    // Half the amplitude is 6 dB.
    expect(first!.velocity - last!.velocity).toBeGreaterThan(10)
    expect(first!.velocity - last!.velocity).toBeLessThan(20)
  })

  test('of components of one pitch are the notes of one voice', () => {
    const attack: Part = { midiPitch: 60, notes: [[0.5, 0.7, 0.8]] }
    const body: Part = { midiPitch: 60, notes: [[0.52, 1.5, 1]] }
    expect(notesOf([attack, body], 'chords')).toHaveLength(1)
  })

  test('are not found in the ghost of a louder note', () => {
    const ghost: Part = { midiPitch: 61, notes: [[0.5, 1.5, 0.03]] }
    expect(notesOf([parts[0]!, ghost], 'chords').map((note) => note.midiPitch)).toEqual([60, 60])
  })

  test('grow in number with sensitivity, never fewer', () => {
    const soft: Part[] = [1, 0.3, 0.1, 0.03, 0.01].map((level, i) => ({
      midiPitch: 60 + i,
      notes: [[1, 2, level]]
    }))
    const counts = [0, 0.25, 0.5, 0.75, 1].map((each) => notesOf(soft, 'chords', each).length)
    expect(counts).toEqual(counts.toSorted((a, b) => a - b))
    expect(counts[0]).toBeLessThan(counts[2]!)
    expect(counts[2]).toBeLessThan(counts[4]!)
  })

  test('are found when a single one sounds in a long silence', () => {
    const once: Part = { midiPitch: 60, notes: [[30, 30.2, 1]] }
    const source = playedModel([once], 120)
    expect(stemNotes(source, [0], { mode: 'chords', sensitivity: 0.5 })).toHaveLength(1)
  })

  test.each(['chords', 'line', 'hits'] as const)('%s: silence has none', (mode) => {
    expect(notesOf([{ midiPitch: 60, notes: [] }], mode)).toEqual([])
    expect(stemNotes(playedModel(parts), [], { mode, sensitivity: 1 })).toEqual([])
  })
})

describe('a single line', () => {
  test('is the loudest pitch, whatever else sounds below it', () => {
    const line: Part[] = [
      {
        midiPitch: 40,
        notes: [
          [0.5, 1, 1],
          [1.5, 2, 1]
        ]
      },
      {
        midiPitch: 43,
        notes: [
          [1, 1.5, 1],
          [0.5, 1, 0.4],
          [1.5, 2, 0.4]
        ]
      }
    ]
    const notes = notesOf(line, 'line')
    expect(notes.map(({ midiPitch }) => midiPitch)).toEqual([40, 43, 40])
    const known = [40, 43, 40].map((midiPitch, i) => ({ startSeconds: 0.5 + i / 2, midiPitch }))
    expect(noteScore(notes, known)).toBe(1)
    // Chords hear the ghosts.
    expect(notesOf(line, 'chords').length).toBeGreaterThan(3)
  })

  test('repeats a note that is played again, and holds one that only swings', () => {
    const again: Part = {
      midiPitch: 40,
      notes: [
        [0.5, 1, 1],
        [1, 1.5, 1]
      ]
    }
    expect(notesOf([again], 'line')).toHaveLength(2)
    const swinging = Array.from({ length: 10 }, (_, i) => {
      return [0.5 + i / 5, 0.7 + i / 5, 0.3] as const
    })
    const held: Part = { midiPitch: 40, notes: [[0.5, 2.5, 1], ...swinging] }
    expect(notesOf([held], 'line')).toHaveLength(1)
  })

  test('has one note at a time; chords have one of each pitch at a time', () => {
    const quick: Part[] = [0, 2].map((step) => ({
      midiPitch: 40 + step,
      notes: Array.from({ length: 8 }, (_, i) => [0.5 + i / 4 + step / 16, 1 + i / 4, 1] as const)
    }))
    for (const mode of ['line', 'chords'] as const) {
      const notes = notesOf(quick, mode)
      expect(notes.length).toBeGreaterThan(4)
      for (const [i, { startSeconds, endSeconds, midiPitch }] of notes.entries()) {
        expect(endSeconds).toBeGreaterThan(startSeconds)
        const later = notes.slice(i + 1)
        const next = later.find((note) => mode === 'line' || note.midiPitch === midiPitch)
        expect(endSeconds).toBeLessThanOrEqual(next?.startSeconds ?? Infinity)
      }
    }
  })

  test('gives an attack on an overtone to its note', () => {
    const attack: Part = { midiPitch: 52, notes: [[1, 1.1, 1.5]] }
    const body: Part = { midiPitch: 40, notes: [[1.04, 2, 1]] }
    const notes = notesOf([attack, body], 'line')
    expect(notes.map(({ midiPitch }) => midiPitch)).toEqual([40])
    expect(Math.abs(notes[0]!.startSeconds - 1)).toBeLessThan(0.04)
  })
})

describe('hits', () => {
  const at = (centerHz: number, ...starts: number[]): Part => ({
    midiPitch: null,
    centerHz,
    notes: starts.map((start) => [start, start + 0.05, 1])
  })

  test('are notes of a drum kit by where their spectrum lies', () => {
    const notes = notesOf([at(70, 0.5), at(1200, 1), at(9000, 1.5), at(250, 2)], 'hits')
    expect(notes.map(({ midiPitch }) => midiPitch)).toEqual([36, 38, 42, 41])
    notes.forEach(({ startSeconds }, i) => {
      expect(Math.abs(startSeconds - (0.5 + i / 2))).toBeLessThan(0.025)
    })
  })

  test('are suggested for stems of hits, chords for all others', () => {
    const { facts } = playedModel([at(70, 1), { midiPitch: 60, notes: [] }])
    expect(suggestNoteMode(facts, [0])).toBe('hits')
    expect(suggestNoteMode(facts, [1])).toBe('chords')
  })

  test('play nothing as chords', () => {
    expect(notesOf([at(70, 1)], 'chords')).toEqual([])
  })
})

test('plucked strings come back as their notes from a separation', () => {
  const sampleRate = 22_050
  const played = [60, 64, 67, 60, 67, 64].map((midiPitch, i) => ({
    midiPitch,
    startSeconds: 0.2 + 0.7 * i
  }))
  const samples = new Float32Array(5 * sampleRate)
  for (const { midiPitch, startSeconds } of played) {
    const hz = 440 * 2 ** ((midiPitch - 69) / 12)
    for (let n = Math.round(startSeconds * sampleRate); n < samples.length; n++) {
      const age = n / sampleRate - startSeconds
      for (let h = 1; h <= 8; h++) {
        samples[n]! +=
          0.1 * 0.6 ** h * Math.exp(-3 * h * age) * Math.sin(2 * Math.PI * h * hz * age)
      }
    }
  }
  const settings = { ...defaultSettings(sampleRate), components: 4, quality: 'fast' as const }
  const pcm = { sampleRate, channels: [samples] }
  const { factorization, components: facts } = unmix(pcm, settings, {
    module: kernelModule,
    watch: () => true
  })!
  const notes = stemNotes(
    { factorization, facts, sampleRate },
    facts.map(({ id }) => id),
    { mode: 'chords', sensitivity: 0.5 }
  )
  expect(noteScore(notes, played)).toBeGreaterThanOrEqual(0.95)
})
