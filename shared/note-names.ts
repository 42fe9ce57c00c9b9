/** Notes of equal temperament, A4 = 440 Hz = MIDI note 69, and what they are called. */

const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'] as const
const A4_HZ = 440
const A4_NOTE = 69

/** The note nearest to a frequency, and how far that is off. */
export interface NamedPitch {
  /** Such as "A#4". */
  readonly name: string
  /** MIDI note number, whole. */
  readonly number: number
  /** -50 to 50, whole; positive where the frequency is above the note. */
  readonly cents: number
}

/** Frequency in Hz of a MIDI note number, which need not be whole. */
export function noteToHz(note: number): number {
  return A4_HZ * 2 ** ((note - A4_NOTE) / 12)
}

/** MIDI note number, not rounded, of a frequency above 0 Hz. */
export function hzToNote(hz: number): number {
  return A4_NOTE + 12 * Math.log2(hz / A4_HZ)
}

/** Name of the note nearest to a MIDI note number, in scientific pitch with sharps: "A4", "C#4". */
export function noteName(note: number): string {
  const number = Math.round(note)
  return `${NAMES[((number % 12) + 12) % 12]!}${Math.floor(number / 12) - 1}`
}

/** The note nearest to a frequency in Hz; null for what is not above 0. */
export function namePitch(hz: number): NamedPitch | null {
  if (!(hz > 0)) return null
  const exact = hzToNote(hz)
  const number = Math.round(exact)
  // `+ 0` turns -0 into 0.
  return { name: noteName(exact), number, cents: Math.round(100 * (exact - number)) + 0 }
}
