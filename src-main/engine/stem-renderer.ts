/**
 * Renders ranges of stems with the SIMD kernels: window, transform, masks, transform back, overlap-add,
 * whole steps. The fast twin of separate.ts and of the steps in integer-sum.ts, for one thread.
 * S = stems, K = components, C = channels, T = frames.
 *
 * Spectra stay in the order in which the transform leaves them, and W was brought into it, with a bin
 * f and its mirror -f alike: so a mask is one run of numbers as long as the spectrum. Left and
 * right travel as L + iR, in mono two stems as a + ib.
 */
import type { Pcm } from '../../shared/audio'
import { MIN_POWER, maskActivations } from '../../shared/dsp/mask'
import { frameStart } from '../../shared/dsp/stft'
import type { Factorization } from '../../shared/factorization'
import { carryErrors, emptyTally, integerScale, keepFloats, type SumTally } from './integer-sum'
import type { StemMix } from './separate'
import { fileCount, samplesUnder, type StemPlan } from './stem-plan'

/** Samples of a rendered range: whole steps, or full scale 1 as float32. */
export type RangeSamples = Int32Array | Float32Array

type Kernel<A extends number[]> = (...args: A) => void
type At = number

/** What the kernels do for stems; see kernels/fft.ts and kernels/stems.ts. Addresses in bytes. */
interface StemExports {
  readonly fftForward: Kernel<[re: At, im: At, twiddles: At, size: number]>
  readonly fftInverse: Kernel<[re: At, im: At, twiddles: At, size: number]>
  readonly windowFrame: Kernel<[samples: At, window: At, out: At, count: number]>
  readonly mixRows: Kernel<[rows: At, weights: At, count: number, power: At, size: number]>
  readonly divideSpectrum: Kernel<[re: At, im: At, divisor: At, least: number, size: number]>
  readonly meanMagnitude: Kernel<
    [re: At, im: At, mirror: At, scale: number, magnitude: At, size: number]
  >
  readonly maskOne: Kernel<[re: At, im: At, mask: At, outRe: At, outIm: At, size: number]>
  readonly maskTwo: Kernel<[re: At, im: At, a: At, b: At, outRe: At, outIm: At, size: number]>
  readonly overlapAdd: Kernel<
    [frame: At, window: At, sums: At, final: At, hop: number, size: number]
  >
  readonly beginRest: Kernel<[recording: At, rest: At, steps: number, count: number]>
  readonly storeFloats: Kernel<[samples: At, rest: At, out: At, count: number]>
  readonly storeSteps: (
    ...args: [samples: At, rest: At, out: At, steps: number, min: number, max: number, n: number]
  ) => number
}

/** Renders ranges on one thread. */
export interface StemRenderer {
  /**
   * Renders range r into a slot.
   * @param keepGoing called after every frame; false stops
   * @returns what the sums of this range came to, null when stopped
   */
  render(range: number, slot: number, keepGoing: () => boolean): SumTally | null
  /** The samples of a file in a slot: C arrays [samplesPerRange]. */
  samplesOf(slot: number, file: number): readonly RangeSamples[]
  /** Samples that range r has. */
  countOf(range: number): number
}

/** What a renderer works on. */
export interface StemSource {
  readonly pcm: Pcm
  readonly factorization: Factorization
  readonly stems: readonly StemMix[]
}

/** Where a final hop goes: sample `at` of a slot's range. */
interface HopPlace {
  readonly slot: number
  readonly at: number
  readonly count: number
}

/**
 * Makes the renderer of one thread.
 * @param memory from `prepareStems`, of the same plan
 */
