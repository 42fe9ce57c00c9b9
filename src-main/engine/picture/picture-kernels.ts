/**
 * Frames of the spectrogram picture by the kernels (kernels/picture.ts): the same bytes as those of
 * picture-meter.ts and picture-rows.ts. R = rows, F = bins.
 */
import type { Pcm } from '../../../shared/audio'
import type { PictureAxis } from '../../../shared/picture-axis'
import { fftTwiddles, LEAST_FFT_SIZE, passOrder, twiddleCount } from '../wasm/fft-order'
import { pictureWindow, pictureWindowSize } from './picture-meter'
import { planRows } from './picture-rows'
import { allocate, createLayout, wholeLines } from '../wasm/memory'

/** Draws frames first .. first + count - 1 into their places of `out`, bytes [frames x R]. */
export type FramePainter = (first: number, count: number, out: Uint8Array) => void

/** What the painter is made for. */
export interface FramePainterOptions {
  readonly pcm: Pcm
  readonly axis: PictureAxis
  /** Samples from one frame to the next. */
  readonly hopSize: number
  /** R. */
  readonly rowCount: number
  /** Frames drawn at a time, at most. */
  readonly mostFrames: number
}

/** Words of `FramePlan`, see kernels/picture.ts. */
const PLAN_WORDS = 15

type At = number

interface PictureExports {
  readonly drawPairs: (
    ...args: [
      plan: At,
      samples: At,
      channelBytes: number,
      channels: number,
      hop: number,
      count: number,
      out: At
    ]
  ) => void
  readonly drawSingles: (
    ...args: [plan: At, samples: At, hop: number, count: number, out: At]
  ) => void
}

/**
 * Makes a painter with memory of its own.
 * @param module the compiled kernels
 * @throws Failure `engine/out-of-memory`
 */
export function createKernelPainter(
  { pcm, axis, hopSize, rowCount, mostFrames }: FramePainterOptions,
  module: WebAssembly.Module
): FramePainter {
  const { sampleRate, channels } = pcm
  const size = pictureWindowSize(sampleRate)
  const fftSize = 2 * size
  // Recordings have 8 kHz at least, and a window of 512 samples then.
  if (fftSize < LEAST_FFT_SIZE) throw new Error(`no picture at ${sampleRate} Hz`)
  const binCount = size + 1
  const rows = planRows(axis, sampleRate, fftSize, rowCount)
  const { take, end } = createLayout()
  const plan = take(4 * PLAN_WORDS)
  const window = take(8 * size)
  const twiddles = take(8 * twiddleCount(fftSize))
  const [re, im] = [take(8 * fftSize), take(8 * fftSize)]
  const place = take(4 * fftSize)
  const [power, otherPower] = [take(8 * binCount), take(8 * binCount)]
  const [first, last] = [take(4 * rowCount), take(4 * rowCount)]
  const between = take(8 * rowCount)
  // Logarithms are taken in pairs.
  const [rowValues, levelValues] = [take(8 * rowCount + 8), take(8 * rows.levelCount + 8)]
  const out = take(mostFrames * rowCount)
  // One channel: the frame beside the last one is transformed, too.
  const sampleCount = size + mostFrames * hopSize
  const channelBytes = wholeLines(4 * sampleCount)
  const C = channels.length
  // The last channel's partner stays silent where their number is odd.
  const inputs = take(channelBytes * (C === 1 ? 1 : 2 * Math.ceil(C / 2)))
  const memory = allocate(end())
  const { buffer } = memory
  new Float64Array(buffer, window, size).set(pictureWindow(size))
  new Float64Array(buffer, twiddles, twiddleCount(fftSize)).set(fftTwiddles(fftSize))
  const places = new Int32Array(buffer, place, fftSize)
  passOrder(fftSize).forEach((f, at) => (places[f] = at))
  new Int32Array(buffer, first, rowCount).set(rows.first)
  new Int32Array(buffer, last, rowCount).set(rows.end)
  new Float64Array(buffer, between, rowCount).set(rows.between)
  new Int32Array(buffer, plan, PLAN_WORDS).set([
    fftSize,
    rowCount,
    rows.levelCount,
    window,
    twiddles,
    re,
    im,
    place,
    power,
    otherPower,
    first,
    last,
    between,
    rowValues,
    levelValues
  ])
  const { drawPairs, drawSingles } = new WebAssembly.Instance(module, { env: { memory } })
    .exports as unknown as PictureExports
  const drawn = new Uint8Array(buffer, out, mostFrames * rowCount)
  const samplesAt = channels.map(
    (_, c) => new Float32Array(buffer, inputs + c * channelBytes, sampleCount)
  )

  return (firstFrame, count, levels) => {
    const start = firstFrame * hopSize - size / 2
    channels.forEach((samples, c) => readStretch(samples, start, samplesAt[c]!))
    if (C === 1) drawSingles(plan, inputs, hopSize, count, out)
    else drawPairs(plan, inputs, channelBytes, C, hopSize, count, out)
    levels.set(drawn.subarray(0, count * rowCount), firstFrame * rowCount)
  }
}

/** Copies samples from `start` on, which may lie outside; zeros where there are none. */
function readStretch(samples: Float32Array, start: number, into: Float32Array): void {
  const from = Math.min(into.length, Math.max(0, -start))
  const to = Math.max(from, Math.min(into.length, samples.length - start))
  into.fill(0, 0, from)
  into.set(samples.subarray(start + from, start + to), from)
  into.fill(0, to)
}
