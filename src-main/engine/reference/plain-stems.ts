/**
 * From W and H to stems: STFT, mask, inverse STFT, one frame after the other. The plain code, and
 * the judge of stem-renderer.ts, which does the same with the kernels and is what exports run. K =
 * components, T = frames, F = bins, N = samples, C = channels, S = stems.
 *
 * A mask is real and the same for both channels, so left and right travel as one complex signal L +
 * iR through one transform there and one back for each stem. In mono two stems share a transform
 * back: the spectrum times (mask a + i mask b) is the spectrum of a + ib.
 */
import type { Pcm } from '../../../shared/audio'
import { createFft } from '../../../shared/dsp/fft'
import { maskModel, mixMask, mixPower } from '../../../shared/dsp/mask'
import { binCount, frameCount, frameStart, readFrame } from '../../../shared/dsp/stft'
import { sineWindow, synthesisGain } from '../../../shared/dsp/window'
import type { Factorization } from '../../../shared/factorization'
import type { KeepGoing } from '../../../shared/failure'
import type { StemMix } from '../stems/stem-renderer'

/**
 * Takes a block of every stem: S x C arrays, of which the first `count` samples are valid; they
 * belong at sample `start` of the recording. The arrays may be written to and are used again.
 */
export type StemSink = (
  start: number,
  count: number,
  blocks: readonly (readonly Float64Array[])[]
) => void

/** Samples between two calls of `keepGoing`. */
const SAMPLES_PER_CHECK = 8192

/** Writes the masks [F] of every stem for one frame, gains included. */
type FrameMasks = (t: number, magnitude: Float64Array, masks: readonly Float64Array[]) => void

/**
 * Renders stems and hands them on in order, block by block, until the recording's end.
 * @returns false when cancelled
 */
export function separate(
  pcm: Pcm,
  factorization: Factorization,
  stems: readonly StemMix[],
  sink: StemSink,
  keepGoing: KeepGoing
): boolean {
  const masksOf = stemMasks(factorization, stems)
  return renderMasked(pcm, factorization, stems.length, masksOf, sink, keepGoing)
}

/**
 * One stem, whole and in memory.
 * @param components indices k of what belongs to it
 * @param gain linear
 * @returns C new arrays [N]
 */
export function renderStem(
  pcm: Pcm,
  factorization: Factorization,
  components: readonly number[],
  gain = 1
): Float32Array[] {
  const rendered = pcm.channels.map((samples) => new Float32Array(samples.length))
  const sink: StemSink = (start, count, blocks) => {
    blocks[0]!.forEach((block, c) => rendered[c]!.set(block.subarray(0, count), start))
  }
  separate(pcm, factorization, [{ components, gain }], sink, () => true)
  return rendered
}

function stemMasks(factorization: Factorization, stems: readonly StemMix[]): FrameMasks {
  const model = maskModel(factorization)
  const { kind, componentCount: K, binCount: F, activations } = model
  const everything = new Float32Array(K).fill(1)
  const chosen = stems.map(({ components, partGains }) => {
    const gains = new Float32Array(K)
    components.forEach((k, i) => (gains[k] = partGains?.[i] ?? 1))
    return gains
  })
  const all = new Float64Array(F)
  const wanted = new Float64Array(F)
  return (t, magnitude, masks) => {
    const offset = t * K
    mixPower(model, activations, offset, everything, all, 0, F)
    chosen.forEach((gains, s) => {
      mixPower(model, activations, offset, gains, wanted, 0, F)
      const mask = masks[s]!
      mixMask(kind, wanted, all, 0, magnitude, mask, 0, F)
      const { gain } = stems[s]!
      if (gain !== 1) for (let f = 0; f < F; f++) mask[f]! *= gain
    })
  }
}

function renderMasked(
  { channels }: Pcm,
  { settings, frameCount: T }: Factorization,
  stemCount: number,
  masksOf: FrameMasks,
  sink: StemSink,
  keepGoing: KeepGoing
): boolean {
  const { windowSize, hopSize } = settings
  const sampleCount = channels[0]!.length
  if (T !== frameCount(sampleCount, settings)) {
    throw new Error(`${T} frames do not belong to ${sampleCount} samples`)
  }
  const isStereo = channels.length === 2
  const analyze = analyzer(channels, windowSize)
  const fft = createFft(windowSize)
  const product = new Float64Array(2 * windowSize)
  const time = new Float64Array(2 * windowSize)
  const window = sineWindow(windowSize).map((value) => value * synthesisGain(windowSize, hopSize))
  const perStem = Array.from({ length: stemCount })
  const masks = perStem.map(() => new Float64Array(binCount(windowSize)))
  // Rings of overlapping frames; a hop divides the window, so the hop that is final lies in one
  // piece.
  const rings = perStem.map(() => channels.map(() => new Float64Array(windowSize)))
  const finals = Array.from({ length: windowSize / hopSize }, (_, part) =>
    rings.map((ring) => ring.map((sum) => sum.subarray(part * hopSize, (part + 1) * hopSize)))
  )
  const checkEvery = Math.max(1, Math.floor(SAMPLES_PER_CHECK / hopSize))

  for (let t = 0; t < T; t++) {
    const start = frameStart(t, settings)
    const part = t % finals.length
    const { spectrum, magnitude } = analyze(start)
    masksOf(t, magnitude, masks)
    // Left and right of a stem in stereo, two stems in mono: what one transform carries.
    for (let s = 0; s < stemCount; s += isStereo ? 1 : 2) {
      if (isStereo) maskStereo(spectrum, masks[s]!, product)
      else maskMonoPair(spectrum, masks[s]!, masks[s + 1] ?? masks[s]!, product)
      fft.inverse(product, time)
      const second = isStereo ? rings[s]![1] : rings[s + 1]?.[0]
      overlapAdd(time, window, part * hopSize, rings[s]![0]!, second ?? null)
    }
    const blocks = finals[part]!
    // What the next frame does not reach is final; before sample 0 lie whole hops.
    if (start >= 0) sink(start, Math.min(hopSize, sampleCount - start), blocks)
    for (const block of blocks) for (const samples of block) samples.fill(0)
    if (t % checkEvery === 0 && !keepGoing(t / T)) return false
  }
  return true
}