export function createStemRenderer(
  module: WebAssembly.Module,
  plan: StemPlan,
  memory: WebAssembly.Memory,
  thread: number,
  { pcm, factorization, stems }: StemSource
): StemRenderer {
  const { shape, overlap, hopsPerRange, samplesPerRange } = plan
  const { windowSize: size, hopSize: hop, channelCount: C, componentCount: K, hasRest } = shape
  const own = plan.threads[thread]!
  const { buffer } = memory
  const kernels = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as StemExports
  const scale = integerScale(shape.format)
  const { settings } = factorization
  const isRatio = settings.mask === 'ratio'
  const isStereo = C === 2

  const members = stems.flatMap(({ components }) => components)
  const firstMember = stems.map((_, s) =>
    stems.slice(0, s).reduce((sum, { components }) => sum + components.length, K)
  )
  new Uint32Array(buffer, own.rows, K + members.length).set(
    [...Array(K).keys(), ...members].map((k) => plan.spectra + k * plan.spectrumBytes)
  )
  const weights = new Float64Array(buffer, own.weights, K + members.length)
  const rests = perChannel((c) => new Float64Array(buffer, own.rest + 8 * c * hop, hop))
  const sums = new Float64Array(buffer, own.sums, size * stems.length * C)
  const imaginary = new Float64Array(buffer, own.im, size)
  const recordingLength = samplesUnder(plan)
  const recordings = perChannel(
    (c) => new Float32Array(buffer, own.recording + 4 * c * recordingLength, recordingLength)
  )
  const slots = plan.slots.map((_, slot) =>
    Array.from({ length: fileCount(shape) }, (_, file) =>
      perChannel((c) => {
        const at = planeAt(slot, file, c)
        return scale === null
          ? new Float32Array(buffer, at, samplesPerRange)
          : new Int32Array(buffer, at, samplesPerRange)
      })
    )
  )

  function perChannel<T>(make: (c: number) => T): T[] {
    return Array.from({ length: C }, (_, c) => make(c))
  }

  function planeAt(slot: number, file: number, c: number): number {
    return plan.slots[slot]! + 4 * (file * C + c) * samplesPerRange
  }

  function countOf(range: number): number {
    return Math.min(samplesPerRange, shape.sampleCount - range * samplesPerRange)
  }

  /** Copies in what lies under a range, with silence before and after the recording. */
  function readRecording(first: number): void {
    recordings.forEach((own, c) => {
      const samples = pcm.channels[c]!
      const from = Math.max(0, first)
      const to = Math.max(from, Math.min(samples.length, first + own.length))
      own.fill(0)
      own.set(samples.subarray(from, to), from - first)
    })
  }

  /** Weights of all components at one frame, then those of each stem's. */
  function weighFrame(activations: Float32Array, offset: number): void {
    for (let k = 0; k < K; k++) weights[k] = activations[offset + k]!
    let i = K
    for (const { components, gain } of stems) {
      for (const k of components) weights[i++] = gain * activations[offset + k]!
    }
  }

  /** The recording's spectrum, divided by what masks are divided by. */
  function analyze(offset: number): void {
    for (let c = 0; c < C; c++) {
      const samples = own.recording + 4 * (c * recordingLength + offset)
      kernels.windowFrame(samples, plan.analysis, c === 0 ? own.re : own.im, size)
    }
    if (!isStereo) imaginary.fill(0)
    kernels.fftForward(own.re, own.im, plan.twiddles, size)
    if (isRatio) {
      kernels.mixRows(own.rows, own.weights, K, own.power, size)
      kernels.divideSpectrum(own.re, own.im, own.power, MIN_POWER, size)
    } else {
      // Bins f and -f of L + iR together hold twice the power of L and R.
      const share = 1 / (2 * C)
      kernels.meanMagnitude(own.re, own.im, plan.mirror, share, own.power, size)
      kernels.divideSpectrum(own.re, own.im, own.power, Number.MIN_VALUE, size)
    }
  }

  function mixStem(s: number, power: number): void {
    const first = firstMember[s]!
    const count = stems[s]!.components.length
    kernels.mixRows(own.rows + 4 * first, own.weights + 8 * first, count, power, size)
  }

  /** Adds one channel of a stem's frame; a hop that is final then goes to its place. @returns clipped samples */
  function add(samples: At, s: number, c: number, place: HopPlace | null): number {
    const sum = own.sums + 8 * size * (s * C + c)
    kernels.overlapAdd(samples, plan.synthesis, sum, own.final, hop, size)
    if (place === null) return 0
    const out = planeAt(place.slot, s, c) + 4 * place.at
    const rest = own.rest + 8 * c * hop
    if (scale !== null) {
      const { steps, min, max } = scale
      return kernels.storeSteps(own.final, rest, out, steps, min, max, place.count)
    }
    kernels.storeFloats(own.final, rest, out, hop)
    return 0
  }

  /** Renders all stems of the frame that was analyzed. @returns clipped samples */
  function renderStems(place: HopPlace | null): number {
    const { re, im, stemRe, stemIm, power, otherPower } = own
    let clipped = 0
    for (let s = 0; s < stems.length; s += isStereo ? 1 : 2) {
      const isPair = !isStereo && s + 1 < stems.length
      mixStem(s, power)
      if (isPair) {
        mixStem(s + 1, otherPower)
        kernels.maskTwo(re, im, power, otherPower, stemRe, stemIm, size)
      } else {
        kernels.maskOne(re, im, power, stemRe, stemIm, size)
      }
      kernels.fftInverse(stemRe, stemIm, plan.twiddles, size)
      clipped += add(stemRe, s, 0, place)
      if (isStereo) clipped += add(stemIm, s, 1, place)
      else if (isPair) clipped += add(stemIm, s + 1, 0, place)
    }
    return clipped
  }

  /** Rest of a hop begins as the recording itself; every stem takes its part of it. */
  function beginRest(offset: number): void {
    for (let c = 0; c < C; c++) {
      const samples = own.recording + 4 * (c * recordingLength + offset)
      kernels.beginRest(samples, own.rest + 8 * c * hop, scale?.steps ?? 0, hop)
    }
  }

  /** Makes a hop that lies in its place add up, and puts Rest beside it. */
  function addUp({ slot, at, count }: HopPlace, tally: SumTally): void {
    rests.forEach((rest, c) => {
      if (scale === null) {
        keepFloats(rest, count, tally)
      } else {
        const channel = stems.map((_, s) => slots[slot]![s]![c] as Int32Array)
        carryErrors(rest, channel, at, count, scale, tally)
      }
      slots[slot]![stems.length]![c]!.set(rest.subarray(0, count), at)
    })
  }

  function render(range: number, slot: number, keepGoing: () => boolean): SumTally | null {
    const tally = emptyTally()
    const length = countOf(range)
    const firstFrame = range * hopsPerRange
    const frames = Math.ceil(length / hop) + overlap - 1
    const activations = maskActivations(factorization, firstFrame, firstFrame + frames)
    readRecording(frameStart(firstFrame, settings))
    sums.fill(0)
    for (let i = 0; i < frames; i++) {
      weighFrame(activations, i * K)
      analyze(i * hop)
      // The first frames only prepare the hop that the last of them completes.
      const at = (i - overlap + 1) * hop
      const place = at < 0 ? null : { slot, at, count: Math.min(hop, length - at) }
      if (place && hasRest) beginRest(i * hop)
      tally.clipped += renderStems(place)
      if (place && hasRest) addUp(place, tally)
      if (!keepGoing()) return null
    }
    return tally
  }

  return { render, countOf, samplesOf: (slot, file) => slots[slot]![file]! }
}
