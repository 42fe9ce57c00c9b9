/**
 * Renders ranges of stems with the SIMD kernels: window, transform, masks, inverse transform,
 * overlap-add, whole steps. The fast twin of reference/plain-stems.ts and of the steps in
 * integer-sum.ts, for one thread.
 * S = stems, C = channels.
 *
 * Spectra stay in the order in which the transform leaves them, and W was sorted into it, with the
 * same value for a bin f and its mirror -f: so a mask is one run of numbers as long as the
 * spectrum. Channels travel in pairs, left and right as L + iR, an odd last one alone; in mono two
 * stems as a + ib. Balance and the mix come after the overlap-add.
 */
import type { Pcm } from '../../../shared/audio'
import { frameStart } from '../../../shared/dsp/stft'
import type { Factorization } from '../../../shared/factorization'
import { carryErrors, integerScale, keepFloats, roundToSteps, type SumTally } from './integer-sum'
import { emptyRangeTally, noteClipped, notePeak, type RangeTally } from './range-tally'
import { stemBuffers, type RangeSamples } from './stem-buffers'
import { stemKernels, type At } from '../wasm/stem-kernels'
import { stemMasks, type StemMix } from './stem-masks'
import { fileCount, mixFile, pairCount, type StemPlan } from './stem-plan'

/** A stem as it is rendered: a mix of components, then a factor for each channel. */
export interface RenderedStem extends StemMix {
  /** Linear, left and right of a recording of two channels; 1 each by default. */
  readonly balance?: readonly [left: number, right: number]
}

/** Renders ranges on one thread. */
export interface StemRenderer {
  /**
   * Renders range r into a slot.
   * @param keepGoing called after every frame; false stops
   * @returns the totals of this range, null when stopped
   */
  render(range: number, slot: number, keepGoing: () => boolean): RangeTally | null
  /**
   * The samples of a file in the slot that range r lies in: C arrays, of which `countOf` samples
   * are valid.
   */
  samplesOf(slot: number, file: number, range: number): readonly RangeSamples[]
  /** Samples that range r has. */
  countOf(range: number): number
}

/** What a renderer works on. */
export interface StemSource {
  readonly pcm: Pcm
  readonly factorization: Factorization
  readonly stems: readonly RenderedStem[]
}

/** Where a final hop goes: sample `at` of a slot's range. What lies before `skip` is silenced. */
interface HopPlace {
  readonly slot: number
  readonly at: number
  readonly count: number
  readonly skip: number
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
  const { windowSize: size, hopSize: hop, channelCount: C, hasRest } = shape
  const own = plan.threads[thread]!
  const kernels = stemKernels(module, memory)
  const { final, rests, mixes, sums, lastSecond, ...views } = stemBuffers(
    plan,
    memory.buffer,
    thread
  )
  const { recordings, recordingLength, slots, planeAt } = views
  const scale = integerScale(shape.format)
  const { settings } = factorization
  const isMono = C === 1
  const pairs = pairCount(shape)
  const masks = stemMasks({ kernels, plan, own, buffer: memory.buffer, factorization, stems })
  const isSum = shape.mix === 'sum'

  const last = shape.span?.toSample ?? shape.sampleCount
  /** Samples of a range's slot, those that are skipped included. */
  function lengthOf(range: number): number {
    const first = (plan.firstHop + range * hopsPerRange) * hop
    return Math.min(samplesPerRange, last - first)
  }

