/**
 * Play, pause, seek, loop, original or remix, each with a fade of 20 ms: everything that the
 * worklet does, without Web Audio, so that it can be tested by calling it. Runs on the audio
 * thread: `render` allocates nothing and never waits.
 *
 * A gate opens and closes the sound; any change that would click waits until it is shut. A blend
 * moves between original and remix, which run side by side while there is a separation. Where
 * playing starts at sample 0 the gate is open at once, so that the first attack of a recording is
 * not faded away. Where a loop wraps, the gate stays open: a second voice, prepared ahead of time,
 * is faded in.
 */
import type { Fft } from '../../../shared/dsp/fft'
import { Fade } from './fade'
import type { PreparedModel } from './prepared-model'
import { LevelMatch } from './level-match'
import { Loop } from './loop'
import { LoopHead } from './loop-head'
import { CHUNK_SIZE, type SampleReader } from '../between/pcm-cache'
import { PlayedSegment } from './played-segment'
import { RemixChange } from './remix-change'
import type { RemixReport } from '../between/remix-protocol'
import type { TransportMemory } from '../between/transport-memory'
import { Voice } from './voice'

/** Seconds of every fade, and of the shortest range that is looped. */
export const FADE_SECONDS = 0.02

/** What a playback needs. */
export interface PlaybackParts {
  readonly samples: SampleReader
  readonly transport: TransportMemory
  readonly sampleRate: number
  /** Called for rare events. */
  readonly report: (kind: RemixReport['kind'], seek: number) => void
  /** Makes the transforms, for tests that count them. */
  readonly createFft?: (size: number) => Fft
}

/** The sound of one recording. */
export class Playback {
  readonly #parts: PlaybackParts
  readonly #gate: Fade
  readonly #blend: Fade
  readonly #match: LevelMatch
  readonly #loop: Loop
  readonly #head: LoopHead
  readonly #change: RemixChange
  readonly #segment: PlayedSegment
  /** The voice that is heard; it is swapped with the voice at the loop's head when that wraps. */
  #main: Voice
  /**
   * Whether the loop jumps back while the gate is shut, because the head was not ready in time or
   * the range was moved.
   */
  #isReturning = false
  #isSounding = false
  /** Whether sound is wanted and being prepared. */
  #isStarting = false
  #isStarving = false
  #isBuffering = false
  #isEnded = false
  #isClosing = false
  #isClosed = false
  /** Number of the last seek that was carried out. */
  #seek = 0

