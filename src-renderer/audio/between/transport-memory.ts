/**
 * Transport and meters in shared memory. The player owns play, listen, match, seek and loop; the
 * worklet owns the segment, the peaks, the chunk it reads and its figures. Positions are samples of
 * the file.
 */

/** Number of late calls that are remembered, the last ones. */
export const LATE_CALLS_KEPT = 64

/** Int32 words. */
const PLAY = 0
const LISTEN_TO_REMIX = 1
const SEEK_COUNT = 2
const SEGMENT_LOCK = 3
const SEGMENT_SEEK = 4
const READING_CHUNK = 5
const PEAKS = 6 // two Float32, one for each channel
const MATCH_LEVEL = 8
const LOOP_LOCK = 9
const LOOP_ON = 10
const LATE = 11
const CALLS = 12
const WORDS = 14 // even, so that the numbers are aligned

/** Float64 numbers, after the words. */
const SEEK_TARGET = 0
const SEGMENT_POSITION = 1
const SEGMENT_TIME = 2
const SEGMENT_END = 3
const SEGMENT_LOOP = 4
const LOOP_START = 5
const LOOP_END = 6
const MATCH_GAIN = 7
const BUSY_MS = 8
const LATE_CALLS = 9 // of each its end, the gap before it and how long it took
const NUMBERS = LATE_CALLS + 3 * LATE_CALLS_KEPT

/**
 * Samples, file positions; `end` is the first that is not played. Filled by
 * `TransportMemory.readLoop`.
 */
export interface LoopRange {
  isOn: boolean
  start: number
  end: number
}

/**
 * A stretch of uninterrupted playing: the sample at `position` sounds at context time `time`, and
 * so on up to `end`.
 */
export interface Segment {
  /** Number of the last seek that was carried out. */
  readonly seek: number
  readonly position: number
  /** Seconds of the AudioContext's clock. */
  readonly time: number
  /** Where it stopped; Infinity while it plays. */
  readonly end: number
  /** Samples by which playing jumped back at its start without a break; 0 when it did not. */
  readonly loop: number
}

/** A late call. */
export interface LateCall {
  /** When it ended, by the calls' clock. */
  readonly endMs: number
  /**
   * Milliseconds from the end of the previous call to its beginning: it was not requested, or got
   * no processor.
   */
  readonly gapMs: number
  /** Milliseconds from its beginning to its end. */
  readonly tookMs: number
}

/** What the audio thread reports about its own work. */
export interface RenderFigures {
  /** Render calls while sound was playing. */
  readonly calls: number
  /** Those that ended after the device's buffer ran out. */
  readonly late: number
  /** Milliseconds in them. */
  readonly busyMs: number
  /** The last of the late ones, oldest first; at most LATE_CALLS_KEPT. */
  readonly lateCalls: readonly LateCall[]
}

/** Both threads hold one over the same memory. Nothing that the worklet calls allocates. */
export class TransportMemory {
  readonly memory: SharedArrayBuffer
  readonly #words: Int32Array
  readonly #peaks: Float32Array
  readonly #numbers: Float64Array

