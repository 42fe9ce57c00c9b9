import { describe, expect, test } from 'vitest'
import { createFft } from '../../../../shared/dsp/fft'
import { sineWindow } from '../../../../shared/dsp/window'
import { hzToNote, noteToHz } from '../../../../shared/note-names'
import { findPitch } from '../../../../src-main/engine/facts/pitch'
import { noise } from '../../../support/signals'

const scale = { sampleRate: 44_100, windowSize: 4096 }

/** Magnitudes of a windowed signal, as a row of W has them. */
function spectrumOf(sample: (n: number) => number): Float32Array {
  const { windowSize } = scale
  const window = sineWindow(windowSize)
  const input = Float64Array.from({ length: windowSize }, (_, n) => sample(n) * window[n]!)
  const output = new Float64Array(2 * windowSize)
  createFft(windowSize).forwardReal(input, output)
  return Float32Array.from({ length: windowSize / 2 + 1 }, (_, f) =>
    Math.hypot(output[2 * f]!, output[2 * f + 1]!)
  )
}

function tone(hz: number, partials: readonly number[]): (n: number) => number {
  const step = (2 * Math.PI * hz) / scale.sampleRate
  return (n) => partials.reduce((sum, level, h) => sum + level * Math.sin((h + 1) * step * n), 0)
}

const cents = (a: number, b: number): number => 100 * (hzToNote(a) - hzToNote(b))
const decaying = [1, 0.6, 0.4, 0.3, 0.2, 0.12, 0.08, 0.05]

describe('a pitch', () => {
  test.each([43, 48.5, 55, 57.3, 60, 66.9, 72, 81, 88])(
    'of a tone at note %f is found within 10 cents',
    (note) => {
      const hz = noteToHz(note)
      const found = findPitch(spectrumOf(tone(hz, decaying)), scale)
      expect(found).not.toBeNull()
      expect(Math.abs(cents(found!, hz))).toBeLessThan(10)
    }
  )

  test('is the octave of the tone, not the one below or above, whichever partial is strongest', () => {
    for (const partials of [[1], [1, 1, 1, 1], [0.2, 0.5, 1, 0.7, 0.4], [0.5, 1, 0.1, 0.5]]) {
      const found = findPitch(spectrumOf(tone(330, partials)), scale)
      expect(Math.abs(cents(found!, 330))).toBeLessThan(20)
    }
  })

  test('does not depend on the level', () => {
    const row = spectrumOf(tone(440, decaying))
    const quiet = row.map((value) => value * 1e-6)
    expect(findPitch(quiet, scale)).toBeCloseTo(findPitch(row, scale)!, 3)
  })

  test.each([1, 2, 3])('is not claimed for noise (seed %i)', (seed) => {
    const samples = noise(scale.windowSize, seed)
    expect(
      findPitch(
        spectrumOf((n) => samples[n]!),
        scale
      )
    ).toBeNull()
  })

  test('is not claimed for a click, silence or a broad resonance', () => {
    expect(
      findPitch(
        spectrumOf((n) => (n === 2000 ? 1 : 0)),
        scale
      )
    ).toBeNull()
    expect(findPitch(new Float32Array(2049), scale)).toBeNull()
    const broad = Float32Array.from({ length: 2049 }, (_, f) => Math.exp(-(((f - 19) / 6) ** 2)))
    expect(findPitch(broad, scale)).toBeNull()
  })
})
