/**
 * From W and H to stems: STFT, mask, inverse STFT, one frame after the other. The plain code that
 * stem-renderer.ts, which exports run, is tested against; that one does the same with the kernels.
 * T = frames, F = bins, N = samples, C = channels, S = stems.
 *
 * Channels travel in pairs, left and right as one complex signal L + iR, through one forward
 * transform and one inverse for each stem; an odd last one travels alone. A real mask that is the
 * same for both keeps them apart; matrices separate them at each bin. In mono two stems share an
 * inverse transform: the spectrum times (mask a + i mask b) is that of a + ib.
 */
import type { Pcm } from '../../../shared/audio'
import { createFft } from '../../../shared/dsp/fft'
import { mixMask, mixPower } from '../../../shared/dsp/mask'
import { mixtureModel, type MixtureModel } from '../../../shared/dsp/mixture-model'
import { applyMatrices, ENTRIES, mixMatrices } from '../../../shared/dsp/stereo-filter'
import { binCount, frameCount, frameStart, readFrame } from '../../../shared/dsp/stft'
import { sineWindow, synthesisGain } from '../../../shared/dsp/window'
import type { Factorization } from '../../../shared/factorization'
import type { KeepGoing } from '../../../shared/failure'
import { gainsOf, type StemMix } from '../stems/stem-masks'

/**
 * Takes a block of every stem: S x C arrays, of which the first `count` samples are valid; they
 * belong at sample `start` of the recording. The arrays may be written to and are reused.
 */
export type StemSink = (
  start: number,
  count: number,
  blocks: readonly (readonly Float64Array[])[]
) => void

/** Samples between two calls of `keepGoing`. */
const SAMPLES_PER_CHECK = 8192

/** What stems take of the mixture, frame after frame, gains included. */
interface FrameMasks {
  /** @param spectra of the pairs of channels */
  begin(t: number, spectra: readonly Float64Array[], magnitude: Float64Array): void
  /** The spectrum of stem s in a pair, in mono that of it and the next as a + ib. */
  write(s: number, pair: number, product: Float64Array): void
}

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
  const model = mixtureModel(factorization)
  const { length: C } = pcm.channels
  const masks =
    model.filter && C === 2 ? matrixMasks(model, stems) : realMasks(model, stems, C === 1)
  return renderMasked(pcm, factorization, stems.length, masks, sink, keepGoing)
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

function realMasks(model: MixtureModel, stems: readonly StemMix[], isMono: boolean): FrameMasks {
  const { law, binCount: F, atoms } = model
  const chosen = stems.map((stem) => gainsOf(stem, atoms.componentCount))
  const weights = new Float32Array(atoms.atomCount)
  const all = new Float64Array(F)
  const wanted = new Float64Array(F)
  const masks = stems.map(() => new Float64Array(F))
  let mixtures: readonly Float64Array[]
  return {
    begin: (t, spectra, magnitude) => {
      mixtures = spectra
      model.weightsAt(t, weights)
      mixPower(model, t, weights, null, all, 0, F)
      chosen.forEach((gains, s) => {
        mixPower(model, t, weights, gains, wanted, 0, F)
        const mask = masks[s]!
        mixMask(law, wanted, all, 0, magnitude, mask, 0, F)
        const { gain } = stems[s]!
        if (gain !== 1) for (let f = 0; f < F; f++) mask[f]! *= gain
      })
    },
    write: (s, pair, product) => {
      const mixture = mixtures[pair]!
      if (isMono) maskMonoPair(mixture, masks[s]!, masks[s + 1] ?? masks[s]!, product)
      else maskStereo(mixture, masks[s]!, product)
    }
  }
}

function matrixMasks(model: MixtureModel, stems: readonly StemMix[]): FrameMasks {
  const { binCount: F, atoms } = model
  const chosen = stems.map((stem) => gainsOf(stem, atoms.componentCount))
  const weights = new Float32Array(atoms.atomCount)
  const all = new Float64Array(ENTRIES * F)
  const wanted = new Float64Array(ENTRIES * F)
  let frame = 0
  let mixture: Float64Array
  return {
    begin: (t, [spectrum]) => {
      frame = t
      mixture = spectrum!
      model.weightsAt(t, weights)
      mixMatrices(model, t, weights, null, all, 0, F)
    },
    write: (s, _, product) => {
      mixMatrices(model, frame, weights, chosen[s]!, wanted, 0, F)
      applyMatrices(mixture, all, wanted, wanted, 0, product, 0, F)
      const { gain } = stems[s]!
      if (gain !== 1) for (let i = 0; i < product.length; i++) product[i]! *= gain
    }
  }
}

