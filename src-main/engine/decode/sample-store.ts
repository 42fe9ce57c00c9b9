/**
 * Samples as they are decoded: one growing array a channel over shared memory.
 * N = samples per channel so far, C = channels.
 */
import { Failure } from '../../../shared/failure'
import { availableBytes } from '../machine/available-memory'
import { BrokenStream } from './decoder-library'
import { fileFailure, type SoundFile } from './sound-file'

/** Longest recording in samples per channel: a shared array stays below 2^31 bytes. */
export const MAX_SAMPLES = (2 ** 31 - 2 ** 21) / 4
/** Samples to allocate at first when the length is unknown; some six seconds. */
const FIRST_CAPACITY = 2 ** 18

/** Seconds of silence that may always stand in place of missing sound, all of it together. */
const FREE_SILENCE = 10
/** Longest silence for bytes that could not be read, by what as many bytes held so far. */
const RATE_CHANGE = 2
/**
 * A stated length is believed up to this many samples of a channel in a byte of the file, which is
 * more than usual codings hold. Beyond it memory grows with what is there.
 */
const MOST_SAMPLES_A_BYTE = 8

/** What a store is made for. */
export interface StoreOptions {
  readonly file: Pick<SoundFile, 'path' | 'name' | 'size'>
  readonly sampleRate: number
  readonly channelCount: number
  /** N as the file states it, null when it does not. More or fewer may come. */
  readonly expected: number | null
  /** Available bytes; by default what the machine reports. */
  readonly availableBytes?: number
}

/** Where sources put their samples. */
export class SampleStore {
  readonly #options: StoreOptions
  #channels: Float32Array[]
  #capacity: number
  #length = 0
  #silence = 0
  #couldHold = 0

  /** @throws Failure `audio/too-long`, `engine/out-of-memory` */
  constructor(options: StoreOptions) {
    this.#options = options
    const { file, expected } = options
    const isBelieved = expected !== null && expected <= file.size * MOST_SAMPLES_A_BYTE
    this.#capacity = isBelieved ? expected : FIRST_CAPACITY
    this.#checkLength(this.#capacity)
    this.#channels = this.#allocate(this.#capacity)
  }

  /** N, samples per channel so far. */
  get length(): number {
    return this.#length
  }

  /**
   * Makes room for `count` more samples, to be written from `length` on and then counted by `add`.
   * @returns C arrays, valid until the next call
   * @throws Failure `audio/too-long`, `engine/out-of-memory`
   */
  reserve(count: number): readonly Float32Array[] {
    const needed = this.#length + count
    if (needed > this.#capacity) {
      this.#checkLength(needed)
      this.#capacity = Math.min(MAX_SAMPLES, Math.max(needed, 2 * this.#capacity))
      const larger = this.#allocate(this.#capacity)
      larger.forEach((samples, c) => samples.set(this.#channels[c]!.subarray(0, this.#length)))
      this.#channels = larger
    }
    return this.#channels
  }

  /** Counts samples that were written where `reserve` made room. */
  add(count: number): void {
    this.#length += count
  }

  /** Appends samples [from, to) of each channel; one block may serve several channels. */
  append(block: readonly Float32Array[], from: number, to: number): void {
    const channels = this.reserve(to - from)
    channels.forEach((samples, c) => samples.set(block[c]!.subarray(from, to), this.#length))
    this.add(to - from)
  }

  /**
   * Appends zeros in place of missing sound. All of them together may last ten seconds, or what the
   * bytes that could not be read could have held; files that claim more would fill the memory with
   * nothing.
   * @param couldHold samples in the bytes that could not be read, at as many samples a byte as the
   *   file had so far; half of them and twice as many are usual. 0 where there are no such bytes
   * @throws BrokenStream beyond that
   */
  appendSilence(count: number, couldHold = 0): void {
    if (!this.allowsSilence(count, couldHold))
      throw new BrokenStream(`${count} samples are missing`)
    this.#silence += count
    this.#couldHold += couldHold
    for (const samples of this.reserve(count)) {
      samples.fill(0, this.#length, this.#length + count)
    }
    this.add(count)
  }

  /** Whether `appendSilence` would take that. */
  allowsSilence(count: number, couldHold = 0): boolean {
    const free = FREE_SILENCE * this.#options.sampleRate
    const budget = Math.max(free, RATE_CHANGE * (this.#couldHold + couldHold))
    return this.#silence + count <= budget
  }

  /** Forgets all samples from `length` on; more than there are is no change. */
  truncate(length: number): void {
    this.#length = Math.max(0, Math.min(this.#length, length))
  }

  /** C arrays [N]. */
  get channels(): Float32Array[] {
    return this.#channels.map((samples) => samples.subarray(0, this.#length))
  }

  #checkLength(length: number): void {
    const { file, sampleRate } = this.#options
    if (length <= MAX_SAMPLES) return
    throw fileFailure(file, 'audio/too-long', `${length} samples`, {
      seconds: length / sampleRate,
      maxSeconds: MAX_SAMPLES / sampleRate
    })
  }

  #allocate(capacity: number): Float32Array[] {
    const { file, channelCount } = this.#options
    const bytes = capacity * channelCount * 4
    const available = this.#options.availableBytes ?? availableBytes()
    // The system would grant the memory and then kill some program when it is written.
    if (bytes > available) {
      const { sampleRate } = this.#options
      throw fileFailure(file, 'audio/too-long', `${bytes} of ${available} bytes`, {
        reason: 'memory',
        seconds: capacity / sampleRate,
        maxSeconds: Math.floor(available / (4 * channelCount * sampleRate))
      })
    }
    try {
      return Array.from(
        { length: channelCount },
        () => new Float32Array(new SharedArrayBuffer(capacity * 4))
      )
    } catch (cause) {
      const { name, path } = file
      const details = { name, path, bytes }
      throw new Failure('engine/out-of-memory', `no memory for ${path}`, details, { cause })
    }
  }
}