  constructor(parts: PlaybackParts) {
    const { samples, sampleRate } = parts
    this.#parts = parts
    const fadeLength = Math.round(FADE_SECONDS * sampleRate)
    this.#gate = new Fade(fadeLength)
    this.#blend = new Fade(fadeLength)
    this.#match = new LevelMatch(sampleRate)
    this.#loop = new Loop(samples.sampleCount, fadeLength)
    this.#main = new Voice(samples)
    this.#head = new LoopHead(new Voice(samples), {
      loop: this.#loop,
      sampleRate,
      blend: this.#blend,
      match: this.#match
    })
    this.#change = new RemixChange(samples, parts.createFft)
    this.#segment = new PlayedSegment(parts.transport)
  }

  /** Whether sound is playing, or fading. */
  get isSounding(): boolean {
    return this.#isSounding
  }

  /**
   * Takes a separation, or none. One with the window and hop of the last follows at the next frame;
   * any other waits for silence if the remix is heard. Allocates: call it where a message arrives.
   */
  setModel(model: PreparedModel | null): void {
    const isHeard = this.#isSounding && !this.#blend.isShut
    this.#change.set(model, isHeard, this.#main, this.#head)
  }

  /** Fades out and ends; `render` then returns false. */
  close(): void {
    this.#isClosing = true
  }

  /**
   * Renders the next `count` samples into outputs[side], any count.
   * @param time of the first of them, seconds of the AudioContext's clock
   * @returns false once closed
   */
  render(outputs: readonly Float32Array[], count: number, time: number): boolean {
    const { sampleRate, transport } = this.#parts
    this.#takeLoop()
    this.#isStarving = this.#isSounding && !this.#main.hasAround(count, this.#gate.length)
    for (let done = 0; done < count;) {
      const now = time + done / sampleRate
      if (this.#isSounding || this.#start(count - done, now)) {
        done += this.#sound(outputs, done, count - done, now)
      } else {
        for (let c = 0; c < outputs.length; c++) outputs[c]!.fill(0, done, count)
        done = count
      }
    }
    transport.readingChunk = this.#isSounding ? Math.floor(this.#main.position / CHUNK_SIZE) : -1
    transport.matchGain = this.#match.gain
    return !this.#isClosed
  }

  get #wantsRemix(): boolean {
    const { listenToRemix } = this.#parts.transport
    return listenToRemix && this.#main.remix !== null && !this.#change.isLeaving
  }

  /** Whether the gate must shut: something waits that cannot be done while sound goes on. */
  get #mustShut(): boolean {
    const { transport } = this.#parts
    return (
      !transport.play ||
      this.#isClosing ||
      this.#isStarving ||
      this.#isReturning ||
      this.#change.isWaiting ||
      transport.seekCount !== this.#seek
    )
  }

  /** The range as it is asked for; a crossing that was begun is finished first. */
  #takeLoop(): void {
    const loop = this.#loop
    if (this.#head.isCrossing || !loop.take(this.#parts.transport)) return
    this.#head.idle()
    const { position } = this.#main
    // Playing that was inside the range and no longer is jumps to its start; elsewhere it
    // continues.
    const wasInside = this.#isSounding && loop.isEntered
    this.#isReturning = wasInside && loop.isOn && position >= loop.end
    if (!this.#isReturning) loop.enter(position)
  }

  /**
   * While silent: does what waited for silence, then prepares to sound. @returns whether it sounds
   * now
   */
  #start(count: number, time: number): boolean {
    const { transport, samples, sampleRate, report } = this.#parts
    const main = this.#main
    if (this.#isClosing) {
      if (!this.#isClosed) report('closed', this.#seek)
      this.#isClosed = true
      return false
    }
    this.#change.take(main, this.#head)
    if (transport.seekCount !== this.#seek) this.#jump(transport.seekTarget, time)
    else if (this.#isReturning) this.#jump(this.#loop.start, time)
    if (!transport.play || this.#isEnded) {
      this.#isStarting = false
      this.#setBuffering(false)
      return false
    }
    if (main.position >= samples.sampleCount) {
      this.#end()
      return false
    }
    // Frames made before a pause may hold old gains.
    if (!this.#isStarting) main.jump(main.position)
    this.#isStarting = true
    this.#setBuffering(!main.hasAround(count, this.#gate.length))
    if (this.#isBuffering) return false
    if (this.#wantsRemix && !main.remix?.prepare(count, sampleRate)) return false
    this.#isStarting = false
    this.#isStarving = false
    this.#isSounding = true
    this.#gate.set(main.position === 0)
    this.#blend.set(this.#wantsRemix)
    this.#head.idle()
    this.#loop.enter(main.position)
    this.#beginSegment(time, 0, Infinity)
    return true
  }

  #jump(target: number, time: number): void {
    const { transport, samples } = this.#parts
    this.#seek = transport.seekCount
    this.#main.jump(Math.min(samples.sampleCount, Math.max(0, Math.round(target))))
    this.#isReturning = false
    this.#isEnded = false
    this.#isStarting = false
    this.#beginSegment(time, 0, this.#main.position)
  }

  /** Renders one piece of at most `room` samples to outputs[side][at ..]. @returns its length */
  #sound(outputs: readonly Float32Array[], at: number, room: number, time: number): number {
    const { samples, sampleRate, transport } = this.#parts
    const main = this.#main
    const gateWay = this.#mustShut ? -1 : 1
    let count = main.roomFor(Math.min(room, samples.sampleCount - main.position))
    if (gateWay < 0) count = Math.min(count, Math.max(1, this.#gate.samplesToShut))
    if (this.#isLooping) count = this.#nearLoopEnd(count)

    this.#match.begin(count, transport.matchLevel)
    const isReady = main.renderRemix(count, sampleRate)
    const blendWay = this.#wantsRemix && (isReady || !this.#blend.isShut) ? 1 : -1
    main.write(outputs, at, count, this.#blend, blendWay, this.#match, true)
    if (this.#head.isCrossing) {
      this.#head.cross(outputs, at, count, main.position - count, blendWay)
    }
    for (let c = 0; c < outputs.length; c++) {
      transport.raisePeak(Math.min(c, 1), this.#gate.apply(outputs[c]!, at, count, gateWay))
    }
    this.#blend.move(count, blendWay)
    this.#gate.move(count, gateWay)
    if (this.#change.isLeaving && this.#blend.isShut) this.#change.drop(main, this.#head)
    this.#afterPiece(gateWay, time + count / sampleRate)
    return count
  }

  /**
   * Handles what a piece led to: the end of the loop, of the file, or of the sound. @param time of
   * what comes next
   */
  #afterPiece(gateWay: 1 | -1, time: number): void {
    const { position } = this.#main
    const isAtEnd = position >= this.#parts.samples.sampleCount
    if (this.#isLooping && position === this.#loop.end) this.#wrap(time)
    else if (isAtEnd && !this.#isReturning) this.#end()
    else if (isAtEnd || (gateWay < 0 && this.#gate.isShut)) this.#stop()
  }

  get #isLooping(): boolean {
    const loop = this.#loop
    return loop.isOn && loop.isEntered && !this.#isReturning
  }

  /** Whether what is heard next has to be a remix. */
  get #needsRemix(): boolean {
    return this.#wantsRemix || !this.#blend.isShut
  }

  /** Prepares the loop's head and begins to cross over. @returns `count`, cut where either ends */
  #nearLoopEnd(count: number): number {
    const loop = this.#loop
    const head = this.#head
    const { position } = this.#main
    head.advance(position, count, this.#gate.length)
    if (position < loop.crossing) return Math.min(count, loop.crossing - position)
    if (position === loop.crossing && head.isReady(this.#needsRemix)) head.begin()
    // Too late for a crossing: it jumps back while the gate is shut.
    if (!head.isCrossing) this.#isReturning = true
    return head.roomFor(Math.min(count, loop.end - position))
  }

  /** At the end of the loop. @param time of what comes next */
  #wrap(time: number): void {
    const loop = this.#loop
    if (!this.#head.isCrossing && !this.#head.isReady(this.#needsRemix)) {
      this.#isReturning = true
      this.#stop()
      return
    }
    this.#main = this.#head.exchange(this.#main)
    this.#beginSegment(time, loop.end - loop.start, Infinity)
  }

  #stop(): void {
    this.#isSounding = false
    this.#main.release()
    this.#head.idle()
    this.#segment.end(this.#seek, this.#main.position)
  }

  #end(): void {
    this.#stop()
    this.#isEnded = true
    this.#setBuffering(false)
    this.#parts.report('ended', this.#seek)
  }

  #setBuffering(isBuffering: boolean): void {
    if (isBuffering === this.#isBuffering) return
    this.#isBuffering = isBuffering
    this.#parts.report(isBuffering ? 'buffering' : 'flowing', this.#seek)
  }

  #beginSegment(time: number, loop: number, end: number): void {
    this.#segment.begin(this.#seek, this.#main.position, time, loop, end)
  }
}
