/**
 * The spectrogram picture: levels of a Hann-windowed transform as bytes, with smaller versions of
 * itself for looking at long stretches. Frames here are the picture's own, not those of V.
 * T = frames, R = rows, F = bins of the padded transform.
 *
 *   L = 20 log10(|X| / (sum(window) / 2)) dB, so a full-scale sine reads 0;  byte = 255 (L + 120) / 132
 */
import type { Pcm } from '../../shared/audio'
import type { SpectrogramShape } from '../../shared/contract'
import { createFft } from '../../shared/dsp/fft'
import { readFrame } from '../../shared/dsp/stft'
import { hannWindow } from '../../shared/dsp/window'
import type { SpectrogramImage } from './engine-protocol'
import type { PictureAxis, RowPlan } from './picture-axis'
import { axisRange, planRows } from './picture-axis'

const ROW_COUNT = 512
const WINDOW_SECONDS = 2048 / 44_100
const MOST_FRAMES = 131_072
/** The smallest version has no more frames than this. */
const SMALLEST_FRAMES = 512
const BOTTOM_DB = -120
const RANGE_DB = 132
const FRAMES_PER_BLOCK = 64

/** Told which frames of level 0 (and of all levels above them) are ready; false stops the work. */
export type PictureWatch = (image: SpectrogramImage, readyFrames: number) => boolean

/** Measure of the picture of a recording of `sampleCount` samples. */
export function pictureShape(
  sampleCount: number,
  sampleRate: number,
  axis: PictureAxis
): SpectrogramShape {
  let hopSize = pictureWindowSize(sampleRate) / 4
  while (frameCountAt(sampleCount, hopSize) > MOST_FRAMES) hopSize *= 2
  const frameCount = frameCountAt(sampleCount, hopSize)
  let levelCount = 1
  while (frameCount > SMALLEST_FRAMES * 2 ** (levelCount - 1)) levelCount++
  return { axis, rowCount: ROW_COUNT, frameCount, hopSize, levelCount, ...axisRange(axis, sampleRate) }
}

/**
 * Draws the picture into new shared memory, telling `watch` about it from the start.
 * @returns the image, or null when the watch said no
 */
export function drawPicture(
  pcm: Pcm,
  axis: PictureAxis,
  watch: PictureWatch
): SpectrogramImage | null {
  const shape = pictureShape(pcm.channels[0]?.length ?? 0, pcm.sampleRate, axis)
  const image = { shape, levels: emptyLevels(shape) }
  if (!watch(image, 0)) return null
  const fftSize = 2 * pictureWindowSize(pcm.sampleRate)
  const plan = planRows(axis, pcm.sampleRate, fftSize, ROW_COUNT)
  const drawRows = rowPainter(plan, fftSize / 2 + 1)
  const measure = createPictureMeter(pcm)
  for (let frame = 0; frame < shape.frameCount; ) {
    const powers = measure(frame * shape.hopSize, shape.hopSize)
    for (const power of powers) {
      if (frame === shape.frameCount) break
      drawRows(power, image.levels[0]!, frame * ROW_COUNT)
      fillSmaller(image, frame)
      frame++
    }
    const isBlockDone = frame % FRAMES_PER_BLOCK === 0 || frame === shape.frameCount
    if (isBlockDone && !watch(image, frame)) return null
  }
  return image
}

/** Power of two nearest to 46 ms, at least 64. */
export function pictureWindowSize(sampleRate: number): number {
  return Math.max(64, 2 ** Math.round(Math.log2(WINDOW_SECONDS * sampleRate)))
}

/** Byte of a level in dB, 0 for silence. */
export function levelToByte(db: number): number {
  if (!(db > BOTTOM_DB)) return 0
  return Math.min(255, Math.round((255 / RANGE_DB) * (db - BOTTOM_DB)))
}

/**
 * Makes the function that measures frames: given the centre of one and the distance to the next, it
 * returns the power [F] of one frame (two or more channels: their mean) or of two (one channel), for
 * one complex transform takes two real signals. 1 is a full-scale sine. The arrays are used again.
 */
