/**
 * How an export is cut into ranges, and its memory, which all its threads share.
 * S = stems, A = atoms, C = channels, N = samples, T = frames.
 *
 * The recording is cut into ranges of whole hops. The thread that renders a range computes every
 * frame that reaches into it, in order of time, so each sample is the same sum wherever the cuts
 * are. A finished range waits in a slot until it has been encoded; the number of slots bounds the
 * memory. Where only a part of the recording is exported, ranges begin with the hop that its first
 * sample lies in, so that samples are the same ones as in the whole.
 */
import type { ExportFormat, SampleRange } from '../../../shared/contract'
import { atomTable } from '../../../shared/dsp/atoms'
import { mixtureModel } from '../../../shared/dsp/mixture-model'
import { binCount, frameCount } from '../../../shared/dsp/stft'
import { sineWindow, synthesisGain } from '../../../shared/dsp/window'
import type { Factorization } from '../../../shared/factorization'
import { fftTwiddles, mirrorOrder, passOrder, twiddleCount } from '../wasm/fft-order'
import { allocate, createLayout, LINE } from '../wasm/memory'

/** What decides how an export is cut up. */
export interface StemShape {
  readonly windowSize: number
  readonly hopSize: number
  readonly channelCount: number
  /** N of the recording, whatever part of it is exported. */
  readonly sampleCount: number
  /** The part that is exported; all of it by default. */
  readonly span?: SampleRange
  readonly stemCount: number
  /** A */
  readonly atomCount: number
  /** Atoms of all stems, one that is in two stems counted twice. */
  readonly memberCount: number
  readonly format: ExportFormat
  /** True when Rest is rendered as well, after the stems. */
  readonly hasRest: boolean
  /** What one more file after the others holds: the recording, or the sum of the stems. */
  readonly mix?: 'recording' | 'sum'
}

/** The cut: range r has hops firstHop + r * hopsPerRange .. and needs the frames from there on. */
export interface RangePlan {
  readonly rangeCount: number
  readonly firstHop: number
  /** Samples from there to the first one that is exported. */
  readonly skip: number
  /** Hops of all ranges. */
  readonly hopCount: number
  readonly hopsPerRange: number
  readonly samplesPerRange: number
  /** Frames that reach into a hop. */
  readonly overlap: number
}

/** Where one thread works, in bytes. */
export interface ThreadPlan {
  /**
   * [pairs of channels x windowSize] spectra of a frame of the recording, then divided by the
   * masks' denominator.
   */
  readonly re: number
  readonly im: number
  /** Spectrum, then samples, of a stem's frame. */
  readonly stemRe: number
  readonly stemIm: number
  /** Model powers of one stem or of two. */
  readonly power: number
  readonly otherPower: number
  /** [S x C x windowSize] overlapping frames. */
  readonly sums: number
  /** [hopSize] samples that are final. */
  readonly final: number
  /** [C x hopSize] */
  readonly rest: number
  /** [C x hopSize] sum of the stems, where the mix is that. */
  readonly mix: number
  /** [C x samples] of the recording under one range, f32. */
  readonly recording: number
  /** [A + members] addresses of rows of W, and as many weights. */
  readonly rows: number
  readonly weights: number
}

/** Where everything lies, in bytes. */
export interface StemPlan extends RangePlan {
  readonly shape: StemShape
  readonly analysis: number
  readonly synthesis: number
  readonly twiddles: number
  readonly mirror: number
  /** Spectra of the atoms in the transform's order, bins f and -f alike; f32. */
  readonly spectra: number
  readonly spectrumBytes: number
  readonly threads: readonly ThreadPlan[]
  /** [files x C x samplesPerRange] of i32, or f32 for floats. */
  readonly slots: readonly number[]
  readonly bytes: number
}

/**
 * Most hops of a range; fewer where a slot would be too large. Frames that overlap two ranges are
 * computed twice.
 */
const MOST_HOPS = 128
const FEWEST_HOPS = 12
const SLOT_BYTES = 2 ** 25

/** How many atoms there are, and in all stems together. */
export function countAtoms(
  factorization: Factorization,
  stems: readonly { readonly components: readonly number[] }[]
): Pick<StemShape, 'atomCount' | 'memberCount'> {
  const { atomCount, firstAtom } = atomTable(factorization)
  const members = stems.flatMap(({ components }) => components)
  return {
    atomCount,
    memberCount: members.reduce((sum, k) => sum + firstAtom[k + 1]! - firstAtom[k]!, 0)
  }
}

