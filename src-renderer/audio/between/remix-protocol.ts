/**
 * What the player (the window's thread) and the worklet (the audio thread) share. Faders,
 * transport, position, meters and W and H are in shared memory, so that neither side waits for the
 * other and the audio thread allocates nothing while it plays. Messages are only for rare events: a
 * model of another shape, the end of the file. K = components, A = atoms, F = bins, T = frames.
 */
import type { Sharing, SharingLaw } from '../../../shared/dsp/sharing'
import type { ComponentGains } from '../../../shared/mix'
import type { PcmCacheMemory } from './pcm-cache'

/** Name under which the worklet registers its processor. */
export const processorName = 'partwise-remix'

/** Channels of the remix: a recording of one channel is heard left and right. */
export const OUTPUT_CHANNELS = 2

/** What a processor is made with. */
export interface RemixProcessorOptions {
  readonly cache: PcmCacheMemory
  readonly transport: SharedArrayBuffer
  /** Seconds of sound that the device holds when it is full, for counting late calls. */
  readonly deviceSeconds: number
}

/** One generation of W and H as masks need them, over shared memory. */
export interface ModelSlot {
  /** W raised to what masks add up, [A x F]. */
  readonly spectra: Float32Array
  /** H as it was fitted, [T x K]; a frame's row is raised where the frame is made. */
  readonly activations: Float32Array
  /** [2]: power to which H is raised, and the factor after that. */
  readonly raising: Float64Array
}

/** What two separations must have in common to use the same memory in turn. */
export interface ModelShape {
  readonly windowSize: number
  readonly hopSize: number
  readonly law: SharingLaw
  readonly componentCount: number
  readonly binCount: number
  readonly frameCount: number
  readonly sharing: Sharing | null
}

/** A separation as the worklet plays it: two slots, of which one is published. */
export interface RemixModel extends ModelShape {
  readonly slots: readonly [ModelSlot, ModelSlot]
  /** Memory of `SlotControl`. */
  readonly control: SharedArrayBuffer
  /**
   * Memory of `SharedGains`: a model and its gains arrive together, so they always fit each other.
   */
  readonly gains: SharedArrayBuffer
}

/** Player to worklet. */
export type RemixCommand =
  | { readonly kind: 'model'; readonly model: RemixModel | null }
  /** Fade out, then end the processor for good. */
  | { readonly kind: 'close' }
  /** End the processor now, and release all memory: a node lives as long as its context. */
  | { readonly kind: 'drop' }

/**
 * Worklet to player. `buffering`: samples are missing, and it is silent until they come; `flowing`:
 * they came. `seek` is the number of the last seek that was carried out.
 */
export interface RemixReport {
  readonly kind: 'ended' | 'buffering' | 'flowing' | 'closed'
  readonly seek: number
}

/** Readers of a model: the voice that is heard, and the voice that waits at the head of a loop. */
export const VOICE_COUNT = 2

/**
 * Which of two slots holds the generation to use, and who is reading which. The player writes only
 * a slot that nobody reads, so one mask never mixes two generations; nobody waits on the audio
 * thread.
 */
export class SlotControl {
  readonly memory: SharedArrayBuffer
  /** The published slot, then for each voice the slot it reads plus 1, 0 for none. */
  readonly #words: Int32Array

  /** @param memory of the other thread's, or new with slot 0 published */
  constructor(memory = new SharedArrayBuffer(4 * (1 + VOICE_COUNT))) {
    this.memory = memory
    this.#words = new Int32Array(memory)
  }

  /**
   * Marks the published slot as read by a voice from now on. @returns that slot. Allocates nothing.
   */
  claim(voice: number): 0 | 1 {
    for (;;) {
      const slot = Atomics.load(this.#words, 0)
      Atomics.store(this.#words, 1 + voice, slot + 1)
      // A new slot was published in between: the writer may not have seen the claim.
      if (Atomics.load(this.#words, 0) === slot) return slot === 0 ? 0 : 1
    }
  }

  /** Marks that a voice reads no slot. */
  release(voice: number): void {
    Atomics.store(this.#words, 1 + voice, 0)
  }

  /** The slot that voices take from now on. */
  get published(): 0 | 1 {
    return Atomics.load(this.#words, 0) === 0 ? 0 : 1
  }

  /** The slot that is not published, null while a voice still reads it. */
  get free(): 0 | 1 | null {
    const slot = this.published === 0 ? 1 : 0
    for (let voice = 0; voice < VOICE_COUNT; voice++) {
      if (Atomics.load(this.#words, 1 + voice) === slot + 1) return null
    }
    return slot
  }

  /** Lets voices take a slot from their next frame on. */
  publish(slot: 0 | 1): void {
    Atomics.store(this.#words, 0, slot)
  }
}

/**
 * Linear gains to the left and to the right of K components, and of Rest, written by the player and
 * read by the worklet at every frame. A component's place is its id. A reader that meets a
 * half-written set keeps its old one and gets the new one a frame later.
 */
export class SharedGains {
  readonly memory: SharedArrayBuffer
  /** Odd while a set is being written. */
  readonly #lock: Int32Array
  /** [2 K + 1]: left, right, Rest. */
  readonly #values: Float32Array

  /** Over the memory of another thread's SharedGains. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory
    this.#lock = new Int32Array(memory, 0, 1)
    this.#values = new Float32Array(memory, 4)
  }

  /** New memory for K components, all gains 1. */
  static create(componentCount: number): SharedGains {
    const gains = new SharedGains(new SharedArrayBuffer(4 + 4 * (2 * componentCount + 1)))
    gains.#values.fill(1)
    return gains
  }

  /** K. */
  get componentCount(): number {
    return (this.#values.length - 1) / 2
  }

  /** Sets all gains at once. A bug when their number is not K. */
  write({ left, right, rest }: ComponentGains): void {
    const count = this.componentCount
    if (left.length !== count || right.length !== count) {
      throw new Error(`${left.length} and ${right.length} gains for ${count} components`)
    }
    Atomics.add(this.#lock, 0, 1)
    this.#values.set(left)
    this.#values.set(right, count)
    this.#values[2 * count] = rest
    Atomics.add(this.#lock, 0, 1)
  }

  /**
   * Copies K gains to `left` and to `right`, Rest to left[K]; false if a write came between.
   * Allocates nothing.
   */
  read(left: Float32Array, right: Float32Array): boolean {
    const before = Atomics.load(this.#lock, 0)
    if (before % 2 !== 0) return false
    const count = this.componentCount
    for (let k = 0; k < count; k++) {
      left[k] = this.#values[k]!
      right[k] = this.#values[count + k]!
    }
    left[count] = this.#values[2 * count]!
    return Atomics.load(this.#lock, 0) === before
  }
}
