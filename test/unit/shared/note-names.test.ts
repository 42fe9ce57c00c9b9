import { describe, expect, test } from 'vitest'
import { hzToNote, namePitch, noteName, noteToHz } from '../../../shared/note-names'

describe('names of notes', () => {
  test.each([
    [440, 'A4'],
    [27.5, 'A0'],
    [261.63, 'C4'],
    [246.94, 'B3'],
    [277.18, 'C#4'],
    [466.16, 'A#4'],
    [4186, 'C8']
  ])('%f Hz is %s', (hz, name) => {
    expect(noteName(hzToNote(hz))).toBe(name)
  })

  test('undo each other with frequencies', () => {
    for (let note = 0; note <= 127; note += 0.25) expect(hzToNote(noteToHz(note))).toBeCloseTo(note)
  })
})

describe('the nearest note', () => {
  test('A4 is 440 Hz and the cents are zero', () => {
    expect(namePitch(440)).toEqual({ name: 'A4', number: 69, cents: 0 })
    expect(noteToHz(69)).toBe(440)
  })

  test('every note of MIDI comes back from its frequency', () => {
    for (let number = 0; number < 128; number++) {
      expect(namePitch(noteToHz(number))).toMatchObject({ number, cents: 0 })
    }
    expect(namePitch(noteToHz(60))?.name).toBe('C4')
    expect(namePitch(noteToHz(70))?.name).toBe('A#4')
  })

  test('cents say how far a frequency is off', () => {
    expect(namePitch(noteToHz(81 + 0.06))).toEqual({ name: 'A5', number: 81, cents: 6 })
    expect(namePitch(noteToHz(60 - 0.3))?.cents).toBe(-30)
    expect(namePitch(0)).toBeNull()
    expect(namePitch(NaN)).toBeNull()
  })
})
