/**
 * The voice that waits at the head of a loop: prepared a little before it is needed, faded in over
 * the loop's last 20 ms, then heard alone. Runs on the audio thread; allocates nothing after its
 * construction.
 */
import { fadeCurve, type Fade } from './fade'
import type { LevelMatch } from './level-match'
import type { Loop } from './loop'
import { OUTPUT_CHANNELS } from '../between/remix-protocol'
import { MAX_PIECE, type Voice } from './voice'

/** What the voice at the head depends on; the playback owns and moves all of it. */
export interface LoopHeadParts {
  readonly loop: Loop
  readonly sampleRate: number
  /** Between original and remix. */
  readonly blend: Fade
  /** Levels the remix. */
  readonly match: LevelMatch
}

/** Prepares the voice before a loop wraps. */
export class LoopHead {
  #voice: Voice
  readonly #parts: LoopHeadParts
  /** A piece of the voice, [OUTPUT_CHANNELS][MAX_PIECE]. */
  readonly #piece: readonly Float32Array[]
  #isSent = false
  #isMade = false
  #hasSamples = false
  #isCrossing = false

  /** @param voice to begin with; it is swapped with the one that is heard */
  constructor(voice: Voice, parts: LoopHeadParts) {
    this.#voice = voice
    this.#parts = parts
    this.#piece = Array.from({ length: OUTPUT_CHANNELS }, () => new Float32Array(MAX_PIECE))
  }

  /** The voice that waits. */
  get voice(): Voice {
    return this.#voice
  }

  /** The voice is being faded in. */
  get isCrossing(): boolean {
    return this.#isCrossing
  }

  /** Forgets what was prepared. */
  idle(): void {
    this.#isSent = false
    this.#isMade = false
    this.#hasSamples = false
    this.#isCrossing = false
    this.#voice.release()
  }

  /** The remix was replaced: what is not heard yet is prepared again. */
  renew(): void {
    if (this.#isCrossing) this.#voice.jump(this.#voice.position)
    else this.idle()
  }

  /**
   * Prepares for a piece of `count` samples, when playing at `position` is near enough to the
   * loop's end.
   */
  advance(position: number, count: number, fade: number): void {
    const voice = this.#voice
    const { loop, sampleRate } = this.#parts
    if (!this.#isSent) {
      const lead = voice.remix?.leadAt(sampleRate) ?? MAX_PIECE
      if (loop.crossing - position > lead) return
      voice.jump(loop.head)
      this.#isSent = true
    }
    if (this.#isMade || this.#isCrossing) return
    this.#hasSamples = voice.hasAround(count, fade)
    this.#isMade = this.#hasSamples && (voice.remix?.prepare(count, sampleRate) ?? true)
  }

  /** Whether it can be heard now; while only the recording is heard, its remix may come later. */
  isReady(needsRemix: boolean): boolean {
    return this.#isMade || (this.#hasSamples && !needsRemix)
  }

  /** Starts to be heard. */
  begin(): void {
    this.#isCrossing = true
  }

  /** Samples of `count` that `cross` can do in one piece. */
  roomFor(count: number): number {
    return this.#isCrossing ? this.#voice.roomFor(count) : count
  }

  /**
   * Fades the voice into outputs[side][at ..], which hold `count` samples of the loop's end.
   * @param position in the recording of the first of them
   * @param way in which the blend moves
   */
  cross(
    outputs: readonly Float32Array[],
    at: number,
    count: number,
    position: number,
    way: 1 | -1
  ): void {
    const { loop, sampleRate, blend, match } = this.#parts
    const { fade } = loop
    const begun = position - loop.crossing
    this.#voice.renderRemix(count, sampleRate)
    this.#voice.write(this.#piece, 0, count, blend, way, match, false)
    for (let c = 0; c < outputs.length; c++) {
      const output = outputs[c]!
      const piece = this.#piece[Math.min(c, OUTPUT_CHANNELS - 1)]!
      for (let n = 0; n < count; n++) {
        output[at + n]! += (piece[n]! - output[at + n]!) * fadeCurve((begun + n) / fade)
      }
    }
  }

  /** The voice becomes the one that is heard, and the other one waits. @returns the voice */
  exchange(other: Voice): Voice {
    const voice = this.#voice
    this.#voice = other
    this.idle()
    return voice
  }
}
