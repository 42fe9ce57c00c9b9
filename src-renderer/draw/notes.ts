/** Names of notes in equal temperament, A4 = 440 Hz. */

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const
const A4_HZ = 440
const A4_NUMBER = 69

/** The nearest note of a frequency and how far it is off. */
export interface Note {
  /** Such as "A#4". */
  readonly name: string
  /** MIDI number. */
  readonly number: number
  /** -50 to 50, whole. */
  readonly cents: number
}

/** Frequency of a MIDI note. */
export function noteToHz(number: number): number {
  return A4_HZ * 2 ** ((number - A4_NUMBER) / 12)
}

/** Nearest note; null for what is not a positive frequency. */
export function hzToNote(hz: number): Note | null {
  if (!(hz > 0)) return null
  const exact = A4_NUMBER + 12 * Math.log2(hz / A4_HZ)
  const number = Math.round(exact)
  const pitchClass = ((number % 12) + 12) % 12
  return {
    name: `${NAMES[pitchClass] ?? ''}${Math.floor(number / 12) - 1}`,
    number,
    // `+ 0` turns -0 into 0.
    cents: Math.round(100 * (exact - number)) + 0
  }
}
