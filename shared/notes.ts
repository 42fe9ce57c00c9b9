/** Notes that are read from a stem's activations, for MIDI and for the piano roll. */

/** A note as MIDI has it, with times of the recording. */
export interface Note {
  readonly startSeconds: number
  readonly endSeconds: number
  /** 0 to 127, 60 is middle C. */
  readonly midiPitch: number
  /** 1 to 127. */
  readonly velocity: number
}

/** `chords`: every pitch for itself. `line`: the loudest pitch, for bass and lead. `hits`: drum notes. */
export type NoteMode = 'chords' | 'line' | 'hits'

/** All ways to read notes. */
export const noteModes: readonly NoteMode[] = ['chords', 'line', 'hits']

/** How notes are read. */
export interface NoteSettings {
  readonly mode: NoteMode
  /** 0 finds only what is loud, 1 also what is faint; 0.5 fits most stems. */
  readonly sensitivity: number
}
