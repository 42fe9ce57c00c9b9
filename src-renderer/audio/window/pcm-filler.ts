/**
 * Keeps the samples around the playhead in the cache: fetches chunks, nearest first, one after
 * another.
 */
import { CHUNK_SIZE, HEAD_SLOT_COUNT, type PcmCache } from '../between/pcm-cache'
import type { ChannelLayout } from '../../../shared/speakers'
import type { TransportMemory } from '../between/transport-memory'

/** Slots kept for what has been played, when a file is longer than the cache. */
const BEHIND = 16

/**
 * Samples before the head of a loop that its first frames read: two of the largest windows, and the
 * fade.
 */
const HEAD_REACH = 40_000

/** Milliseconds before a failed fetch is tried again. */
const RETRY_MS = 1000

/** Where samples come from. */
export interface PcmSource extends ChannelLayout {
  readonly sampleCount: number
  /** Samples from .. to - 1 of a channel. */
  fetchSamples(channel: number, from: number, to: number): Promise<Float32Array>
}

/**
 * The chunk to fetch next, null when all that is wanted is there: first the one at the playhead,
 * the one before it (frames begin earlier than they are heard), then the following ones; a file
 * that fits is kept whole.
 * @param readingChunk the one that sounds, -1 for none: neither it nor its neighbors are written
 *   over
 */
export function nextChunk(cache: PcmCache, playhead: number, readingChunk: number): number | null {
  const { chunkCount, slotCount } = cache
  const isWhole = chunkCount <= slotCount
  const count = isWhole ? chunkCount : slotCount - BEHIND
  for (let i = 0; i < count; i++) {
    // 0, -1, 1, 2, 3, ...: past the end of a whole file it goes on at its start.
    const chunk = playhead + (i === 1 ? -1 : Math.max(0, i - 1))
    const wanted = isWhole ? (chunk + chunkCount) % chunkCount : chunk
    if (wanted < 0 || wanted >= chunkCount) continue
    if (cache.holds(wanted)) continue
    const holder = cache.holderOf(wanted)
    const isInUse = readingChunk >= 0 && holder >= 0 && Math.abs(holder - readingChunk) <= 1
    if (!isInUse) return wanted
  }
  return null
}

/** First chunk of the head of a loop that begins at `sample`. */
function firstOfHead(sample: number): number {
  return Math.max(0, Math.floor((sample - HEAD_REACH) / CHUNK_SIZE))
}

/** The chunk of a loop's head to fetch next, null when all of them are there. */
export function nextHeadChunk(cache: PcmCache, loopStart: number | null): number | null {
  if (loopStart === null || cache.chunkCount <= cache.slotCount) return null
  const first = firstOfHead(loopStart)
  const end = Math.min(cache.chunkCount, first + HEAD_SLOT_COUNT)
  for (let chunk = first; chunk < end; chunk++) if (!cache.holdsAtHead(chunk)) return chunk
  return null
}

/** Fills one cache from one source. */
export class PcmFiller {
  readonly #source: PcmSource
  readonly #cache: PcmCache
  readonly #transport: TransportMemory
  readonly #onFailed: (reason: unknown) => void
  #playhead = 0
  #loopStart: number | null = null
  #isRunning = false
  #isDisposed = false
  #retryAt = 0

  /**
   * @param onFailed called when a fetch failed; it is tried again a second later, while calls of
   *   `fillAround` come
   */
  constructor(
    source: PcmSource,
    cache: PcmCache,
    transport: TransportMemory,
    onFailed: (reason: unknown) => void
  ) {
    this.#source = source
    this.#cache = cache
    this.#transport = transport
    this.#onFailed = onFailed
  }

  /** Fetches the first chunk. @throws what the source throws */
  async fillFirst(): Promise<void> {
    if (this.#cache.chunkCount > 0) await this.#fetch(0)
  }

  /**
   * Sets where the playhead is or goes, and fills from there. Cheap when there is nothing to do.
   */
  fillAround(sample: number): void {
    const last = Math.max(0, this.#cache.chunkCount - 1)
    this.#playhead = Math.min(last, Math.max(0, Math.floor(sample / CHUNK_SIZE)))
    if (!this.#isRunning && performance.now() >= this.#retryAt) void this.#run()
  }

  /**
   * Sets where a loop begins, null for none: its head is kept in the cache, however far the
   * playhead is.
   */
  keepHead(loopStart: number | null): void {
    this.#loopStart = loopStart
  }

  /** Stops for good; a fetch under way is dropped. */
  dispose(): void {
    this.#isDisposed = true
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    try {
      for (;;) {
        const reading = this.#transport.readingChunk
        const near = nextChunk(this.#cache, this.#playhead, reading)
        const head = nextHeadChunk(this.#cache, this.#loopStart)
        if (this.#isDisposed || (near === null && head === null)) break
        // What sounds next comes first, then the loop's head, then what follows.
        const isUrgent = near !== null && Math.abs(near - this.#playhead) <= 1
        if (near !== null && (isUrgent || head === null)) await this.#fetch(near)
        else if (head !== null && !(await this.#fetchHead(head))) break
      }
    } catch (reason) {
      this.#retryAt = performance.now() + RETRY_MS
      if (!this.#isDisposed) this.#onFailed(reason)
    } finally {
      this.#isRunning = false
    }
  }

  async #fetch(chunk: number): Promise<void> {
    const channels = await this.#samplesOf(chunk)
    if (!this.#isDisposed) this.#cache.write(chunk, channels)
  }

  /** @returns false while all slots of the head hold what sounds just now */
  async #fetchHead(chunk: number): Promise<boolean> {
    const channels = await this.#samplesOf(chunk)
    const loopStart = this.#loopStart
    if (this.#isDisposed || loopStart === null) return true
    const first = firstOfHead(loopStart)
    const reading = this.#transport.readingChunk
    return this.#cache.writeAtHead(chunk, channels, (held) => {
      const isHead = held >= first && held < first + HEAD_SLOT_COUNT
      return isHead || (reading >= 0 && Math.abs(held - reading) <= 1)
    })
  }

  async #samplesOf(chunk: number): Promise<Float32Array[]> {
    const from = chunk * CHUNK_SIZE
    const to = Math.min(from + CHUNK_SIZE, this.#source.sampleCount)
    const channels = await Promise.all(
      Array.from({ length: this.#source.channelCount }, (_, channel) =>
        this.#source.fetchSamples(channel, from, to)
      )
    )
    for (const { length } of channels) {
      if (length !== to - from) throw new Error(`${length} samples came for ${from} to ${to}`)
    }
    return channels
  }
}