export function createPictureMeter(
  pcm: Pcm
): (center: number, hopSize: number) => readonly Float64Array[] {
  const size = pictureWindowSize(pcm.sampleRate)
  const fftSize = 2 * size
  const hann = hannWindow(size)
  const scale = 2 / hann.reduce((a, b) => a + b, 0)
  const window = hann.map((value) => value * scale)
  const fft = createFft(fftSize)
  const a = new Float64Array(size)
  const b = new Float64Array(size)
  const input = new Float64Array(2 * fftSize)
  const output = new Float64Array(2 * fftSize)
  const first = new Float64Array(fftSize / 2 + 1)
  const second = new Float64Array(fftSize / 2 + 1)
  const [left, right] = pcm.channels
  if (left === undefined) throw new Error('a picture needs a channel')

  /** Z = transform of a + i b. */
  const transform = (x: Float32Array, xCenter: number, y: Float32Array, yCenter: number): void => {
    readFrame(x, xCenter - size / 2, window, a)
    readFrame(y, yCenter - size / 2, window, b)
    for (let n = 0; n < size; n++) {
      input[2 * n] = a[n]!
      input[2 * n + 1] = b[n]!
    }
    fft.forward(input, output)
  }

  if (right !== undefined) {
    // |A(f)|^2 + |B(f)|^2 = (|Z(f)|^2 + |Z(-f)|^2) / 2
    return (center) => {
      transform(left, center, right, center)
      for (let f = 0; f < first.length; f++) {
        const i = 2 * f
        const j = f === 0 ? 0 : 2 * (fftSize - f)
        first[f] =
          (output[i]! ** 2 + output[i + 1]! ** 2 + output[j]! ** 2 + output[j + 1]! ** 2) / 4
      }
      return [first]
    }
  }
  // A(f) = (Z(f) + conj Z(-f)) / 2, B(f) = (Z(f) - conj Z(-f)) / 2i
  return (center, hopSize) => {
    transform(left, center, left, center + hopSize)
    for (let f = 0; f < first.length; f++) {
      const i = 2 * f
      const j = f === 0 ? 0 : 2 * (fftSize - f)
      const [zr, zi, cr, ci] = [output[i]!, output[i + 1]!, output[j]!, output[j + 1]!]
      first[f] = ((zr + cr) ** 2 + (zi - ci) ** 2) / 4
      second[f] = ((zr - cr) ** 2 + (zi + ci) ** 2) / 4
    }
    return [first, second]
  }
}

function frameCountAt(sampleCount: number, hopSize: number): number {
  return Math.floor(sampleCount / hopSize) + 1
}

function emptyLevels({ frameCount, rowCount, levelCount }: SpectrogramShape): Uint8Array[] {
  return Array.from({ length: levelCount }, (_, level) => {
    const frames = Math.ceil(frameCount / 2 ** level)
    return new Uint8Array(new SharedArrayBuffer(frames * rowCount))
  })
}

/** Makes the function that turns the power of a frame [F] into its rows, written from `offset` on. */
function rowPainter(
  { first, end, between }: RowPlan,
  binCount: number
): (power: Float64Array, out: Uint8Array, offset: number) => void {
  // Levels of single bins are only taken where rows lie between bins.
  const interpolated = first.filter((_, r) => between[r]! >= 0)
  const levelEnd = Math.min(binCount, interpolated.reduce((a, b) => Math.max(a, b), -2) + 2)
  const levels = new Float64Array(levelEnd)

  return (power, out, offset) => {
    for (let f = 0; f < levelEnd; f++) {
      // A silent neighbour must not pull an interpolated level to minus infinity.
      levels[f] = Math.max(BOTTOM_DB, 10 * Math.log10(power[f]!))
    }
    for (let r = 0; r < first.length; r++) {
      const from = first[r]!
      const t = between[r]!
      let db: number
      if (t >= 0) {
        db = levels[from]! + t * (levels[from + 1]! - levels[from]!)
      } else {
        let sum = 0
        for (let f = from; f < end[r]!; f++) sum += power[f]!
        db = 10 * Math.log10(sum / (end[r]! - from))
      }
      out[offset + r] = levelToByte(db)
    }
  }
}

/** Takes a finished frame into the smaller versions: each of their frames is the largest of a pair. */
function fillSmaller({ shape, levels }: SpectrogramImage, frame: number): void {
  const { rowCount, frameCount } = shape
  let child = frame
  for (let level = 1; level < levels.length; level++) {
    const isLast = child === Math.ceil(frameCount / 2 ** (level - 1)) - 1
    const isPairDone = child % 2 === 1 || isLast
    if (!isPairDone) return
    const from = levels[level - 1]!
    const to = levels[level]!
    const left = (child - (child % 2)) * rowCount
    const right = child * rowCount
    const target = (child >> 1) * rowCount
    for (let r = 0; r < rowCount; r++) to[target + r] = Math.max(from[left + r]!, from[right + r]!)
    child >>= 1
  }
}
