/**
 * Play, pause, seek, original or remix, each with a fade of 20 ms: everything that the worklet does,
 * without Web Audio, so that it can be tested by calling it. Runs on the audio thread: `render`
 * allocates nothing and never waits. C = channels.
 *
 * A gate opens and closes the sound; whatever would make a jump waits until it is shut. A blend goes
 * between original and remix, which run side by side while there is a separation. Where playing starts
 * at sample 0 the gate is open at once, so that the first attack of a recording is not faded away.
 */
import type { Fft } from '../../shared/dsp/fft'
import { Fade } from './fade'
import type { PreparedModel } from './frame-work'
import { CHUNK_SIZE, type SampleReader } from './pcm-cache'
import { Remix } from './remix'
import type { RemixReport } from './remix-protocol'
import type { TransportMemory } from './transport-memory'

/** Seconds of every fade. */
export const FADE_SECONDS = 0.02

/** Longest stretch that is rendered in one piece; longer blocks are cut. */
const MAX_PIECE = 128

/** What a playback works on. */
export interface PlaybackParts {
  readonly samples: SampleReader
  readonly transport: TransportMemory
  readonly sampleRate: number
  /** Told of rare events. */
  readonly report: (kind: RemixReport['kind'], seek: number) => void
  /** Makes the transforms, for tests that count them. */
  readonly createFft?: (size: number) => Fft
}

/** The sound of one recording. */
export class Playback {
  readonly #parts: PlaybackParts
  readonly #gate: Fade
  readonly #blend: Fade
  /** The remix of this piece, [C][MAX_PIECE]. */
  readonly #remixed: readonly Float32Array[]
  #remix: Remix | null = null
  /** Takes over once the gate is shut. */
  #nextRemix: Remix | null = null
  /** The separation is gone; its remix goes when it is no longer heard. */
  #isLeavingRemix = false
  #position = 0
  #isSounding = false
  /** Sound is wanted and being prepared. */
  #isStarting = false
  #isStarving = false
  #isBuffering = false
  #isEnded = false
  #isClosing = false
  #isClosed = false
  /** Number of the seek that was last carried out. */
  #seek = 0
  #segmentPosition = 0
  #segmentTime = 0

  constructor(parts: PlaybackParts) {
    this.#parts = parts
    const fadeLength = Math.round(FADE_SECONDS * parts.sampleRate)
    this.#gate = new Fade(fadeLength)
    this.#blend = new Fade(fadeLength)
    const piece = () => new Float32Array(MAX_PIECE)
    this.#remixed = Array.from({ length: parts.samples.channelCount }, piece)
  }

  /**
   * Takes a separation, or none. One with the window and hop of the last follows at the next frame; any
   * other waits for silence if the remix is heard. Allocates: call it where a message arrives.
   */
  setModel(model: PreparedModel | null): void {
    const isHeard = this.#isSounding && !this.#blend.isShut
    const latest = this.#nextRemix ?? this.#remix
    if (!model) {
      this.#nextRemix = null
      this.#isLeavingRemix = isHeard
      if (!isHeard) this.#remix = null
    } else if (latest?.fits(model)) {
      this.#isLeavingRemix = false
      latest.follow(model)
    } else {
      this.#isLeavingRemix = false
      const { samples, createFft } = this.#parts
      const next = new Remix(model, samples, createFft)
      next.jump(this.#position)
      if (isHeard) this.#nextRemix = next
      else this.#remix = next
    }
  }

  /** Fades out and ends; `render` then returns false. */
  close(): void {
    this.#isClosing = true
  }

  /**
   * Renders the next `count` samples into outputs[channel], any count.
   * @param time of the first of them, seconds of the AudioContext's clock
   * @returns false once closed
   */
  render(outputs: readonly Float32Array[], count: number, time: number): boolean {
    const { sampleRate, transport } = this.#parts
    this.#isStarving = this.#isSounding && !this.#hasAround(count)
    for (let done = 0; done < count;) {
      const now = time + done / sampleRate
      if (this.#isSounding || this.#start(count - done, now)) {
        done += this.#sound(outputs, done, count - done)
      } else {
        for (let c = 0; c < outputs.length; c++) outputs[c]!.fill(0, done, count)
        done = count
      }
    }
    transport.readingChunk = this.#isSounding ? Math.floor(this.#position / CHUNK_SIZE) : -1
    return !this.#isClosed
  }

  get #wantsRemix(): boolean {
    return this.#parts.transport.listenToRemix && this.#remix !== null && !this.#isLeavingRemix
  }

