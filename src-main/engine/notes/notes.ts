/**
 * Activations to notes: pitch from W, time from H. T = frames. A stem is a set of components; those
 * of one pitch are a voice, whose notes begin where its power rises. Levels are relative to the
 * whole stem, so that the ghost of one note in another's component stays silent. Three ways to read
 * a stem: every pitch on its own, one line of the loudest pitch, or hits, where each component
 * plays a fixed note of a drum kit.
 *
 *   const mode = suggestNoteMode(facts, components)
 *   const notes = stemNotes({ factorization, facts, sampleRate }, components, { mode, sensitivity:
 *   0.5 })
 */
import { frameStart } from '../../../shared/dsp/stft'
import type { ComponentFacts } from '../../../shared/factorization'
import { isMadeOfHits, type Note, type NoteMode, type NoteSettings } from '../../../shared/notes'
import {
  findNoteFrames,
  hitLevels,
  noteLevels,
  referencePower,
  type NoteFrames
} from './note-frames'
import { findSingleLine } from './single-line'
import { drumVoices, pitchedVoices, type NoteVoice, type VoiceSource } from './voices'

/** Shorter notes are left out, except hits. */
const SHORTEST_SECONDS = 0.05
/** A hit has no length of its own. */
const HIT_SECONDS = 0.1
/** Sensitivity 0 and 1 move the levels up and down by this much. */
const SENSITIVITY_DB = 16
/** Velocity of 0 dB, and how fast it falls. */
const LOUD_VELOCITY = 112
const VELOCITY_PER_DB = 2.5

/** What a stem seems to be: hits or pitches. */
export function suggestNoteMode(
  facts: readonly ComponentFacts[],
  components: readonly number[]
): NoteMode {
  return isMadeOfHits(facts, components) ? 'hits' : 'chords'
}

/**
 * The notes of a stem, by start, then pitch; those of one pitch do not overlap, in a line none do.
 * @param components of the stem; those without a clear pitch play nothing, except as hits
 */
export function stemNotes(
  source: VoiceSource,
  components: readonly number[],
  { mode, sensitivity }: NoteSettings
): Note[] {
  const { sampleRate, factorization } = source
  const { settings } = factorization
  const hopSeconds = settings.hopSize / sampleRate
  const voices =
    mode === 'hits' ? drumVoices(source, components) : pitchedVoices(source, components)
  const shiftDb = SENSITIVITY_DB * (1 - 2 * Math.min(1, Math.max(0, sensitivity)))
  // On average, what a frame shows happens in its middle.
  const middle = frameStart(0, settings) + settings.windowSize / 2
  const toSeconds = (t: number): number => Math.max(0, t * hopSeconds + middle / sampleRate)
  const notes = notesOfVoices(voices, mode, hopSeconds, shiftDb)
    .filter(({ start, end }) => mode === 'hits' || (end - start) * hopSeconds > SHORTEST_SECONDS)
    .map(({ midiPitch, onset, end, peakDb }) => ({
      startSeconds: toSeconds(onset),
      endSeconds: mode === 'hits' ? toSeconds(onset) + HIT_SECONDS : toSeconds(end),
      midiPitch,
      velocity: velocityOf(peakDb)
    }))
    .sort((a, b) => a.startSeconds - b.startSeconds || a.midiPitch - b.midiPitch)
  return withoutOverlap(notes, mode === 'line')
}

/**
 * Ends notes where the next one of their pitch begins; in a line, where the next one of any pitch
 * does.
 */
function withoutOverlap(notes: readonly Note[], isLine: boolean): Note[] {
  const next = new Map<number, number>()
  return notes
    .toReversed()
    .map((note) => {
      const key = isLine ? 0 : note.midiPitch
      const endSeconds = Math.min(note.endSeconds, next.get(key) ?? Infinity)
      next.set(key, note.startSeconds)
      return { ...note, endSeconds }
    })
    .toReversed()
}

function notesOfVoices(
  voices: readonly NoteVoice[],
  mode: NoteMode,
  hopSeconds: number,
  shiftDb: number
): (NoteFrames & { midiPitch: number })[] {
  if (mode === 'line') return findSingleLine(voices, hopSeconds, shiftDb)
  const reference = Math.max(0, ...voices.map(({ power }) => referencePower(power)))
  const usual = mode === 'hits' ? hitLevels : noteLevels
  const levels = { ...usual, onDb: usual.onDb + shiftDb, offDb: usual.offDb + shiftDb }
  return voices.flatMap(({ midiPitch, power }) =>
    findNoteFrames(power, reference, hopSeconds, levels).map((note) => ({ ...note, midiPitch }))
  )
}

function velocityOf(peakDb: number): number {
  return Math.min(127, Math.max(1, Math.round(LOUD_VELOCITY + VELOCITY_PER_DB * peakDb)))
}
