/**
 * The part of the recording that is ready for listening: chunks of samples in shared memory. Chunk
 * c lies in slot c modulo the number of slots, so memory does not grow with the file; a file of up
 * to 64 chunks stays whole. For a longer one a few more slots keep the head of a loop, wherever it
 * is. The player writes, the worklet only reads and never waits. N = samples per channel, C =
 * channels, which are all kept: how they are heard on two sides is decided where they are read.
 */
import {
  mixdownOf,
  MOST_CHANNELS,
  type ChannelLayout,
  type Mixdown
} from '../../../shared/speakers'

/** Samples of one channel in a chunk. */
export const CHUNK_SIZE = 65_536

/** Most chunks that are kept: 95 s at 44.1 kHz, 34 MB in stereo. */
export const SLOT_COUNT = 64

/** Slots for the head of a loop: what frames reach back to, and at least a second after it. */
export const HEAD_SLOT_COUNT = 6

/** The memory of a cache; sent between threads as it is. */
export interface PcmCacheMemory {
  readonly channelCount: number
  readonly sampleCount: number
  /** How more than two channels are heard left and right; null for mono and stereo. */
  readonly mixdown: Mixdown | null
  /** Slots that chunks take by their number; the rest are for the head of a loop. */
  readonly slotCount: number
  /** Chunk that each slot holds, -1 for none or one that is being written. */
  readonly tags: Int32Array
  /** [all slots x C x CHUNK_SIZE] */
  readonly samples: Float32Array
}

/** Bytes of the samples of the largest cache there is, for each channel. */
const CHANNEL_BYTES = (SLOT_COUNT + HEAD_SLOT_COUNT) * CHUNK_SIZE * 4

/**
 * Memory of caches that are no longer read, for later recordings. The audio thread allocates
 * nothing, so it never collects garbage either: memory it was once given is never freed.
 */
export class PcmMemories {
  readonly #free = new Set<SharedArrayBuffer>()

  /**
   * Empty memory for a file of N samples; takes up real memory only where it is written. There are
   * three sizes, for up to two, four and eight channels.
   */
  take(layout: ChannelLayout, sampleCount: number): PcmCacheMemory {
    let room = 2
    while (room < layout.channelCount && room < MOST_CHANNELS) room *= 2
    const bytes = room * CHANNEL_BYTES
    const buffer = this.#smallest(bytes) ?? new SharedArrayBuffer(bytes)
    this.#free.delete(buffer)
    return createPcmCacheMemory(layout, sampleCount, buffer)
  }

  /** Takes back memory that nobody writes any more; a late reader finds it empty. */
  give({ tags, samples }: PcmCacheMemory): void {
    tags.fill(-1)
    this.#free.add(samples.buffer as SharedArrayBuffer)
  }

  /** The smallest free memory of at least so many bytes. */
  #smallest(bytes: number): SharedArrayBuffer | undefined {
    const fitting = [...this.#free].filter(({ byteLength }) => byteLength >= bytes)
    return fitting.sort((a, b) => a.byteLength - b.byteLength)[0]
  }
}

/**
 * Empty memory for a file of N samples in C channels.
 * @param buffer of enough bytes to use; new ones by default
 */
export function createPcmCacheMemory(
  layout: ChannelLayout,
  sampleCount: number,
  buffer?: SharedArrayBuffer
): PcmCacheMemory {
  const { channelCount } = layout
  const chunks = Math.max(1, Math.ceil(sampleCount / CHUNK_SIZE))
  const slotCount = Math.min(SLOT_COUNT, chunks)
  const slots = slotCount + (chunks > SLOT_COUNT ? HEAD_SLOT_COUNT : 0)
  const values = slots * channelCount * CHUNK_SIZE
  const samples = buffer ?? new SharedArrayBuffer(4 * values)
  return {
    channelCount,
    sampleCount,
    mixdown: mixdownOf(layout),
    slotCount,
    tags: new Int32Array(new SharedArrayBuffer(slots * 4)).fill(-1),
    samples: new Float32Array(samples, 0, values)
  }
}

/** Where samples of the recording are read from while listening. */
export interface SampleReader {
  readonly channelCount: number
  readonly sampleCount: number
  /** How more than two channels are heard left and right; null for mono and stereo. */
  readonly mixdown: Mixdown | null
  /** Whether all samples from .. to - 1 that lie in the file are in the cache. */
  has(from: number, to: number): boolean
  /**
   * Copies samples from .. from + count - 1 of a channel to out[at ..]; zeros outside the file and
   * for what is missing.
   */
  read(channel: number, from: number, count: number, out: Float32Array, at: number): void
  /**
   * The same of what is heard left (0) or right (1): a mono recording on both sides, more than two
   * channels mixed down.
   */
  readSide(side: 0 | 1, from: number, count: number, out: Float32Array, at: number): void
}

/** Reads and writes the memory. `has` and both ways to read allocate nothing. */
export class PcmCache implements SampleReader {
  readonly channelCount: number
  readonly sampleCount: number
  readonly mixdown: Mixdown | null
  readonly chunkCount: number
  readonly slotCount: number
  readonly #tags: Int32Array
  readonly #samples: Float32Array

