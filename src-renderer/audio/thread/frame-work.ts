/**
 * One frame of the live remix, done in steps of about a tenth of a millisecond: window and
 * transform of the mixture, mask, inverse transform. Left and right share one complex transform of
 * L + iR; a mono recording is used as both, and more than two channels are mixed down, as the same
 * mask for all of them allows. Gains that differ left and right make two masks, else one; a model
 * with directions separates left and right at each bin and joins them again.
 * F = bins, K = components, T = frames, C = channels.
 */
import type { Fft } from '../../../shared/dsp/fft'
import { mixMask, mixPower } from '../../../shared/dsp/mask'
import { weighAtoms } from '../../../shared/dsp/mixture-model'
import { applyMatrices, mixMatrices } from '../../../shared/dsp/stereo-filter'
import { binCount, frameStart, type StftSettings } from '../../../shared/dsp/stft'
import { sineWindow } from '../../../shared/dsp/window'
import type { SampleReader } from '../between/pcm-cache'
import { ChannelPower } from './channel-power'
import type { PreparedModel, VoiceMemory } from './prepared-model'
import { SlicedFft } from './sliced-fft'

/** Multiplications of one step of the mask: about a tenth of a millisecond. */
const SLICE_WORK = 2 ** 16

/** Buffers and steps of one frame at a time. Only the constructor allocates. */
export class FrameWork {
  readonly window: Float64Array
  /**
   * The finished frame after the last step, before the synthesis window: left in re, right in im,
   * [2 x windowSize].
   */
  readonly output: Float64Array
  readonly #voice: number
  readonly #settings: StftSettings
  readonly #samples: SampleReader
  readonly #fft: SlicedFft
  readonly #scratch: Float32Array
  readonly #input: Float64Array
  readonly #spectrum: Float64Array
  readonly #magnitude: Float64Array
  /** Where more channels are recorded than are heard. */
  readonly #allChannels: ChannelPower | null
  /** Steps that gather the mixture: one for each side where that is a mixdown. */
  readonly #gatherSteps: number
  readonly #all: Float64Array
  readonly #wanted: Float64Array
  readonly #mask: Float64Array
  readonly #maskRight: Float64Array
  #model: PreparedModel
  #own: VoiceMemory
  #slot: 0 | 1 = 0
  #isEven = true
  #frame = 0
  #slices = 1
  #sliceBins = 0

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
    const bins = binCount(windowSize)
    this.#voice = voice
    this.#settings = { windowSize, hopSize }
    this.#samples = samples
    this.#fft = new SlicedFft(windowSize, createFft)
    this.window = sineWindow(windowSize)
    this.#scratch = new Float32Array(windowSize)
    this.#input = new Float64Array(2 * windowSize)
    this.#spectrum = new Float64Array(2 * windowSize)
    this.output = new Float64Array(2 * windowSize)
    const hasMore = samples.mixdown !== null
    this.#allChannels = hasMore ? new ChannelPower(samples, this.window, this.#fft) : null
    this.#gatherSteps = hasMore ? 2 : 1
    this.#magnitude = this.#allChannels?.magnitude ?? new Float64Array(bins)
    this.#all = new Float64Array(bins)
    this.#wanted = new Float64Array(bins)
    this.#mask = new Float64Array(bins)
    this.#maskRight = new Float64Array(bins)
    this.#model = model
    this.#own = model.voices[voice]!
    this.#plan()
  }

  /** Steps of the frame that was begun. */
  get stepCount(): number {
    return this.#measureSteps + this.#gatherSteps + 2 * this.#fft.stepCount + this.#slices
  }

  /**
   * About how many seconds a step takes on a slow machine, where the overlap-add is a step, too.
   */
  get secondsPerStep(): number {
    const { windowSize } = this.#settings
    const bins = this.#mask.length
    // Two transforms of a frame, and one of each pair of channels that is measured.
    const more = this.#measures ? this.#allChannels!.pairCount / 2 : 0
    const transforms = 4e-9 * windowSize * Math.log2(windowSize) * (1 + more)
    const masks = 1.7e-9 * bins * this.#model.workPerBin
    return (1.5 * (transforms + masks)) / (this.stepCount + 1)
  }

  /** First sample of frame t. */
  startOf(t: number): number {
    return frameStart(t, this.#settings)
  }

  /** Begins frame t, 0 <= t < T, with a model of the same window and hop. */
  begin(t: number, model: PreparedModel): void {
    this.release()
    this.#frame = t
    this.#model = model
    this.#own = model.voices[this.#voice]!
    this.#plan()
  }

  /** Drops the frame: W and H are no longer read. */
  release(): void {
    this.#model.slotControl.release(this.#voice)
  }

  /** Runs one step; they must run in order, 0 .. stepCount - 1. */
  run(step: number): void {
    const transform = this.#fft.stepCount
    const gathering = step - this.#measureSteps
    const slice = gathering - this.#gatherSteps - transform
    if (gathering < 0) {
      this.#allChannels!.run(step, this.startOf(this.#frame))
    } else if (gathering < this.#gatherSteps) {
      this.#gather(gathering)
    } else if (slice < 0) {
      this.#fft.forward(gathering - this.#gatherSteps, this.#input, this.#spectrum)
    } else if (slice < this.#slices) {
      if (slice === 0) this.#takeModel()
      const from = slice * this.#sliceBins
      this.#applyMask(from, Math.min(from + this.#sliceBins, this.#mask.length))
      if (slice === this.#slices - 1) this.release()
    } else {
      this.#fft.inverse(slice - this.#slices, this.#spectrum, this.output)
    }
  }

  #plan(): void {
    const bins = this.#mask.length
    this.#slices = Math.ceil((bins * this.#model.workPerBin) / SLICE_WORK)
    this.#sliceBins = Math.ceil(bins / this.#slices)
  }

  /** Whether direct masks divide by channels that are not heard one by one. */
  get #measures(): boolean {
    return this.#allChannels !== null && this.#model.law === 'direct'
  }

  get #measureSteps(): number {
    return this.#measures ? this.#allChannels!.stepCount : 0
  }

  #gather(step: number): void {
    if (step === 0) this.#gatherSide(0)
    if (step === this.#gatherSteps - 1) this.#gatherSide(1)
  }

  #gatherSide(side: 0 | 1): void {
    const { windowSize } = this.#settings
    const start = this.startOf(this.#frame)
    // A mono recording is read once for both.
    if (side === 0 || this.#samples.channelCount > 1) {
      this.#samples.readSide(side, start, windowSize, this.#scratch, 0)
    }
    for (let n = 0; n < windowSize; n++) {
      this.#input[2 * n + side] = this.#scratch[n]! * this.window[n]!
    }
  }

  /** Gains, W and H are read as late as a frame allows, and all at once. */
  #takeModel(): void {
    const { componentCount: K, atoms, slots, slotControl, sharedGains } = this.#model
    const { weights, left, right } = this.#own
    this.#slot = slotControl.claim(this.#voice)
    const { activations, raising } = slots[this.#slot]
    weighAtoms(atoms, activations, this.#frame, raising[0]!, raising[1]!, weights)
    sharedGains.read(left, right)
    this.#isEven = true
    for (let k = 0; k < K; k++) this.#isEven &&= left[k] === right[k]
  }

  #applyMask(from: number, to: number): void {
    const { componentCount: K, law, slotTerms, matrices } = this.#model
    const { weights, left, right } = this.#own
    const terms = slotTerms[this.#slot]
    const frame = this.#frame
    const rest = left[K]!
    if (matrices && this.#samples.channelCount === 2) {
      const Z = this.#spectrum
      const toRight = this.#isEven ? matrices.left : matrices.right
      mixMatrices(terms, frame, weights, null, matrices.all, from, to)
      mixMatrices(terms, frame, weights, left, matrices.left, from, to)
      if (!this.#isEven) mixMatrices(terms, frame, weights, right, toRight, from, to)
      applyMatrices(Z, matrices.all, matrices.left, toRight, rest, Z, from, to)
      return
    }
    const wanted = this.#wanted
    if (law === 'direct' && !this.#measures) this.#measure(from, to)
    mixPower(terms, frame, weights, null, this.#all, from, to)
    mixPower(terms, frame, weights, left, wanted, from, to)
    mixMask(law, wanted, this.#all, rest, this.#magnitude, this.#mask, from, to)
    if (this.#isEven) {
      this.#maskBoth(from, to)
    } else {
      mixPower(terms, frame, weights, right, wanted, from, to)
      mixMask(law, wanted, this.#all, rest, this.#magnitude, this.#maskRight, from, to)
      this.#maskApart(from, to)
    }
  }

  /** The same mask for both keeps them separate in Z = L + iR. */
  #maskBoth(from: number, to: number): void {
    const Z = this.#spectrum
    const half = this.#mask.length - 1
    for (let f = from; f < to; f++) {
      const m = this.#mask[f]!
      Z[2 * f]! *= m
      Z[2 * f + 1]! *= m
      if (f === 0 || f === half) continue
      const mirror = 2 * (2 * half - f)
      Z[mirror]! *= m
      Z[mirror + 1]! *= m
    }
  }

  /** L(f) = (Z(f) + conj Z(-f)) / 2 and iR(f) = (Z(f) - conj Z(-f)) / 2, each with its own mask. */
  #maskApart(from: number, to: number): void {
    const Z = this.#spectrum
    const size = this.#settings.windowSize
    for (let f = from; f < to; f++) {
      const i = 2 * f
      const j = 2 * ((size - f) % size)
      const left = 0.5 * this.#mask[f]!
      const right = 0.5 * this.#maskRight[f]!
      const leftRe = left * (Z[i]! + Z[j]!)
      const leftIm = left * (Z[i + 1]! - Z[j + 1]!)
      const rightRe = right * (Z[i]! - Z[j]!)
      const rightIm = right * (Z[i + 1]! + Z[j + 1]!)
      Z[j] = leftRe - rightRe
      Z[j + 1] = rightIm - leftIm
      Z[i] = leftRe + rightRe
      Z[i + 1] = leftIm + rightIm
    }
  }

  /**
   * Root mean square of left and right: |Z(f)|^2 + |Z(-f)|^2 is twice the sum of |L|^2 and |R|^2.
   */
  #measure(from: number, to: number): void {
    const Z = this.#spectrum
    const size = this.#settings.windowSize
    for (let f = from; f < to; f++) {
      const mirror = 2 * ((size - f) % size)
      const power = Z[2 * f]! ** 2 + Z[2 * f + 1]! ** 2 + Z[mirror]! ** 2 + Z[mirror + 1]! ** 2
      this.#magnitude[f] = Math.sqrt(power / 4)
    }
  }
}