  /** @param memory of the other thread's, or new */
  constructor(memory = new SharedArrayBuffer(4 * WORDS + 8 * NUMBERS)) {
    this.memory = memory
    this.#words = new Int32Array(memory, 0, WORDS)
    this.#peaks = new Float32Array(memory, 4 * PEAKS, 2)
    this.#numbers = new Float64Array(memory, 4 * WORDS, NUMBERS)
    if (this.#numbers[MATCH_GAIN] === 0) this.#numbers[MATCH_GAIN] = 1
  }

  /** Whether sound is wanted. */
  get play(): boolean {
    return Atomics.load(this.#words, PLAY) === 1
  }
  set play(play: boolean) {
    Atomics.store(this.#words, PLAY, play ? 1 : 0)
  }

  /** Whether the remix is wanted rather than the file itself. */
  get listenToRemix(): boolean {
    return Atomics.load(this.#words, LISTEN_TO_REMIX) === 1
  }
  set listenToRemix(remix: boolean) {
    Atomics.store(this.#words, LISTEN_TO_REMIX, remix ? 1 : 0)
  }

  /** Whether the remix is to have the level of the file. */
  get matchLevel(): boolean {
    return Atomics.load(this.#words, MATCH_LEVEL) === 1
  }
  set matchLevel(match: boolean) {
    Atomics.store(this.#words, MATCH_LEVEL, match ? 1 : 0)
  }

  /** Gain that brings the remix to the level of the file, linear; 1 while that is not wanted. */
  get matchGain(): number {
    return this.#numbers[MATCH_GAIN]!
  }
  set matchGain(gain: number) {
    this.#numbers[MATCH_GAIN] = gain
  }

  /** Sets what is played over and over. */
  writeLoop({ isOn, start, end }: Readonly<LoopRange>): void {
    Atomics.add(this.#words, LOOP_LOCK, 1)
    Atomics.store(this.#words, LOOP_ON, isOn ? 1 : 0)
    this.#numbers[LOOP_START] = start
    this.#numbers[LOOP_END] = end
    Atomics.add(this.#words, LOOP_LOCK, 1)
  }

  /**
   * Copies the loop to `out`; false when a write came between; `out` is then invalid. Allocates
   * nothing.
   */
  readLoop(out: LoopRange): boolean {
    const before = Atomics.load(this.#words, LOOP_LOCK)
    if (before % 2 !== 0) return false
    out.isOn = Atomics.load(this.#words, LOOP_ON) === 1
    out.start = this.#numbers[LOOP_START]!
    out.end = this.#numbers[LOOP_END]!
    return Atomics.load(this.#words, LOOP_LOCK) === before
  }

  /** What the audio thread reports about its work; figures of two calls may be mixed. */
  get figures(): RenderFigures {
    const calls = Atomics.load(this.#words, CALLS)
    const late = Atomics.load(this.#words, LATE)
    const count = Math.min(late, LATE_CALLS_KEPT)
    const lateCalls = Array.from({ length: count }, (_, i) => this.#lateCall(late - count + i))
    return { calls, late, busyMs: this.#numbers[BUSY_MS]!, lateCalls }
  }

  /** The worklet's own account of its calls. */
  writeFigures(calls: number, late: number, busyMs: number): void {
    Atomics.store(this.#words, CALLS, calls)
    Atomics.store(this.#words, LATE, late)
    this.#numbers[BUSY_MS] = busyMs
  }

  /** The worklet records a late call, numbered from 0 on, before it counts it. */
  writeLateCall(index: number, endMs: number, gapMs: number, tookMs: number): void {
    const at = LATE_CALLS + 3 * (index % LATE_CALLS_KEPT)
    this.#numbers[at] = endMs
    this.#numbers[at + 1] = gapMs
    this.#numbers[at + 2] = tookMs
  }

  #lateCall(index: number): LateCall {
    const at = LATE_CALLS + 3 * (index % LATE_CALLS_KEPT)
    const [endMs = 0, gapMs = 0, tookMs = 0] = this.#numbers.subarray(at, at + 3)
    return { endMs, gapMs, tookMs }
  }

  /** Number of seeks asked for so far. */
  get seekCount(): number {
    return Atomics.load(this.#words, SEEK_COUNT)
  }

  /** Sample to which the last seek goes. */
  get seekTarget(): number {
    return this.#numbers[SEEK_TARGET]!
  }

  /**
   * Asks for a jump. The target is written before its number, so a new number never comes with an
   * old target.
   */
  requestSeek(sample: number): void {
    this.#numbers[SEEK_TARGET] = sample
    Atomics.add(this.#words, SEEK_COUNT, 1)
  }

  /** The worklet begins or ends a stretch of playing. */
  writeSegment(seek: number, position: number, time: number, end: number, loop: number): void {
    Atomics.add(this.#words, SEGMENT_LOCK, 1)
    Atomics.store(this.#words, SEGMENT_SEEK, seek)
    this.#numbers[SEGMENT_POSITION] = position
    this.#numbers[SEGMENT_TIME] = time
    this.#numbers[SEGMENT_END] = end
    this.#numbers[SEGMENT_LOOP] = loop
    Atomics.add(this.#words, SEGMENT_LOCK, 1)
  }

  /**
   * The stretch that plays now or played last; never a mix of two. Spins for less than a
   * microsecond at worst.
   */
  readSegment(): Segment {
    for (;;) {
      const before = Atomics.load(this.#words, SEGMENT_LOCK)
      const segment = {
        seek: Atomics.load(this.#words, SEGMENT_SEEK),
        position: this.#numbers[SEGMENT_POSITION]!,
        time: this.#numbers[SEGMENT_TIME]!,
        end: this.#numbers[SEGMENT_END]!,
        loop: this.#numbers[SEGMENT_LOOP]!
      }
      if (before % 2 === 0 && Atomics.load(this.#words, SEGMENT_LOCK) === before) return segment
    }
  }

  /** Chunk that the worklet is playing, -1 while it is silent; it must not be overwritten. */
  get readingChunk(): number {
    return Atomics.load(this.#words, READING_CHUNK) - 1
  }
  set readingChunk(chunk: number) {
    Atomics.store(this.#words, READING_CHUNK, chunk + 1)
  }

  /** The worklet raises the peak of channel 0 or 1 to at least `peak`, linear. */
  raisePeak(channel: number, peak: number): void {
    if (peak > this.#peaks[channel]!) this.#peaks[channel] = peak
  }

  /** The largest peak since the last call, linear; resets it. */
  takePeak(channel: number): number {
    const peak = this.#peaks[channel]!
    this.#peaks[channel] = 0
    return peak
  }
}