/** Cuts a recording into ranges, the same ones for any number of threads. */
export function planRanges(shape: StemShape): RangePlan {
  const { windowSize, hopSize, channelCount, sampleCount } = shape
  const { fromSample, toSample } = shape.span ?? { fromSample: 0, toSample: sampleCount }
  const firstHop = Math.floor(fromSample / hopSize)
  const hops = Math.ceil(toSample / hopSize) - firstHop
  const fitting = Math.floor(SLOT_BYTES / (4 * hopSize * channelCount * fileCount(shape)))
  const hopsPerRange = Math.min(hops, MOST_HOPS, Math.max(FEWEST_HOPS, fitting))
  return {
    rangeCount: Math.ceil(hops / hopsPerRange),
    firstHop,
    skip: fromSample - firstHop * hopSize,
    hopCount: hops,
    hopsPerRange,
    samplesPerRange: hopsPerRange * hopSize,
    overlap: windowSize / hopSize
  }
}

/** Files that a shape makes: its stems, Rest, and the mix. */
export function fileCount({ stemCount, hasRest, mix }: StemShape): number {
  return stemCount + (hasRest ? 1 : 0) + (mix ? 1 : 0)
}

/** Transforms that carry all channels of a frame: two in each, an odd last one alone. */
export function pairCount({ channelCount }: Pick<StemShape, 'channelCount'>): number {
  return Math.ceil(channelCount / 2)
}

/** Number of the file that is the mix, -1 without one. */
export function mixFile(shape: StemShape): number {
  return shape.mix ? fileCount(shape) - 1 : -1
}

/** Samples that are exported. */
export function exportedSamples({ span, sampleCount }: StemShape): number {
  return span ? span.toSample - span.fromSample : sampleCount
}

/** Samples of the recording that one range needs. */
export function samplesUnder({ hopsPerRange, overlap, shape }: StemPlan): number {
  return (hopsPerRange + 2 * (overlap - 1)) * shape.hopSize
}

/** Plans memory for a number of threads, each with a slot, and one slot more. */
export function planStems(shape: StemShape, threadCount: number): StemPlan {
  const ranges = planRanges(shape)
  const { windowSize: size, hopSize, channelCount: C, stemCount: S, atomCount: A } = shape
  const members = A + shape.memberCount
  const { take, end } = createLayout()
  // One cache line more than a power of two, so that rows do not all map to one cache set.
  const spectrumBytes = 4 * size + LINE
  const tables = {
    analysis: take(8 * size),
    synthesis: take(8 * size),
    twiddles: take(8 * twiddleCount(size)),
    mirror: take(4 * size),
    spectra: take(A * spectrumBytes)
  }
  const samples = (ranges.hopsPerRange + 2 * (ranges.overlap - 1)) * hopSize
  const threads = Array.from({ length: threadCount }, () => ({
    re: take(8 * size * pairCount(shape)),
    im: take(8 * size * pairCount(shape)),
    stemRe: take(8 * size),
    stemIm: take(8 * size),
    power: take(8 * size),
    otherPower: take(8 * size),
    sums: take(8 * size * S * C),
    final: take(8 * hopSize),
    rest: take(8 * hopSize * C),
    mix: take(shape.mix === 'sum' ? 8 * hopSize * C : 0),
    recording: take(4 * samples * C),
    rows: take(4 * members),
    weights: take(8 * members)
  }))
  const slotBytes = 4 * ranges.samplesPerRange * C * fileCount(shape)
  const slotCount = Math.min(threadCount + 1, ranges.rangeCount)
  const slots = Array.from({ length: slotCount }, () => take(slotBytes))
  return { ...ranges, ...tables, shape, spectrumBytes, threads, slots, bytes: end() }
}

/**
 * Makes the memory of a plan and fills its tables.
 * @throws Failure `engine/out-of-memory`
 */
export function prepareStems(plan: StemPlan, factorization: Factorization): WebAssembly.Memory {
  const { windowSize: size, hopSize, atomCount: A, sampleCount } = plan.shape
  if (factorization.frameCount !== frameCount(sampleCount, factorization.settings)) {
    const { frameCount: T } = factorization
    throw new Error(`${T} frames do not belong to ${sampleCount} samples`)
  }
  const memory = allocate(plan.bytes)
  const { buffer } = memory
  const analysis = sineWindow(size)
  // The inverse transform is not scaled.
  const gain = synthesisGain(size, hopSize) / size
  new Float64Array(buffer, plan.analysis, size).set(analysis)
  new Float64Array(buffer, plan.synthesis, size).set(analysis.map((value) => value * gain))
  new Float64Array(buffer, plan.twiddles, twiddleCount(size)).set(fftTwiddles(size))
  new Int32Array(buffer, plan.mirror, size).set(mirrorOrder(size))
  const order = passOrder(size)
  const { spectra } = mixtureModel(factorization)
  const F = binCount(size)
  for (let a = 0; a < A; a++) {
    const row = new Float32Array(buffer, plan.spectra + a * plan.spectrumBytes, size)
    for (let n = 0; n < size; n++) {
      const bin = order[n]!
      row[n] = spectra[a * F + Math.min(bin, size - bin)]!
    }
  }
  return memory
}
