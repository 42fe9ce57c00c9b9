import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stft } from '../../../../shared/dsp/stft'
import { hzToNote, noteName, noteToHz } from '../../../../shared/note-names'
import { axisScale } from '../../../../shared/picture-axis'
import { notedPeaks, placedPeaks } from '../../../../src-renderer/draw/factorization/spectrum-notes'
import { noise } from '../../../support/signals'

/** Power of one frame of a sound, far from its ends. */
function framePower(samples: Float32Array, windowSize: number): Float32Array {
  const { data, binCount: F } = stft(samples, { windowSize, hopSize: windowSize / 4 })
  const at = 8 * F
  return Float32Array.from({ length: F }, (_, f) => {
    return data[2 * (at + f)]! ** 2 + data[2 * (at + f) + 1]! ** 2
  })
}

/** A tone of harmonics that grow weaker, below half the rate. */
function tone(hz: number, rate: number, length: number): Float32Array {
  const count = Math.min(10, Math.floor((0.45 * rate) / hz))
  return Float32Array.from({ length }, (_, n) => {
    let sum = 0
    for (let h = 1; h <= count; h++) sum += Math.sin((2 * Math.PI * h * hz * n) / rate + h) / h
    return 0.1 * sum
  })
}

const rates = fc.constantFrom(22_050, 44_100, 48_000)
const windows = fc.constantFrom(1024, 2048, 4096, 8192)

describe('notes in a spectrum', () => {
  test('a tone has the notes of its harmonics or none, never another', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 28, max: 96, noNaN: true }),
        rates,
        windows,
        (note, rate, size) => {
          const hz = noteToHz(note)
          // Harmonics nearer than this run into each other.
          fc.pre(hz > (4 * rate) / size)
          const power = framePower(tone(hz, rate, 4 * size), size)
          const names = Array.from({ length: 10 }, (_, h) => noteName(hzToNote((h + 1) * hz)))
          for (const peak of notedPeaks(power, power, rate / size))
            expect(names).toContain(peak.note)
        }
      ),
      { numRuns: 60 }
    )
  })

  test('the notes of a bass are named from E1 on where the window can tell them', () => {
    const [rate, size] = [44_100, 8192]
    for (let note = 28; note <= 60; note++) {
      const power = framePower(tone(noteToHz(note), rate, 4 * size), size)
      const first = notedPeaks(power, power, rate / size)[0]
      expect(first?.note, noteName(note)).toBe(noteName(note))
    }
  })

  test('a drum or noise gets no name', () => {
    const power = framePower(noise(40_000, 3), 2048)
    expect(notedPeaks(power, new Float32Array(power.length), 44_100 / 2048)).toEqual([])
    expect(notedPeaks(new Float32Array(9), new Float32Array(9), 20)).toEqual([])
  })

  test('names stand 26 px apart, and the louder ones stay', () => {
    const scale = axisScale('mel', 44_100)
    const peaks = [69, 70, 81, 88].map((note, i) => ({
      hz: noteToHz(note),
      db: i === 0 ? -9 : -i,
      note: noteName(note)
    }))
    expect(placedPeaks(peaks, scale, 4000).map(({ note }) => note)).toEqual([
      'A4',
      'A#4',
      'A5',
      'E6'
    ])
    const close = placedPeaks(peaks, scale, 450)
    expect(close.map(({ note }) => note)).toEqual(['A#4', 'A5', 'E6'])
    close.slice(1).forEach(({ x }, i) => expect(x - close[i]!.x).toBeGreaterThanOrEqual(26))
  })
})