  function skippedIn(range: number): number {
    return range === 0 ? plan.skip : 0
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

  /** The recording's spectrum of frame t, which begins at a sample of what was read. */
  function analyze(t: number, offset: number): void {
    for (let c = 0; c < C; c++) {
      const samples = own.recording + 4 * (c * recordingLength + offset)
      const part = c % 2 === 0 ? own.re : own.im
      kernels.windowFrame(samples, plan.analysis, part + 4 * size * (c - (c % 2)), size)
    }
    if (C % 2 === 1) lastSecond.fill(0)
    for (let pair = 0; pair < pairs; pair++) {
      const at = 8 * size * pair
      kernels.fftForward(own.re + at, own.im + at, plan.twiddles, size)
    }
    masks.begin(t)
  }

  /** Adds one channel of a stem's frame; a hop that is final then goes to its place. */
  function add(samples: At, s: number, c: number, place: HopPlace | null, tally: RangeTally): void {
    const sum = own.sums + 8 * size * (s * C + c)
    kernels.overlapAdd(samples, plan.synthesis, sum, own.final, hop, size)
    if (place === null) return
    if (place.skip > 0) final.fill(0, 0, place.skip)
    const side = stems[s]!.balance?.[c] ?? 1
    if (side !== 1) for (let n = 0; n < hop; n++) final[n]! *= side
    if (isSum) for (let n = 0; n < hop; n++) mixes[c]![n]! += final[n]!
    notePeak(final, place.count, s, tally)
    const out = planeAt(place.slot, s, c) + 4 * place.at
    const rest = own.rest + 8 * c * hop
    if (scale !== null) {
      const { steps, min, max } = scale
      const clipped = kernels.storeSteps(own.final, rest, out, steps, min, max, place.count)
      noteClipped(clipped, s, tally)
    } else {
      kernels.storeFloats(own.final, rest, out, hop)
    }
  }

  /** Renders all stems of the frame that was analyzed. */
  function renderStems(place: HopPlace | null, tally: RangeTally): void {
    const { stemRe, stemIm } = own
    for (let s = 0; s < stems.length; s += isMono ? 2 : 1) {
      const isTwo = isMono && s + 1 < stems.length
      masks.choose(s, isTwo)
      for (let pair = 0; pair < pairs; pair++) {
        masks.write(pair)
        kernels.fftInverse(stemRe, stemIm, plan.twiddles, size)
        const c = 2 * pair
        add(stemRe, s, c, place, tally)
        if (c + 1 < C) add(stemIm, s, c + 1, place, tally)
        else if (isTwo) add(stemIm, s + 1, 0, place, tally)
      }
    }
  }

  /** Rest of a hop starts as the recording itself; every stem subtracts its part. */
  function beginRest(offset: number, skip: number): void {
    for (let c = 0; c < C; c++) {
      const samples = own.recording + 4 * (c * recordingLength + offset)
      kernels.beginRest(samples, own.rest + 8 * c * hop, scale?.steps ?? 0, hop)
      if (skip > 0) rests[c]!.fill(0, 0, skip)
    }
  }

  /**
   * The mix of a hop: the sum of the stems, which is then cleared, or the recording from `offset`
   * on.
   */
  function storeMix({ slot, at, count, skip }: HopPlace, offset: number, tally: RangeTally): void {
    const file = mixFile(shape)
    for (let c = 0; c < C; c++) {
      if (isSum) final.set(mixes[c]!)
      else final.set(recordings[c]!.subarray(offset, offset + hop))
      if (skip > 0) final.fill(0, 0, skip)
      notePeak(final, count, file, tally)
      if (scale !== null) noteClipped(roundToSteps(final, count, scale), file, tally)
      slots[slot]![file]![c]!.set(final.subarray(0, count), at)
      if (isSum) mixes[c]!.fill(0)
    }
  }

  /** Makes a hop in its place add up, and writes Rest. */
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

  function render(range: number, slot: number, keepGoing: () => boolean): RangeTally | null {
    const tally = emptyRangeTally(fileCount(shape))
    const length = lengthOf(range)
    const firstFrame = plan.firstHop + range * hopsPerRange
    const frames = Math.ceil(length / hop) + overlap - 1
    readRecording(frameStart(firstFrame, settings))
    sums.fill(0)
    if (isSum) for (const mix of mixes) mix.fill(0)
    for (let i = 0; i < frames; i++) {
      analyze(firstFrame + i, i * hop)
      // The first frames only prepare the hop that the last of them completes.
      const at = (i - overlap + 1) * hop
      const skip = at === 0 ? skippedIn(range) : 0
      const place = at < 0 ? null : { slot, at, count: Math.min(hop, length - at), skip }
      if (place && hasRest) beginRest(i * hop, skip)
      renderStems(place, tally)
      if (place && hasRest) addUp(place, tally)
      if (place && shape.mix) storeMix(place, i * hop, tally)
      if (!keepGoing()) return null
    }
    return tally
  }

  return {
    render,
    countOf: (range) => lengthOf(range) - skippedIn(range),
    samplesOf: (slot, file, range) =>
      slots[slot]![file]!.map((samples) => samples.subarray(skippedIn(range)))
  }
}
