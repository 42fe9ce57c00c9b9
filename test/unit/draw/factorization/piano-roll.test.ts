import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Note } from '../../../../shared/notes'
import {
  noteBoxes,
  pitchSpan,
  pitchTop
} from '../../../../src-renderer/draw/factorization/piano-roll'
import { timeToX } from '../../../../src-renderer/draw/axes/time-scale'

const scale = { startSeconds: 10, secondsPerPixel: 0.01, widthPx: 1000 }
const note = (startSeconds: number, endSeconds: number, midiPitch = 60): Note => ({
  startSeconds,
  endSeconds,
  midiPitch,
  velocity: 127
})
const someNote = fc.record({
  startSeconds: fc.double({ min: 0, max: 30, noNaN: true }),
  endSeconds: fc.double({ min: 30, max: 60, noNaN: true }),
  midiPitch: fc.integer({ min: 0, max: 127 }),
  velocity: fc.integer({ min: 1, max: 127 })
})

test('a note stands where the time scale puts its beginning and its end', () => {
  const notes = [note(12, 13)]
  const [box] = noteBoxes(notes, scale, pitchSpan(notes), 56)
  expect(box?.x).toBeCloseTo(timeToX(scale, 12), 9)
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeCloseTo(timeToX(scale, 13), 9)
})

test('only notes in sight are drawn, and the shortest can be seen', () => {
  const notes = [note(0, 9.9), note(9, 11), note(20.5, 21), note(15, 15)]
  const boxes = noteBoxes(notes, scale, pitchSpan(notes), 56)
  expect(boxes).toHaveLength(2)
  expect(Math.min(...boxes.map(({ width }) => width))).toBeGreaterThanOrEqual(2)
})

test('every note lies within the lane, the higher one above the lower one, at least an octave in sight', () => {
  fc.assert(
    fc.property(fc.array(someNote, { minLength: 1 }), (notes) => {
      const span = pitchSpan(notes)
      expect(span.high - span.low).toBeGreaterThanOrEqual(12)
      for (const { midiPitch } of notes) {
        const top = pitchTop(midiPitch, span, 56)
        expect(top).toBeGreaterThanOrEqual(0)
        expect(pitchTop(midiPitch - 1, span, 56)).toBeLessThanOrEqual(56 + 1e-9)
        expect(pitchTop(midiPitch + 1, span, 56)).toBeLessThan(top)
      }
    })
  )
})

test('without notes there is a roll all the same', () => {
  const span = pitchSpan([])
  expect(noteBoxes([], scale, span, 56)).toEqual([])
  expect(span.high).toBeGreaterThan(span.low)
})
