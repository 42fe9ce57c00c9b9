/**
 * Moves from one separation to the next while playing: which remixes the voices have, and which
 * they get once the change cannot be heard. Runs on the audio thread; only `set` allocates.
 */
import type { Fft } from '../../../shared/dsp/fft'
import type { LoopHead } from './loop-head'
import type { SampleReader } from '../between/pcm-cache'
import type { PreparedModel } from './prepared-model'
import { Remix } from './remix'
import { VOICE_COUNT } from '../between/remix-protocol'
import type { Voice } from './voice'

/** The change. The voices are passed in, since they are swapped where a loop wraps. */
export class RemixChange {
  readonly #samples: SampleReader
  readonly #createFft: ((size: number) => Fft) | undefined
  /** Remixes that take over once the gate is shut, one for each voice; or null. */
  #next: readonly Remix[] | null = null
  #isLeaving = false

  constructor(samples: SampleReader, createFft?: (size: number) => Fft) {
    this.#samples = samples
    this.#createFft = createFft
  }

  /** Whether remixes wait for silence. */
  get isWaiting(): boolean {
    return this.#next !== null
  }

  /** Whether the separation is gone; its remix goes when it is no longer heard. */
  get isLeaving(): boolean {
    return this.#isLeaving
  }

  /**
   * Takes a separation, or none. One with the window and hop of the last follows at the next frame;
   * any other waits for silence if the remix is heard. Allocates.
   */
  set(model: PreparedModel | null, isHeard: boolean, main: Voice, head: LoopHead): void {
    const latest = this.#next?.[0] ?? main.remix
    this.#isLeaving = false
    if (!model) {
      this.#next = null
      this.#isLeaving = isHeard
      if (!isHeard) this.drop(main, head)
    } else if (latest?.fits(model)) {
      const remixes = this.#next ?? [main.remix, head.voice.remix]
      for (const one of remixes) one?.follow(model)
    } else {
      this.#next = Array.from(
        { length: VOICE_COUNT },
        (_, voice) => new Remix(model, this.#samples, voice, this.#createFft)
      )
      if (!isHeard) this.take(main, head)
    }
  }

  /** Gives the voices the remixes that wait, if any do. */
  take(main: Voice, head: LoopHead): void {
    if (this.#next === null) return
    release(main, head)
    main.remix = this.#next[0] ?? null
    head.voice.remix = this.#next[1] ?? null
    this.#next = null
    main.jump(main.position)
    head.renew()
  }

  /** Takes the voices' remixes away. */
  drop(main: Voice, head: LoopHead): void {
    release(main, head)
    main.remix = null
    head.voice.remix = null
    this.#isLeaving = false
  }
}

/** Releases what an unfinished frame reads, so that another separation can be written there. */
function release(main: Voice, head: LoopHead): void {
  main.release()
  head.voice.release()
}
