/**
 * The voices of a stem: power over time of what plays one note. Components of one pitch are one
 * voice. T = frames, F = bins, K = components, p = exponent.
 */
import { maskModel } from '../../../shared/dsp/mask'
import type { ComponentFacts, Factorization } from '../../../shared/factorization'
import { hzToNote } from '../../../shared/note-names'

/** What a note of each component is read from. */
export interface Voice {
  /** MIDI note, 0 to 127. */
  readonly midiPitch: number
  /** [T], the model's power in each frame. */
  readonly power: Float64Array
}

/** What voices are made of. */
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
export function pitchedVoices(source: VoiceSource, components: readonly number[]): Voice[] {
  return voices(source, components, ({ pitchHz }) => {
    return pitchHz === null ? null : clampNote(Math.round(hzToNote(pitchHz)))
  })
}

/** The voices of hits: fixed notes of a drum kit, bass drum, floor tom, snare and closed hi-hat. */
export function drumVoices(source: VoiceSource, components: readonly number[]): Voice[] {
  const { W, binCount: F, settings } = source.factorization
  const binHz = source.sampleRate / settings.windowSize
  return voices(source, components, ({ id }) => {
    const hz = binHz * centroid(W.subarray(id * F, (id + 1) * F), 2 / settings.exponent)
    return drums.find(({ belowHz }) => hz < belowHz)!.midiPitch
  })
}

/**
 * Power of components at each frame, [T] each: (H[t,k] ...)^(2/p) times the sum of W's row as
 * power.
 */
export function componentPowers(
  factorization: Factorization,
  components: readonly number[]
): Float64Array[] {
  const { settings, componentCount: K, binCount: F, frameCount: T } = factorization
  // Power is what a ratio mask takes, also where stems are made directly.
  const model = maskModel({ ...factorization, settings: { ...settings, mask: 'ratio' } })
  return components.map((k) => {
    const row = model.spectra.subarray(k * F, (k + 1) * F).reduce((sum, value) => sum + value, 0)
    return Float64Array.from({ length: T }, (_, t) => model.activations[t * K + k]! * row)
  })
}

function voices(
  { factorization, facts }: VoiceSource,
  components: readonly number[],
  noteOf: (facts: ComponentFacts) => number | null
): Voice[] {
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

/** Mean bin, weighted by the row raised to `exponent`. */
function centroid(row: Float32Array, exponent: number): number {
  let sum = 0
  let weighted = 0
  row.forEach((value, f) => {
    const power = value ** exponent
    sum += power
    weighted += f * power
  })
  return sum > 0 ? weighted / sum : 0
}
