/**
 * What the player (the window's thread) and the worklet (the audio thread) share. Faders, transport,
 * position and meters are words in shared memory, so that neither side waits for the other and the
 * audio thread creates no messages while it plays. Messages are only for what is rare: a new model,
 * the end of the file.
 */
import type { MaskModel } from '../../shared/dsp/mask'
import type { ComponentGains } from '../../shared/mix'
import type { PcmCacheMemory } from './pcm-cache'

/** What is heard: the file itself, or the mix of its components. */
export type ListenTo = 'original' | 'remix'

/** Name under which the worklet registers its processor. */
export const processorName = 'partwise-remix'

/** What a processor is made with. */
export interface RemixProcessorOptions {
  readonly cache: PcmCacheMemory
  readonly transport: SharedArrayBuffer
}

/** A separation as the worklet plays it; arrays over SharedArrayBuffers. */
export interface RemixModel {
  readonly windowSize: number
  readonly hopSize: number
  readonly mask: MaskModel
  /** Memory of `SharedGains`: a model and its gains arrive together, so they always fit each other. */
  readonly gains: SharedArrayBuffer
}

/** Player to worklet. */
export type RemixCommand =
  | { readonly kind: 'model'; readonly model: RemixModel | null }
  /** Fade out, then end the processor for good. */
  | { readonly kind: 'close' }

/**
 * Worklet to player. `buffering`: samples are missing, silence until they come; `flowing`: they came.
 * `seek` is the number of the seek that was last carried out.
 */
export interface RemixReport {
  readonly kind: 'ended' | 'buffering' | 'flowing' | 'closed'
  readonly seek: number
}

/**
 * Linear gains of K components and of Rest, written by the player and read by the worklet at every
 * frame. A reader that meets a half-written set keeps its old one and gets the new one a frame later.
 */
export class SharedGains {
  readonly memory: SharedArrayBuffer
  /** Odd while a set is being written. */
  readonly #lock: Int32Array
  /** [K + 1], Rest last. */
  readonly #values: Float32Array

  /** Over the memory of another thread's SharedGains. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#lock = new Int32Array(memory, 0, 1)
    this.#values = new Float32Array(memory, 4)
  }

  /** New memory for K components, all gains 1. */
  static create(componentCount: number): SharedGains {
    const gains = new SharedGains(new SharedArrayBuffer(4 + 4 * (componentCount + 1)))
    gains.#values.fill(1)
    return gains
  }

  /** K. */
  get componentCount(): number {
    return this.#values.length - 1
  }

  /** Sets all gains at once. A bug when their number is not K. */
  write({ gains, rest }: ComponentGains): void {
    const count = this.componentCount
    if (gains.length !== count) {
      throw new Error(`${gains.length} gains for ${count} components`)
    }
    Atomics.add(this.#lock, 0, 1)
    this.#values.set(gains)
    this.#values[count] = rest
    Atomics.add(this.#lock, 0, 1)
  }

  /** Copies [K + 1] gains into `out`, Rest last; false if a write came between. Allocates nothing. */
  read(out: Float32Array): boolean {
    const before = Atomics.load(this.#lock, 0)
    if (before % 2 !== 0) return false
    for (let i = 0; i < this.#values.length; i++) out[i] = this.#values[i]!
    return Atomics.load(this.#lock, 0) === before
  }
}
