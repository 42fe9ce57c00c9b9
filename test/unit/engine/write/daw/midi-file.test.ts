import { describe, expect, test } from 'vitest'
import { midiFile, type MidiTrack } from '../../../../../src-main/engine/write/daw/midi-file'
import type { Note } from '../../../../../shared/notes'
import { readMidi } from '../../../../support/read-midi'

const note = (startSeconds: number, endSeconds: number, midiPitch = 60, velocity = 90): Note => ({
  startSeconds,
  endSeconds,
  midiPitch,
  velocity
})
const stem = (name: string, notes: Note[] = [], isDrums = false): MidiTrack => ({
  name,
  notes,
  isDrums
})

/** The notes of the only stem, in seconds. */
function writtenNotes(notes: Note[], tempo: number | null = null): Note[] {
  const file = readMidi(midiFile({ title: 'Song', tempo, tracks: [stem('A', notes)] }))
  const seconds = file.microsecondsPerQuarter / 1e6 / file.ticksPerQuarter
  return file.tracks[1]!.notes.map(({ startTick, endTick, midiPitch, velocity }) => ({
    startSeconds: startTick * seconds,
    endSeconds: endTick * seconds,
    midiPitch,
    velocity
  }))
}

describe('a MIDI file', () => {
  test('is of type 1, with a track for title and tempo and one for each stem', () => {
    const tracks = [stem('Bass'), stem('Flöte 日本'), stem('Kick', [note(0, 1, 36)], true)]
    const file = readMidi(midiFile({ title: 'My Song', tempo: 100, tracks }))
    expect(file).toMatchObject({ format: 1, microsecondsPerQuarter: 600_000 })
    expect(file.tracks.map(({ name }) => name)).toEqual(['My Song', 'Bass', 'Flöte 日本', 'Kick'])
    expect(file.tracks[3]!.notes[0]!.channel).toBe(9)
  })

  test.each([null, 20, 99.7, 120, 300])('keeps times and velocities at tempo %s', (tempo) => {
    const notes = [note(0, 0.5), note(0.25, 1, 64, 1), note(3599.123, 3600, 127, 127)]
    const written = writtenNotes(notes, tempo)
    expect(written).toHaveLength(3)
    written.forEach((each, i) => {
      expect(Math.abs(each.startSeconds - notes[i]!.startSeconds)).toBeLessThan(0.002)
      expect(Math.abs(each.endSeconds - notes[i]!.endSeconds)).toBeLessThan(0.002)
      expect(each).toMatchObject({
        midiPitch: notes[i]!.midiPitch,
        velocity: notes[i]!.velocity
      })
    })
  })

  test('ends a note where the next of its pitch begins, in any order', () => {
    const written = writtenNotes([note(1, 2), note(0, 1.5), note(0.5, 3, 61)])
    expect(written.map(({ startSeconds, endSeconds }) => [startSeconds, endSeconds])).toEqual([
      [0, 1],
      [0.5, 3],
      [1, 2]
    ])
  })

  test('holds one note of two at one time, and none without length', () => {
    const written = writtenNotes([note(1, 2), note(1, 3), note(4, 4, 61)])
    expect(written).toHaveLength(2)
    expect(written[1]!.endSeconds).toBeGreaterThan(written[1]!.startSeconds)
  })

  test('leaves the channel of drums to drums, for more stems than channels', () => {
    const tracks = Array.from({ length: 40 }, (_, i) => stem(`${i}`, [note(0, 1)]))
    const file = readMidi(midiFile({ title: '', tempo: null, tracks }))
    const channels = file.tracks.slice(1).map(({ notes }) => notes[0]!.channel)
    expect(channels).not.toContain(9)
    expect(new Set(channels).size).toBe(15)
  })
})
