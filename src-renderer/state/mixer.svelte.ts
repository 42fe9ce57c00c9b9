/** The stems and what is heard of them: gain, mute, solo, selection. */
import { maxStemNameLength } from '../../shared/contract'
import type { ComponentFacts } from '../../shared/factorization'
import {
  componentGains,
  GAIN_MAX_DB,
  GAIN_OFF_DB,
  isAudible,
  type ComponentGains,
  type MixStem
} from '../../shared/mix'

/** A named group of components that is mixed and exported. */
export interface Stem extends MixStem {
  readonly id: number
  readonly name: string
  /** Number of its color, 1 to 12. */
  readonly color: number
}

const COLORS = 12

/** All stems of the open recording, in energy order. */
export class Mixer {
  stems = $state.raw<readonly Stem[]>([])
  selectedId = $state<number | null>(null)
  /** Whose name the focus is to go to; taken back by the one that takes it. */
  renamingId = $state<number | null>(null)
  #componentCount = 0

  readonly selected = $derived(this.stems.find(({ id }) => id === this.selectedId) ?? null)
  readonly audible = $derived(this.stems.filter((stem) => isAudible(stem, this.stems)))

  /** One stem for each component, in the order given. */
  load(components: readonly ComponentFacts[]): void {
    this.#componentCount = components.length
    this.stems = components.map(({ id, name }, i) => ({
      id,
      name,
      color: (i % COLORS) + 1,
      components: [id],
      gainDb: 0,
      muted: false,
      solo: false
    }))
    this.selectedId = this.stems[0]?.id ?? null
  }

  /** No stems. */
  clear(): void {
    this.load([])
  }

  /** Linear gain of every component and of Rest. */
  get gains(): ComponentGains {
    return componentGains(this.stems, this.#componentCount)
  }

  /** Whether a stem is heard. */
  isAudible(stem: Stem): boolean {
    return isAudible(stem, this.stems)
  }

  /** Gain in dB, kept within the fader's range. */
  setGain(id: number, gainDb: number): void {
    this.#change(id, { gainDb: Math.min(GAIN_MAX_DB, Math.max(GAIN_OFF_DB, gainDb)) })
  }

  /** Mute on or off. */
  toggleMute(id: number): void {
    this.#change(id, { muted: !this.#find(id)?.muted })
  }

  /** Solo on or off; solos add up. */
  toggleSolo(id: number): void {
    this.#change(id, { solo: !this.#find(id)?.solo })
  }

  /** Hears this stem alone; everything again when it already is alone. */
  only(id: number): void {
    const isAlone = this.stems.every((stem) => stem.solo === (stem.id === id) && !stem.muted)
    this.stems = this.stems.map((stem) => ({
      ...stem,
      solo: !isAlone && stem.id === id,
      muted: false
    }))
  }

  /** Hears everything but this stem; everything again when that is so already. */
  everythingBut(id: number): void {
    const isSo = this.stems.every((stem) => stem.muted === (stem.id === id) && !stem.solo)
    this.stems = this.stems.map((stem) => ({
      ...stem,
      muted: !isSo && stem.id === id,
      solo: false
    }))
  }

  /** Gives a stem another name, cut to what an export takes; an empty one is refused. */
  rename(id: number, name: string): void {
    const trimmed = name.trim().slice(0, maxStemNameLength).trimEnd()
    if (trimmed !== '') this.#change(id, { name: trimmed })
  }

  /** Name of a stem, '' when there is none. */
  nameOf(id: number): string {
    return this.#find(id)?.name ?? ''
  }

  /** Selects the stem that stands `step` rows below the selected one. */
  moveSelection(step: number): void {
    const index = this.stems.findIndex(({ id }) => id === this.selectedId)
    const next = Math.min(this.stems.length - 1, Math.max(0, index + step))
    this.selectedId = this.stems[next]?.id ?? null
  }

  #find(id: number): Stem | undefined {
    return this.stems.find((stem) => stem.id === id)
  }

  #change(id: number, change: Partial<Stem>): void {
    this.stems = this.stems.map((stem) => (stem.id === id ? { ...stem, ...change } : stem))
  }
}