  /** Whether the gate must shut: something waits that cannot be done while sound goes on. */
  get #mustShut(): boolean {
    const { transport } = this.#parts
    return (
      !transport.play ||
      this.#isClosing ||
      this.#isStarving ||
      this.#nextRemix !== null ||
      transport.seekCount !== this.#seek
    )
  }

  /** Whether everything is at hand to play `count` samples, fade out after them, and make their frames. */
  #hasAround(count: number): boolean {
    const reach = this.#remix?.reach ?? 0
    const end = this.#position + Math.max(count, MAX_PIECE) + this.#gate.length + reach
    return this.#parts.samples.has(this.#position - reach, end)
  }

  /** While silent: does what waited for silence, then gets ready to sound. @returns whether it sounds now */
  #start(count: number, time: number): boolean {
    const { transport, samples, sampleRate, report } = this.#parts
    if (this.#isClosing) {
      if (!this.#isClosed) report('closed', this.#seek)
      this.#isClosed = true
      return false
    }
    if (this.#nextRemix) this.#remix = this.#nextRemix
    this.#nextRemix = null
    if (transport.seekCount !== this.#seek) this.#jump(time)
    if (!transport.play || this.#isEnded) {
      this.#isStarting = false
      this.#setBuffering(false)
      return false
    }
    if (this.#position >= samples.sampleCount) {
      this.#end()
      return false
    }
    // Frames made before now may hold gains of before a pause.
    if (!this.#isStarting) this.#remix?.jump(this.#position)
    this.#isStarting = true
    this.#setBuffering(!this.#hasAround(count))
    if (this.#isBuffering) return false
    if (this.#wantsRemix && !this.#remix?.prepare(count, sampleRate)) return false
    this.#isStarting = false
    this.#isStarving = false
    this.#isSounding = true
    this.#gate.set(this.#position === 0)
    this.#blend.set(this.#wantsRemix)
    this.#segmentPosition = this.#position
    this.#segmentTime = time
    this.#publishSegment(Infinity)
    return true
  }

  #jump(time: number): void {
    const { transport, samples } = this.#parts
    this.#seek = transport.seekCount
    this.#position = Math.min(samples.sampleCount, Math.max(0, Math.round(transport.seekTarget)))
    this.#isEnded = false
    this.#isStarting = false
    this.#segmentPosition = this.#position
    this.#segmentTime = time
    this.#publishSegment(this.#position)
  }

  /** Renders one piece of at most `room` samples to outputs[channel][at ..]. @returns its length */
  #sound(outputs: readonly Float32Array[], at: number, room: number): number {
    const { samples, sampleRate, transport } = this.#parts
    const remix = this.#remix
    const gateWay = this.#mustShut ? -1 : 1
    let count = Math.min(room, MAX_PIECE, samples.sampleCount - this.#position)
    if (remix) count = Math.min(count, remix.hopSize - (this.#position % remix.hopSize))
    if (gateWay < 0) count = Math.min(count, Math.max(1, this.#gate.samplesToShut))

    const isReady = remix?.render(this.#remixed, 0, count, sampleRate) ?? false
    if (!isReady) for (let c = 0; c < this.#remixed.length; c++) this.#remixed[c]!.fill(0)
    // Once heard, a remix that lost its samples is silent rather than the recording at full level.
    const blendWay = this.#wantsRemix && (isReady || !this.#blend.isShut) ? 1 : -1
    for (let c = 0; c < samples.channelCount; c++) {
      const output = outputs[c]!
      samples.read(c, this.#position, count, output, at)
      this.#mix(output, at, this.#remixed[c]!, count, blendWay)
      transport.raisePeak(c, this.#applyGate(output, at, count, gateWay))
    }
    this.#blend.move(count, blendWay)
    this.#gate.move(count, gateWay)
    this.#position += count
    if (this.#isLeavingRemix && this.#blend.isShut) {
      this.#remix = null
      this.#isLeavingRemix = false
    }
    if (this.#position >= samples.sampleCount) this.#end()
    else if (gateWay < 0 && this.#gate.isShut) this.#stop()
    return count
  }

  /** Goes from the recording, which is in `output`, to the remix or back. */
  #mix(output: Float32Array, at: number, remixed: Float32Array, count: number, way: 1 | -1): void {
    const blend = this.#blend
    if (blend.isShut && way < 0) return
    for (let n = 0; n < count; n++) {
      const share = blend.valueAfter(n, way)
      const original = output[at + n]!
      output[at + n] = share === 1 ? remixed[n]! : original + (remixed[n]! - original) * share
    }
  }

  /** @returns the largest absolute sample after the gate */
  #applyGate(output: Float32Array, at: number, count: number, way: 1 | -1): number {
    const gate = this.#gate
    let peak = 0
    for (let n = at; n < at + count; n++) {
      if (!gate.isOpen || way < 0) output[n]! *= gate.valueAfter(n - at, way)
      peak = Math.max(peak, Math.abs(output[n]!))
    }
    return peak
  }

  #stop(): void {
    this.#isSounding = false
    this.#publishSegment(this.#position)
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

  #publishSegment(end: number): void {
    const { transport } = this.#parts
    transport.writeSegment(this.#seek, this.#segmentPosition, this.#segmentTime, end)
  }
}
