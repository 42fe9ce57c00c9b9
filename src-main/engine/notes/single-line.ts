/**
 * One line out of many voices: in every frame the loudest pitch plays, if it is above one
 * threshold. For a bass or a lead, whose voices hold ghosts of each other, while only one note
 * sounds at a time. T = frames. Levels are in dB relative to the line's loud frames.
 */
import { noteLevels, onsetNear, referencePower, type NoteFrames } from './note-frames'
import type { NoteVoice } from './voices'

/** Shorter sounds are not notes of a line. */
const SHORTEST_SECONDS = 0.07
/** A rise by this much over two frames tells a repeated note from the fluctuation of a held one. */
const RISE_AGAIN_DB = 6
const REPEAT_SECONDS = 0.08
const ONSET_LOOK_SECONDS = 0.046
/** Many instruments begin on an overtone: such a start of a note is at most this long. */
const ATTACK_SECONDS = 0.13
/** Semitones from a note to its second, third and fourth harmonic. */
const HARMONICS = [12, 19, 24]

/** A note of the line. */
export interface LineNote extends NoteFrames {
  readonly midiPitch: number
}

/**
 * Finds the notes of the line, in order; they do not overlap.
 * @param shiftDb is added to the threshold
 */
export function findSingleLine(
  voices: readonly NoteVoice[],
  hopSeconds: number,
  shiftDb: number
): LineNote[] {
  const { level, voiceOf } = loudestOf(voices)
  const threshold = noteLevels.onDb + shiftDb
  const repeat = Math.max(1, Math.round(REPEAT_SECONDS / hopSeconds))
  const look = Math.max(1, Math.round(ONSET_LOOK_SECONDS / hopSeconds))
  const isRepeated = (t: number): boolean =>
    level[t]! - Math.min(level[t - 1]!, level[t - 2]!) > RISE_AGAIN_DB

  const notes: LineNote[] = []
  for (let t = 0; t < level.length;) {
    const start = t++
    if (!(level[start]! > threshold)) continue
    const v = voiceOf[start]!
    let peakDb = level[start]!
    for (; level[t]! > threshold && voiceOf[t] === v; t++) {
      if (t - start > repeat && isRepeated(t)) break
      peakDb = Math.max(peakDb, level[t]!)
    }
    const { power, midiPitch } = voices[v]!
    const onset = onsetNear(power, start, look, noteLevels.begunShare)
    notes.push({ start, end: t, onset, peakDb, midiPitch })
  }
  const shortest = Math.max(2, Math.round(SHORTEST_SECONDS / hopSeconds))
  const whole = notes.filter(({ start, end }) => end - start >= shortest)
  return joinAttacks(whole, ATTACK_SECONDS / hopSeconds)
}

/** Level of the loudest voice in each frame, and which it is. */
function loudestOf(voices: readonly NoteVoice[]): { level: Float64Array; voiceOf: Int32Array } {
  const T = voices[0]?.power.length ?? 0
  const loudest = new Float64Array(T)
  const voiceOf = new Int32Array(T)
  voices.forEach(({ power }, v) => {
    for (let t = 0; t < T; t++) {
      if (!(power[t]! > loudest[t]!)) continue
      loudest[t] = power[t]!
      voiceOf[t] = v
    }
  })
  const reference = referencePower(loudest)
  // Without any sound nothing is above any threshold.
  return { level: loudest.map((value) => 10 * Math.log10(value / reference)), voiceOf }
}

/** Merges short notes that are a harmonic of the next note into that note, as its beginning. */
function joinAttacks(notes: readonly LineNote[], longest: number): LineNote[] {
  const joined: LineNote[] = []
  for (const note of notes) {
    const before = joined.at(-1)
    const isAttack =
      before?.end === note.start &&
      before.end - before.start <= longest &&
      HARMONICS.includes(before.midiPitch - note.midiPitch)
    if (!isAttack) joined.push(note)
    else joined[joined.length - 1] = { ...note, start: before.start, onset: before.onset }
  }
  return joined
}