  constructor(memory: PcmCacheMemory) {
    const { channelCount, sampleCount, mixdown, slotCount, tags, samples } = memory
    this.channelCount = channelCount
    this.mixdown = mixdown
    this.sampleCount = sampleCount
    this.chunkCount = Math.ceil(sampleCount / CHUNK_SIZE)
    this.slotCount = slotCount
    this.#tags = tags
    this.#samples = samples
  }

  /** Chunk in the slot that `chunk` would take, -1 for none. */
  holderOf(chunk: number): number {
    return Atomics.load(this.#tags, chunk % this.slotCount)
  }

  /** Whether a chunk is in the cache, in its slot or at the head of a loop. Allocates nothing. */
  holds(chunk: number): boolean {
    return this.#slotOf(chunk) >= 0
  }

  /** Whether a chunk is among those of the head of a loop. */
  holdsAtHead(chunk: number): boolean {
    return this.#headSlotOf(chunk) >= 0
  }

  /** Puts a chunk into its slot, over what was there; the last chunk of a file may be shorter. */
  write(chunk: number, channels: readonly Float32Array[]): void {
    this.#fill(chunk % this.slotCount, chunk, channels)
  }

  /**
   * Puts a chunk among those of the head of a loop, over one that `isKept` gives up; false when
   * there is none.
   */
  writeAtHead(
    chunk: number,
    channels: readonly Float32Array[],
    isKept: (chunk: number) => boolean
  ): boolean {
    for (let slot = this.slotCount; slot < this.#tags.length; slot++) {
      const holder = Atomics.load(this.#tags, slot)
      if (holder >= 0 && isKept(holder)) continue
      this.#fill(slot, chunk, channels)
      return true
    }
    return false
  }

  has(from: number, to: number): boolean {
    const end = Math.min(to, this.sampleCount)
    const first = Math.floor(Math.max(0, from) / CHUNK_SIZE)
    for (let chunk = first; chunk * CHUNK_SIZE < end; chunk++) {
      if (!this.holds(chunk)) return false
    }
    return true
  }

  read(channel: number, from: number, count: number, out: Float32Array, at: number): void {
    const end = Math.min(from + count, this.sampleCount)
    let n = Math.min(Math.max(from, 0), from + count)
    out.fill(0, at, at + n - from)
    while (n < end) {
      const chunk = Math.floor(n / CHUNK_SIZE)
      const stop = Math.min(end, (chunk + 1) * CHUNK_SIZE)
      const target = at - from
      const slot = this.#slotOf(chunk)
      if (slot >= 0) {
        const source = (slot * this.channelCount + channel - chunk) * CHUNK_SIZE
        for (; n < stop; n++) out[target + n] = this.#samples[source + n]!
      } else {
        out.fill(0, target + n, target + stop)
        n = stop
      }
    }
    out.fill(0, at + Math.max(n, from) - from, at + count)
  }

  readSide(side: 0 | 1, from: number, count: number, out: Float32Array, at: number): void {
    const { mixdown, channelCount } = this
    if (mixdown === null) {
      this.read(Math.min(side, channelCount - 1), from, count, out, at)
      return
    }
    const gains = side === 0 ? mixdown.left : mixdown.right
    out.fill(0, at, at + count)
    for (let c = 0; c < channelCount; c++) {
      if (gains[c]! > 0) this.#add(c, gains[c]!, from, count, out, at)
    }
  }

  /** Adds a channel times a gain, of what is there. */
  #add(
    channel: number,
    gain: number,
    from: number,
    count: number,
    out: Float32Array,
    at: number
  ): void {
    const end = Math.min(from + count, this.sampleCount)
    for (let n = Math.max(0, from); n < end;) {
      const chunk = Math.floor(n / CHUNK_SIZE)
      const stop = Math.min(end, (chunk + 1) * CHUNK_SIZE)
      const slot = this.#slotOf(chunk)
      if (slot >= 0) {
        const source = (slot * this.channelCount + channel - chunk) * CHUNK_SIZE
        for (; n < stop; n++) out[at - from + n]! += gain * this.#samples[source + n]!
      }
      n = stop
    }
  }

  #slotOf(chunk: number): number {
    const slot = chunk % this.slotCount
    return Atomics.load(this.#tags, slot) === chunk ? slot : this.#headSlotOf(chunk)
  }

  #headSlotOf(chunk: number): number {
    for (let slot = this.slotCount; slot < this.#tags.length; slot++) {
      if (Atomics.load(this.#tags, slot) === chunk) return slot
    }
    return -1
  }

  #fill(slot: number, chunk: number, channels: readonly Float32Array[]): void {
    Atomics.store(this.#tags, slot, -1)
    for (let c = 0; c < this.channelCount; c++) {
      this.#samples.set(channels[c]!, (slot * this.channelCount + c) * CHUNK_SIZE)
    }
    Atomics.store(this.#tags, slot, chunk)
  }
}
