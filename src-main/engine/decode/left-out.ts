/**
 * Sound inside a recording that cannot be part of it, because it is coded otherwise: it is passed
 * over, silence keeps its place, and a remark says how much is missing.
 */
import type { AudioRemark } from '../../../shared/audio'
import type { SampleStore } from './sample-store'

/** Keeps count of what is left out of one recording. */
export class LeftOut {
  readonly #sampleRate: number
  readonly #codings = new Set<string>()
  #seconds = 0
  /** Seconds that no silence stands for yet. */
  #pending = 0

  /** @param sampleRate that of the recording */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /**
   * Counts what is passed over.
   * @param coding what it is in words, such as "MP3 at 32000 Hz"
   * @param seconds how long it lasts, 0 when nobody knows
   */
  pass(coding: string, seconds: number): void {
    this.#codings.add(coding)
    this.#seconds += seconds
    this.#pending += seconds
  }

  /** Puts silence in its place; called when sound follows, for an end moves nothing. */
  fill(store: SampleStore): void {
    const count = Math.round(this.#pending * this.#sampleRate)
    this.#pending = 0
    if (count > 0) store.appendSilence(count)
  }

  /** One remark on all of it, none when nothing was left out. */
  remarks(): readonly AudioRemark[] {
    if (this.#codings.size === 0) return []
    const codings = [...this.#codings]
    return [{ kind: 'left-out', seconds: this.#seconds, codings: codings.slice(0, MOST_CODINGS) }]
  }
}

/** Codings that a remark names. */
const MOST_CODINGS = 3