/**
 * Spectrum and magnitude of the mixture's frame that begins at a sample; the arrays are used again.
 */
function analyzer(
  channels: readonly Float32Array[],
  windowSize: number
): (start: number) => { spectrum: Float64Array; magnitude: Float64Array } {
  const fft = createFft(windowSize)
  const window = sineWindow(windowSize)
  const frames = channels.map(() => new Float64Array(windowSize))
  const input = new Float64Array(2 * windowSize)
  const spectrum = new Float64Array(2 * windowSize)
  const magnitude = new Float64Array(binCount(windowSize))
  const [left, right] = frames
  return (start) => {
    channels.forEach((samples, c) => readFrame(samples, start, window, frames[c]!))
    for (let n = 0; n < windowSize; n++) {
      input[2 * n] = left![n]!
      if (right) input[2 * n + 1] = right[n]!
    }
    fft.forward(input, spectrum)
    for (let f = 0; f < magnitude.length; f++) {
      // Bins f and -f of L + iR together hold twice the power of L and R.
      const mirror = f === 0 ? 0 : windowSize - f
      const power =
        spectrum[2 * f]! ** 2 +
        spectrum[2 * f + 1]! ** 2 +
        spectrum[2 * mirror]! ** 2 +
        spectrum[2 * mirror + 1]! ** 2
      magnitude[f] = Math.sqrt(power / (2 * channels.length))
    }
    return { spectrum, magnitude }
  }
}

/** product = spectrum times a mask [F] that is the same for bins f and -f. */
function maskStereo(spectrum: Float64Array, mask: Float64Array, product: Float64Array): void {
  const size = spectrum.length / 2
  for (let f = 0; f <= size / 2; f++) {
    const gain = mask[f]!
    product[2 * f] = spectrum[2 * f]! * gain
    product[2 * f + 1] = spectrum[2 * f + 1]! * gain
  }
  for (let f = 1; f < size / 2; f++) {
    const gain = mask[f]!
    const mirror = 2 * (size - f)
    product[mirror] = spectrum[mirror]! * gain
    product[mirror + 1] = spectrum[mirror + 1]! * gain
  }
}

/** product = spectrum of a real signal times (a + ib), two masks [F]. */
function maskMonoPair(
  spectrum: Float64Array,
  a: Float64Array,
  b: Float64Array,
  product: Float64Array
): void {
  const size = spectrum.length / 2
  for (let f = 0; f <= size / 2; f++) {
    const re = spectrum[2 * f]!
    const im = spectrum[2 * f + 1]!
    product[2 * f] = re * a[f]! - im * b[f]!
    product[2 * f + 1] = im * a[f]! + re * b[f]!
  }
  for (let f = 1; f < size / 2; f++) {
    const re = spectrum[2 * f]!
    const im = spectrum[2 * f + 1]!
    const mirror = 2 * (size - f)
    product[mirror] = re * a[f]! + im * b[f]!
    product[mirror + 1] = re * b[f]! - im * a[f]!
  }
}

/**
 * Adds a windowed frame to rings [size] from `offset` on: its real parts to one, its imaginary
 * parts to the other.
 */
function overlapAdd(
  time: Float64Array,
  window: Float64Array,
  offset: number,
  first: Float64Array,
  second: Float64Array | null
): void {
  const size = window.length
  for (const [from, to, shift] of [
    [0, size - offset, offset],
    [size - offset, size, offset - size]
  ] as const) {
    if (second === null) {
      for (let n = from; n < to; n++) first[n + shift]! += time[2 * n]! * window[n]!
    } else {
      for (let n = from; n < to; n++) {
        first[n + shift]! += time[2 * n]! * window[n]!
        second[n + shift]! += time[2 * n + 1]! * window[n]!
      }
    }
  }
}
