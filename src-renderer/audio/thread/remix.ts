/**
 * The live remix: frames of the mixture, masked by the current gains and added up as they are
 * needed, with the same windows, masks and frame grid as the export. Knows nothing of Web Audio.
 * The frame that a block needs is made while the previous block plays, a little in every call, so
 * that no call does more work than about one small transform.
 */
import type { Fft } from '../../../shared/dsp/fft'
import { frameCount } from '../../../shared/dsp/stft'
import { synthesisGain } from '../../../shared/dsp/window'
import { FrameWork } from './frame-work'
import type { SampleReader } from '../between/pcm-cache'
import { OUTPUT_CHANNELS } from '../between/remix-protocol'
import type { PreparedModel } from './prepared-model'

/** Part of the available time that may go into catching up after a jump. */
const CATCH_UP_SHARE = 0.4

/** Samples of the pieces that `leadAt` counts in. */
const PIECE = 128

/** A stream of the remix from any position on, left and right. Only the constructor allocates. */
export class Remix {
  readonly hopSize: number
  readonly #windowSize: number
  readonly #samples: SampleReader
  readonly #frameCount: number
  readonly #framesPerSample: number
  readonly #work: FrameWork
  /**
   * Sums of the frames so far, one ring [2 x windowSize] a side; sample n lies at n modulo its
   * size.
   */
  readonly #rings: readonly Float64Array[]
  readonly #gain: number
  #model: PreparedModel
  #position = 0
  /** The frame that is being made, and its next step: those of its work, then the overlap-add. */
  #frame = 0
  #step = 0
  #steps: number

  /**
   * @param voice which of the model's readers this is
   * @param createFft makes the transforms, for tests that count them
   */
  constructor(
    model: PreparedModel,
    samples: SampleReader,
    voice: number,
    createFft?: (size: number) => Fft
  ) {
    const { windowSize, hopSize } = model
    this.hopSize = hopSize
    this.#windowSize = windowSize
    this.#samples = samples
    this.#frameCount = frameCount(samples.sampleCount, model)
    this.#framesPerSample = windowSize / hopSize
    this.#work = new FrameWork(model, samples, voice, createFft)
    const ring = () => new Float64Array(2 * windowSize)
    this.#rings = Array.from({ length: OUTPUT_CHANNELS }, ring)
    this.#gain = synthesisGain(windowSize, hopSize)
    this.#model = model
    this.#steps = this.#work.stepCount + 1
  }

  /** Most samples after the position that are read. */
  get reach(): number {
    return this.#windowSize + 2 * this.hopSize
  }

  /** Whether `model` can follow without a jump: it has the same window and hop. */
  fits(model: PreparedModel): boolean {
    return model.windowSize === this.#windowSize && model.hopSize === this.hopSize
  }

  /** Takes a model that fits, from the next frame on. */
  follow(model: PreparedModel): void {
    this.#model = model
  }

  /** Releases W and H until the next `jump`: an unfinished frame is dropped. */
  release(): void {
    this.#work.release()
  }

  /** Forgets everything and goes on at another sample of the file. */
  jump(position: number): void {
    this.#work.release()
    for (let c = 0; c < this.#rings.length; c++) this.#rings[c]!.fill(0)
    this.#position = position
    this.#frame = Math.floor(position / this.hopSize)
    this.#step = 0
  }

  /** Samples that must pass in calls of `prepare` before a position that was jumped to is ready. */
  leadAt(sampleRate: number): number {
    const perPiece = this.#stepsWithin(PIECE, sampleRate)
    // One more piece for steps that do not fill theirs, and one for a hop that ends within it.
    return (Math.ceil((this.#framesPerSample * this.#steps) / perPiece) + 2) * PIECE
  }

  /**
   * Works toward the next samples, at most for CATCH_UP_SHARE of the time that `count` samples
   * last.
   * @returns whether the sample at the position can be rendered
   */
  prepare(count: number, sampleRate: number): boolean {
    this.#advanceTo(this.#position, this.#stepsWithin(count, sampleRate))
    return this.#isReady(this.#position)
  }

  /**
   * Moves on by `count` samples, which must not pass the end of a hop, and writes them to
   * outputs[channel][at ..].
   * @returns false when the work has not caught up with the position yet: then nothing is written
   */
  render(outputs: readonly Float32Array[], at: number, count: number, sampleRate: number): boolean {
    const end = this.#position + count
    this.#advanceTo(end, this.#stepsWithin(count, sampleRate))
    const isReady = this.#isReady(end - 1)
    const wrap = 2 * this.#windowSize - 1
    for (let c = 0; c < this.#rings.length; c++) {
      const ring = this.#rings[c]!
      const output = outputs[c]!
      for (let n = 0; n < count; n++) {
        const i = (this.#position + n) & wrap
        if (isReady) output[at + n] = ring[i]!
        ring[i] = 0
      }
    }
    this.#position = end
    return isReady
  }

  /** Twice what steady playing needs, or more where time allows. */
  #stepsWithin(count: number, sampleRate: number): number {
    const steady = Math.ceil((this.#steps * count) / this.hopSize)
    const seconds = (CATCH_UP_SHARE * count) / sampleRate
    return Math.max(2 * steady, Math.floor(seconds / this.#work.secondsPerStep))
  }

  /** All frames that reach `sample` are finished. */
  #isReady(sample: number): boolean {
    return this.#frame >= Math.floor(sample / this.hopSize) + this.#framesPerSample
  }

  /**
   * Does the work that is due when the samples before `end` have been played: the frames of their
   * hop and, in proportion to its progress, the frame that the next hop needs.
   */
  #advanceTo(end: number, maxSteps: number): void {
    const dueFrame = Math.floor(end / this.hopSize) + this.#framesPerSample
    const passed = end / this.hopSize - Math.floor(end / this.hopSize)
    for (let budget = maxSteps; budget > 0; budget--) {
      if (this.#step === 0 && !this.#begin()) return
      const due = this.#frame < dueFrame ? this.#steps : Math.floor(this.#steps * passed)
      if (this.#frame > dueFrame || this.#step >= due) return
      this.#runStep()
    }
  }

  /** Positions before and after the file would be under frames that do not exist. */
  get #exists(): boolean {
    return this.#frame >= 0 && this.#frame < this.#frameCount
  }

  /** Begins the next frame; false while its samples are missing. */
  #begin(): boolean {
    if (!this.#exists) return true
    const start = this.#work.startOf(this.#frame)
    if (!this.#samples.has(start, start + this.#windowSize)) return false
    this.#work.begin(this.#frame, this.#model)
    this.#steps = this.#work.stepCount + 1
    return true
  }

  #runStep(): void {
    const exists = this.#exists
    const isLast = this.#step === this.#steps - 1
    if (exists && isLast) this.#overlapAdd()
    else if (exists) this.#work.run(this.#step)
    this.#step = isLast ? 0 : this.#step + 1
    if (isLast) this.#frame++
  }

  /**
   * Adds the finished frame from the position on; what lies before it has been played or was jumped
   * over.
   */
  #overlapAdd(): void {
    const { output, window } = this.#work
    const start = this.#work.startOf(this.#frame)
    const wrap = 2 * this.#windowSize - 1
    for (let c = 0; c < this.#rings.length; c++) {
      const ring = this.#rings[c]!
      for (let n = Math.max(0, this.#position - start); n < this.#windowSize; n++) {
        ring[(start + n) & wrap]! += output[2 * n + c]! * window[n]! * this.#gain
      }
    }
  }
}
