/**
 * The range that is played over and over, as the audio thread sees it. Where it wraps, its last 20
 * ms cross over into the 20 ms before its first sample, so that the first sample itself comes
 * unfaded, exactly one length of the range after its last time. A whole recording wraps without a
 * fade: its first sample follows its last.
 */
import type { LoopRange, TransportMemory } from '../between/transport-memory'

/**
 * What is looped now, and whether playing has come into it. Allocates nothing after its
 * construction.
 */
export class Loop {
  /** Whether playing is before the end, and will wrap there. */
  isEntered = false
  readonly #sampleCount: number
  /** Longest crossing, in samples; ranges shorter than this are not looped. */
  readonly #fadeLength: number
  readonly #range: LoopRange = { isOn: false, start: 0, end: 0 }
  readonly #fresh: LoopRange = { isOn: false, start: 0, end: 0 }

  constructor(sampleCount: number, fadeLength: number) {
    this.#sampleCount = sampleCount
    this.#fadeLength = fadeLength
  }

  /** Whether a range is looped. */
  get isOn(): boolean {
    return this.#range.isOn
  }

  /** First sample. */
  get start(): number {
    return this.#range.start
  }

  /** First sample that is not played. */
  get end(): number {
    return this.#range.end
  }

  /** Samples of the crossing. */
  get fade(): number {
    const { start, end } = this.#range
    if (start === 0 && end === this.#sampleCount) return 0
    return Math.min(this.#fadeLength, Math.floor((end - start) / 2))
  }

  /** Where the crossing begins. */
  get crossing(): number {
    return this.end - this.fade
  }

  /** Where the voice begins that is faded in: before the first sample, maybe before the file. */
  get head(): number {
    return this.start - this.fade
  }

  /** Takes what the player asks for. @returns whether something changed */
  take(transport: TransportMemory): boolean {
    const fresh = this.#fresh
    if (!transport.readLoop(fresh)) return false
    fresh.end = Math.min(fresh.end, this.#sampleCount)
    fresh.isOn &&= fresh.start >= 0 && fresh.end - fresh.start >= this.#fadeLength
    const { isOn, start, end } = this.#range
    if (fresh.isOn === isOn && fresh.start === start && fresh.end === end) return false
    this.#range.isOn = fresh.isOn
    this.#range.start = fresh.start
    this.#range.end = fresh.end
    return true
  }

  /** Playing continues at another position after a jump. */
  enter(position: number): void {
    this.isEntered = this.isOn && position < this.end
  }
}
