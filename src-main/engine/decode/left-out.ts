/**
 * Sound inside a recording that cannot be part of it, because it is coded otherwise: it is passed
 * over, silence keeps its place, and a remark says how much is missing.
 */
import type { AudioRemark } from '../../../shared/audio'
import type { SampleStore } from './sample-store'

/** Codings that a remark names. */
const MOST_CODINGS = 3

/** How long a part lasts, 0 when nobody knows, and how large it is. */
export interface LostPart {
  readonly seconds: number
  readonly bytes: number
}

/** Keeps count of what is left out of one recording. */
export class LeftOut {
  readonly #sampleRate: number
  readonly #codings = new Set<string>()
  #seconds = 0
  /** What no silence stands for yet. */
  #pending: LostPart = { seconds: 0, bytes: 0 }

  /** @param sampleRate that of the recording */
  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate
  }

  /**
   * Counts what is passed over.
   * @param coding what it is in words, such as "MP3 at 32000 Hz"
   */
  pass(coding: string, part: LostPart): void {
    this.#codings.add(coding)
    this.#seconds += part.seconds
    this.lose(part)
  }

  /** Keeps the place of what is broken, which is in the remark on damage. */
  lose({ seconds, bytes }: LostPart): void {
    const { seconds: before, bytes: bytesBefore } = this.#pending
    this.#pending = { seconds: before + seconds, bytes: bytesBefore + bytes }
  }

  /**
   * Puts silence in its place, as far as the store allows; called when sound follows, for an end
   * moves nothing.
   * @param samplesAByte how much the bytes of the file hold
   */
  fill(store: SampleStore, samplesAByte: number): void {
    const { seconds, bytes } = this.#pending
    const count = Math.round(seconds * this.#sampleRate)
    this.#pending = { seconds: 0, bytes: 0 }
    const couldHold = bytes * samplesAByte
    if (count > 0 && store.allowsSilence(count, couldHold)) store.appendSilence(count, couldHold)
  }

  /** One remark on all of it, none when nothing was left out. */
  remarks(): readonly AudioRemark[] {
    if (this.#codings.size === 0) return []
    const codings = [...this.#codings].slice(0, MOST_CODINGS)
    return [{ kind: 'left-out', seconds: this.#seconds, codings }]
  }
}
