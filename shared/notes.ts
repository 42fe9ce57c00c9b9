/** Notes that are read from a stem's activations, for MIDI and for the piano roll. */
import type { ComponentFacts } from './factorization'

/** A note as MIDI has it, with times of the recording. */
export interface Note {
  readonly startSeconds: number
  readonly endSeconds: number
  /** 0 to 127, 60 is middle C. */
  readonly midiPitch: number
  /** 1 to 127. */
  readonly velocity: number
}

/**
 * `chords`: every pitch on its own. `line`: the loudest pitch, for bass and lead. `hits`: drum
 * notes.
 */
export type NoteMode = 'chords' | 'line' | 'hits'

/** All ways to read notes. */
export const noteModes: readonly NoteMode[] = ['chords', 'line', 'hits']

/** How notes are read. */
export interface NoteSettings {
  readonly mode: NoteMode
  /** 0 finds only what is loud, 1 also what is faint. */
  readonly sensitivity: number
}

/** The sensitivity that fits most stems. */
export const USUAL_SENSITIVITY = 0.5

/** Whether a stem is made of hits: most of its energy is in percussive components. */
export function isMadeOfHits(
  facts: readonly ComponentFacts[],
  components: readonly number[]
): boolean {
  const own = facts.filter(({ id }) => components.includes(id))
  const sum = (some: readonly ComponentFacts[]): number => some.reduce((e, c) => e + c.energy, 0)
  return sum(own.filter(({ percussive }) => percussive)) > 0.5 * sum(own)
}