function renderMasked(
  { channels }: Pcm,
  { settings, frameCount: T }: Factorization,
  stemCount: number,
  masks: FrameMasks,
  sink: StemSink,
  keepGoing: KeepGoing
): boolean {
  const { windowSize, hopSize } = settings
  const sampleCount = channels[0]!.length
  if (T !== frameCount(sampleCount, settings)) {
    throw new Error(`${T} frames do not belong to ${sampleCount} samples`)
  }
  const { length: C } = channels
  const analyze = analyzer(channels, windowSize)
  const fft = createFft(windowSize)
  const product = new Float64Array(2 * windowSize)
  const time = new Float64Array(2 * windowSize)
  const window = sineWindow(windowSize).map((value) => value * synthesisGain(windowSize, hopSize))
  const perStem = Array.from({ length: stemCount })
  // Rings of overlapping frames; a hop divides the window, so a final hop lies in one piece.
  const rings = perStem.map(() => channels.map(() => new Float64Array(windowSize)))
  const finals = Array.from({ length: windowSize / hopSize }, (_, part) =>
    rings.map((ring) => ring.map((sum) => sum.subarray(part * hopSize, (part + 1) * hopSize)))
  )
  const checkEvery = Math.max(1, Math.floor(SAMPLES_PER_CHECK / hopSize))

  for (let t = 0; t < T; t++) {
    const start = frameStart(t, settings)
    const part = t % finals.length
    const { spectra, magnitude } = analyze(start)
    masks.begin(t, spectra, magnitude)
    // Two channels of a stem, or two stems in mono: what one transform carries.
    for (let s = 0; s < stemCount; s += C === 1 ? 2 : 1) {
      for (let c = 0; c < C; c += 2) {
        masks.write(s, c / 2, product)
        fft.inverse(product, time)
        const second = C === 1 ? rings[s + 1]?.[0] : rings[s]![c + 1]
        overlapAdd(time, window, part * hopSize, rings[s]![c]!, second ?? null)
      }
    }
    const blocks = finals[part]!
    // What the next frame does not reach is final; whole hops lie before sample 0.
    if (start >= 0) sink(start, Math.min(hopSize, sampleCount - start), blocks)
    for (const block of blocks) for (const samples of block) samples.fill(0)
    if (t % checkEvery === 0 && !keepGoing(t / T)) return false
  }
  return true
}

/**
 * Spectra of the pairs of channels, and magnitude, of the mixture's frame that begins at a sample;
 * the arrays are reused.
 */
function analyzer(
  channels: readonly Float32Array[],
  windowSize: number
): (start: number) => { spectra: readonly Float64Array[]; magnitude: Float64Array } {
  const fft = createFft(windowSize)
  const window = sineWindow(windowSize)
  const frames = channels.map(() => new Float64Array(windowSize))
  const input = new Float64Array(2 * windowSize)
  const pairs = Array.from({ length: Math.ceil(channels.length / 2) })
  const spectra = pairs.map(() => new Float64Array(2 * windowSize))
  const magnitude = new Float64Array(binCount(windowSize))
  return (start) => {
    channels.forEach((samples, c) => readFrame(samples, start, window, frames[c]!))
    magnitude.fill(0)
    spectra.forEach((spectrum, pair) => {
      const [first, second] = frames.slice(2 * pair)
      for (let n = 0; n < windowSize; n++) {
        input[2 * n] = first![n]!
        input[2 * n + 1] = second?.[n] ?? 0
      }
      fft.forward(input, spectrum)
      for (let f = 0; f < magnitude.length; f++) {
        // Bins f and -f of L + iR together hold twice the power of L and R.
        const mirror = f === 0 ? 0 : windowSize - f
        magnitude[f]! +=
          spectrum[2 * f]! ** 2 +
          spectrum[2 * f + 1]! ** 2 +
          spectrum[2 * mirror]! ** 2 +
          spectrum[2 * mirror + 1]! ** 2
      }
    })
    for (let f = 0; f < magnitude.length; f++) {
      magnitude[f] = Math.sqrt(magnitude[f]! / (2 * channels.length))
    }
    return { spectra, magnitude }
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
