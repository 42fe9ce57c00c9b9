/**
 * The voices of a stem: the power over time of one note. Components of one pitch are one voice.
 * T = frames, F = bins, K = components, A = atoms.
 */
import { atomTable } from '../../../shared/dsp/atoms'
import { mixtureModel, powerOf } from '../../../shared/dsp/mixture-model'
import type { ComponentFacts, Factorization } from '../../../shared/factorization'
import { hzToNote } from '../../../shared/note-names'

/** A component as notes are read from it. */
export interface NoteVoice {
  /** MIDI note, 0 to 127. */
  readonly midiPitch: number
  /** [T], the model's power in each frame. */
  readonly power: Float64Array
}

/** What voices are made from. */
export interface VoiceSource {
  readonly factorization: Factorization
  /** Of all components, in any order. */
  readonly facts: readonly ComponentFacts[]
  readonly sampleRate: number
}

/** Drum notes of General MIDI by where the middle of a hit's spectrum lies, in Hz. */
const drums: readonly { readonly belowHz: number; readonly midiPitch: number }[] = [
  { belowHz: 150, midiPitch: 36 },
  { belowHz: 400, midiPitch: 41 },
  { belowHz: 3000, midiPitch: 38 },
  { belowHz: Infinity, midiPitch: 42 }
]

/** The voices of those components that have a clear pitch, from low to high. */
export function pitchedVoices(source: VoiceSource, components: readonly number[]): NoteVoice[] {
  return voices(source, components, ({ pitchHz }) => {
    return pitchHz === null ? null : clampNote(Math.round(hzToNote(pitchHz)))
  })
}

/** The voices of hits: fixed notes of a drum kit, bass drum, floor tom, snare and closed hi-hat. */
export function drumVoices(source: VoiceSource, components: readonly number[]): NoteVoice[] {
  const binHz = source.sampleRate / source.factorization.settings.windowSize
  return voices(source, components, ({ id }) => {
    const hz = binHz * centroid(source.factorization, id)
    return drums.find(({ belowHz }) => hz < belowHz)!.midiPitch
  })
}

/** The model's power of components at each frame, [T] each, over all bins. */
export function componentPowers(
  factorization: Factorization,
  components: readonly number[]
): Float64Array[] {
  const { frameCount: T, binCount: F } = factorization
  // A component's own power, however stems are made.
  const { atoms, spectra, weightsAt } = mixtureModel(factorization, 'power')
  const rows = Float64Array.from(atoms.componentOf, (_, a) =>
    spectra.subarray(a * F, (a + 1) * F).reduce((sum, value) => sum + value, 0)
  )
  const powers = components.map(() => new Float64Array(T))
  const weights = new Float32Array(atoms.atomCount)
  for (let t = 0; t < T; t++) {
    weightsAt(t, weights)
    components.forEach((k, i) => {
      const end = atoms.firstAtom[k + 1]!
      for (let a = atoms.firstAtom[k]!; a < end; a++) powers[i]![t]! += weights[a]! * rows[a]!
    })
  }
  return powers
}

function voices(
  { factorization, facts }: VoiceSource,
  components: readonly number[],
  noteOf: (facts: ComponentFacts) => number | null
): NoteVoice[] {
  const powers = componentPowers(factorization, components)
  const byNote = new Map<number, Float64Array>()
  components.forEach((k, i) => {
    const own = facts.find(({ id }) => id === k)
    const note = own ? noteOf(own) : null
    if (note === null) return
    const sum = byNote.get(note)
    if (sum) powers[i]!.forEach((value, t) => (sum[t]! += value))
    else byNote.set(note, powers[i]!)
  })
  return [...byNote]
    .map(([midiPitch, power]) => ({ midiPitch, power }))
    .sort((a, b) => a.midiPitch - b.midiPitch)
}

function clampNote(note: number): number {
  return Math.min(127, Math.max(0, note))
}

/** Mean bin of a component, weighted by power. */
function centroid(factorization: Factorization, k: number): number {
  const { W, binCount: F, settings } = factorization
  const { firstAtom } = atomTable(factorization)
  let sum = 0
  let weighted = 0
  for (let i = firstAtom[k]! * F; i < firstAtom[k + 1]! * F; i++) {
    const power = powerOf(W[i]!, settings.exponent)
    sum += power
    weighted += (i % F) * power
  }
  return sum > 0 ? weighted / sum : 0
}
