/** Compares found notes with known ones, as music transcription is scored. */
import type { Note } from '../../shared/notes'

/** A note that is known to be there. */
export interface KnownNote {
  readonly startSeconds: number
  readonly midiPitch: number
}

/**
 * F1 of notes found at the right pitch within a tolerance: the harmonic mean of the share of found
 * notes that are right and the share of known notes that were found. Each counts once.
 */
export function noteScore(
  found: readonly Note[],
  known: readonly KnownNote[],
  toleranceSeconds = 0.05
): number {
  const used = new Set<Note>()
  let right = 0
  for (const { startSeconds, midiPitch } of known) {
    const distance = (note: Note): number => Math.abs(note.startSeconds - startSeconds)
    const [nearest] = found
      .filter((note) => !used.has(note) && note.midiPitch === midiPitch)
      .filter((note) => distance(note) <= toleranceSeconds)
      .sort((a, b) => distance(a) - distance(b))
    if (!nearest) continue
    used.add(nearest)
    right++
  }
  return found.length + known.length === 0 ? 1 : (2 * right) / (found.length + known.length)
}
