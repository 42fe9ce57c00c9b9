/**
 * One frame of the live remix, done in steps of about a tenth of a millisecond: window and transform
 * of the mixture, mask, inverse transform. Left and right ride in one complex transform of
 * L + iR: the mask is real and the same for both, so they stay apart.
 * F = bins, K = components, T = frames, C = channels.
 */
import type { Fft } from '../../shared/dsp/fft'
import { mixMask, mixPower } from '../../shared/dsp/mask'
import { binCount, frameStart, type StftSettings } from '../../shared/dsp/stft'
import { sineWindow } from '../../shared/dsp/window'
import { numberSettings } from '../../shared/settings'
import type { SampleReader } from './pcm-cache'
import { SharedGains, type RemixModel } from './remix-protocol'
import { SlicedFft } from './sliced-fft'

/** Multiplications of one step of the mask: a tenth of a millisecond or little more. */
const SLICE_WORK = 2 ** 16

/** A model made ready for the audio thread, which allocates nothing when it takes it over. */
export interface PreparedModel extends RemixModel {
  readonly sharedGains: SharedGains
}

/** Views that the audio thread needs of a model. Allocates: call it where a message arrives. */
export function prepareModel(model: RemixModel): PreparedModel {
  return { ...model, sharedGains: new SharedGains(model.gains) }
}

/** Buffers and steps of one frame at a time. Only the constructor allocates. */
export class FrameWork {
  readonly window: Float64Array
  /** The finished frame after the last step, before the synthesis window: left in re, right in im, [2 x windowSize]. */
  readonly output: Float64Array
  readonly #settings: StftSettings
  readonly #samples: SampleReader
  readonly #fft: SlicedFft
  readonly #scratch: Float32Array
  readonly #input: Float64Array
  readonly #spectrum: Float64Array
  readonly #magnitude: Float64Array
  readonly #all: Float64Array
  readonly #wanted: Float64Array
  readonly #mask: Float64Array
  readonly #ones = new Float32Array(numberSettings.components.max).fill(1)
  /** Gains of this frame, [K + 1], Rest last. */
  readonly #gains = new Float32Array(numberSettings.components.max + 1)
  #model: PreparedModel
  #frame = 0
  #slices = 1
  #sliceBins = 0

  /** @param createFft makes the transforms, for tests that count them */
  constructor(model: PreparedModel, samples: SampleReader, createFft?: (size: number) => Fft) {
    const { windowSize, hopSize } = model
    const bins = binCount(windowSize)
    this.#settings = { windowSize, hopSize }
    this.#samples = samples
    this.#fft = new SlicedFft(windowSize, createFft)
    this.window = sineWindow(windowSize)
    this.#scratch = new Float32Array(windowSize)
    this.#input = new Float64Array(2 * windowSize)
    this.#spectrum = new Float64Array(2 * windowSize)
    this.output = new Float64Array(2 * windowSize)
    this.#magnitude = new Float64Array(bins)
    this.#all = new Float64Array(bins)
    this.#wanted = new Float64Array(bins)
    this.#mask = new Float64Array(bins)
    this.#model = model
    this.#gains.fill(1)
    this.begin(0, model)
  }

  /** Steps of the frame that was begun. */
  get stepCount(): number {
    return 1 + 2 * this.#fft.stepCount + this.#slices
  }

  /** About how long a step takes on a slow machine, one for the overlap-add included. */
  get secondsPerStep(): number {
    const { windowSize } = this.#settings
    const bins = this.#mask.length
    const transforms = 4e-9 * windowSize * Math.log2(windowSize)
    const masks = 1.7e-9 * bins * (2 * this.#model.mask.componentCount + 10)
    return (1.5 * (transforms + masks)) / (this.stepCount + 1)
  }

  /** First sample of frame t. */
  startOf(t: number): number {
    return frameStart(t, this.#settings)
  }

  /** Begins frame t, 0 <= t < T, with a model of the same window and hop. */
  begin(t: number, model: PreparedModel): void {
    this.#frame = t
    this.#model = model
    const bins = this.#mask.length
    const perBin = 2 * model.mask.componentCount + 10
    this.#slices = Math.ceil((bins * perBin) / SLICE_WORK)
    this.#sliceBins = Math.ceil(bins / this.#slices)
  }

  /** Runs one step; they must run in order, 0 .. stepCount - 1. */
  run(step: number): void {
    const transform = this.#fft.stepCount
    const slice = step - 1 - transform
    if (step === 0) {
      this.#gather()
    } else if (slice < 0) {
      this.#fft.forward(step - 1, this.#input, this.#spectrum)
    } else if (slice < this.#slices) {
      // Gains are taken as late as a frame allows, and all at once.
      if (slice === 0) this.#model.sharedGains.read(this.#gains)
      const from = slice * this.#sliceBins
      this.#applyMask(from, Math.min(from + this.#sliceBins, this.#mask.length))
    } else {
      this.#fft.inverse(slice - this.#slices, this.#spectrum, this.output)
    }
  }

  #gather(): void {
    const { windowSize } = this.#settings
    const { channelCount } = this.#samples
    const start = this.startOf(this.#frame)
    for (let c = 0; c < channelCount; c++) {
      this.#samples.read(c, start, windowSize, this.#scratch, 0)
      for (let n = 0; n < windowSize; n++) {
        this.#input[2 * n + c] = this.#scratch[n]! * this.window[n]!
      }
    }
  }

  #applyMask(from: number, to: number): void {
    const { mask: model } = this.#model
    const K = model.componentCount
    const offset = this.#frame * K
    const rest = this.#gains[K]!
    if (model.kind === 'direct') this.#measure(from, to)
    mixPower(model, model.activations, offset, this.#ones, this.#all, from, to)
    mixPower(model, model.activations, offset, this.#gains, this.#wanted, from, to)
    mixMask(model.kind, this.#wanted, this.#all, rest, this.#magnitude, this.#mask, from, to)
    const X = this.#spectrum
    const half = this.#mask.length - 1
    for (let f = from; f < to; f++) {
      const m = this.#mask[f]!
      X[2 * f]! *= m
      X[2 * f + 1]! *= m
      if (f === 0 || f === half) continue
      const mirror = 2 * (2 * half - f)
      X[mirror]! *= m
      X[mirror + 1]! *= m
    }
  }

  /** Root mean square over the channels: |Z(f)|^2 + |Z(-f)|^2 is twice the sum of |L|^2 and |R|^2. */
  #measure(from: number, to: number): void {
    const X = this.#spectrum
    const size = this.#settings.windowSize
    const scale = 1 / (2 * this.#samples.channelCount)
    for (let f = from; f < to; f++) {
      const mirror = 2 * ((size - f) % size)
      const power = X[2 * f]! ** 2 + X[2 * f + 1]! ** 2 + X[mirror]! ** 2 + X[mirror + 1]! ** 2
      this.#magnitude[f] = Math.sqrt(power * scale)
    }
  }
}
