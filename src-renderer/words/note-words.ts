/** Notes in words. */
import { noteName } from '../../shared/note-names'
import type { Note, NoteMode } from '../../shared/notes'
import { countText } from './words'

/** Names of the drum notes that hits are written as. */
const drumNames: Readonly<Record<number, string>> = {
  36: 'Bass drum',
  38: 'Snare',
  41: 'Low tom',
  42: 'Hi-hat'
}

/** What a note is called: "C#4", or of hits the drum's name in MIDI. */
export function pitchName(pitch: number, mode: NoteMode): string {
  const drum = mode === 'hits' ? drumNames[pitch] : undefined
  return drum ?? noteName(pitch)
}

/** "42 notes, C2 to G3", "16 hits", "no notes". */
export function notesText(notes: readonly Note[], mode: NoteMode): string {
  const noun = mode === 'hits' ? 'hit' : 'note'
  if (notes.length === 0) return `no ${noun}s`
  const count = countText(notes.length, noun)
  if (mode === 'hits') return count
  const pitches = notes.map(({ midiPitch }) => midiPitch)
  const low = pitches.reduce((a, b) => Math.min(a, b))
  const high = pitches.reduce((a, b) => Math.max(a, b))
  const span = pitchName(low, mode)
  return `${count}, ${low === high ? span : `${span} to ${pitchName(high, mode)}`}`
}
