/** The settings of the next separation, as a person chooses them. */
import type { SampleRange } from '../../../shared/audio'
import {
  defaultSettings,
  exponentFor,
  isSameButSeed,
  nearestWindowSize,
  numberSettings,
  type Quality,
  type SeparationSettings
} from '../../../shared/settings'

/** A kind of sound, and what it sets. */
export interface SoundKind {
  readonly name: string
  readonly hint: string
  readonly beta: number
  readonly windowSeconds: number
}

/** The kinds of sound that can be chosen; the first is the default. */
export const soundKinds: readonly SoundKind[] = [
  {
    name: 'Tonal or mixed',
    hint: 'Songs, bands, most recordings',
    beta: 1,
    windowSeconds: 0.093
  },
  { name: 'Decaying notes', hint: 'Piano, guitar, mallets', beta: 0, windowSeconds: 0.093 },
  { name: 'Percussive', hint: 'Drums and loops', beta: 1, windowSeconds: 0.046 }
]

/** A quality: how much work goes into a separation. */
export interface QualityKind {
  readonly value: Quality
  readonly name: string
  readonly hint: string
}

/** The qualities that can be chosen. */
export const qualityKinds: readonly QualityKind[] = [
  { value: 'fast', name: 'Fast', hint: 'A sketch to listen to' },
  { value: 'balanced', name: 'Balanced', hint: 'Several starts, the best one kept' },
  { value: 'fine', name: 'Fine', hint: 'More starts, more sweeps' }
]

/** The quality of settings, in words. */
export function qualityOf({ quality }: SeparationSettings): QualityKind {
  return qualityKinds.find(({ value }) => value === quality) ?? qualityKinds[1]!
}

/** Settings of the next separation and of the last. */
export class SettingsState {
  next = $state.raw<SeparationSettings>(defaultSettings(44_100))
  /** What Separate would be asked for to get what is shown; null before the first. */
  last = $state.raw<SeparationSettings | null>(null)
  #sampleRate = 44_100

  /** Whether Separate concerns only the range; it ends with the range. */
  onlyRange = $state(false)
  #range = $state.raw<SampleRange | null>(null)

  /** The settings that Separate uses. */
  readonly asked = $derived.by<SeparationSettings>(() => ({
    ...this.next,
    range: this.onlyRange ? this.#range : null
  }))
  /** Whether separating again would give another result. */
  readonly differ = $derived.by(() => {
    const { last, asked } = this
    return last?.seed !== asked.seed || !isSameButSeed(last, asked)
  })
  /** The kind of sound that the settings stand for; null for custom ones. */
  readonly sound = $derived.by(() => this.soundOf(this.next))

  /** The quality in words. */
  readonly quality = $derived.by(() => qualityOf(this.next))

  /** The range of the document in samples, null for none. */
  get range(): SampleRange | null {
    return this.#range
  }

  set range(range: SampleRange | null) {
    this.#range = range
    // A range that is made later, to loop something, is not to be separated unasked.
    if (range === null) this.onlyRange = false
  }

  /**
   * Another separation is shown, or none. Its seed becomes that of the settings where nothing else
   * differs: a solution is chosen, not set.
   */
  follow(shown: SeparationSettings | null): void {
    // A range that was separated once, from a menu, does not concern Separate.
    this.last = shown && { ...shown, range: this.onlyRange ? shown.range : null }
    if (this.last !== null && isSameButSeed(this.last, this.asked)) {
      this.change({ seed: this.last.seed })
    }
  }

  /**
   * Takes the defaults for another recording's sample rate; the number of components, the quality
   * and the seed are kept.
   */
  load(sampleRate: number): void {
    this.#sampleRate = sampleRate
    const { components, quality, seed } = this.next
    this.next = { ...defaultSettings(sampleRate), components, quality, seed }
    this.last = null
    this.onlyRange = false
  }

  /** The kind of sound that settings stand for; null for custom ones. */
  soundOf({ beta, exponent, windowSize, hopSize }: SeparationSettings): SoundKind | null {
    const isMeant = (kind: SoundKind): boolean =>
      beta === kind.beta &&
      exponent === exponentFor(beta) &&
      windowSize === nearestWindowSize(this.#sampleRate, kind.windowSeconds) &&
      hopSize === windowSize / 4
    return soundKinds.find(isMeant) ?? null
  }

  /** Sets the number of components, clamped to its range. */
  setComponents(components: number): void {
    const { min, max } = numberSettings.components
    this.change({ components: Math.min(max, Math.max(min, Math.round(components))) })
  }

  /** Sets what a kind of sound stands for. */
  chooseSound({ beta, windowSeconds }: SoundKind): void {
    const windowSize = nearestWindowSize(this.#sampleRate, windowSeconds)
    this.change({ beta, exponent: exponentFor(beta), windowSize, hopSize: windowSize / 4 })
  }

  /** Sets the divergence, and the exponent that goes with it. */
  setBeta(beta: number): void {
    this.change({ beta, exponent: exponentFor(beta) })
  }

  /** Sets the window size; the hop size keeps its ratio to it. */
  setWindow(windowSize: number): void {
    const part = this.next.windowSize / this.next.hopSize
    this.change({ windowSize, hopSize: windowSize / part })
  }

  /** Sets any of the settings. */
  change(change: Partial<SeparationSettings>): void {
    this.next = { ...this.next, ...change }
  }
}
