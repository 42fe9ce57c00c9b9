/**
 * The spectrogram picture: levels of a Hann-windowed transform as bytes, with smaller versions of
 * itself for long stretches. Frames here are the picture's own, not those of V. picture-meter.ts
 * measures a frame, picture-rows.ts turns it into bytes.
 */
import type { Pcm } from '../../../shared/audio'
import type { SpectrogramShape } from '../../../shared/contract'
import { axisScale, type PictureAxis } from '../../../shared/picture-axis'
import {
  BLOCK_FRAMES,
  claimBlock,
  createDrawingState,
  finishStep,
  readyFrames,
  STEP_FRAMES,
  type SpectrogramImage
} from './picture-blocks'
import { createKernelPainter, type FramePainter, type FramePainterOptions } from './picture-kernels'
import { createPictureMeter, pictureWindowSize } from './picture-meter'
import { createRowPainter } from './picture-rows'

const ROW_COUNT = 512
const MOST_FRAMES = 131_072
/** The smallest version has no more frames than this. */
const SMALLEST_FRAMES = 512

/** Told which frames of level 0 (and of all levels above them) are ready; false stops the work. */
export type PictureWatch = (image: SpectrogramImage, readyFrames: number) => boolean

/** Shape of the picture of a recording of `sampleCount` samples. */
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
  return {
    ...axisScale(axis, sampleRate),
    rowCount: ROW_COUNT,
    frameCount,
    hopSize,
    levelCount
  }
}

/** An image with nothing drawn yet, in new shared memory. */
export function emptyPicture(pcm: Pcm, axis: PictureAxis): SpectrogramImage {
  const shape = pictureShape(pcm.channels[0]?.length ?? 0, pcm.sampleRate, axis)
  return { shape, levels: emptyLevels(shape), state: createDrawingState(shape.frameCount) }
}

/**
 * Draws the blocks of an image that nobody has claimed, and reports to `watch` from the start.
 * Other threads may draw the same image at the same time.
 * @param module the compiled kernels; without them plain loops draw, the kernels' reference in
 *   tests
 * @returns the image once no block is left to claim, or null when the watch said no
 */
export function drawPicture(
  pcm: Pcm,
  axis: PictureAxis,
  watch: PictureWatch,
  module: WebAssembly.Module | null = null,
  image = emptyPicture(pcm, axis)
): SpectrogramImage | null {
  const { shape, state } = image
  const { frameCount } = shape
  if (!watch(image, readyFrames(state, frameCount))) return null
  const { hopSize, rowCount } = shape
  const options = { pcm, axis, hopSize, rowCount, mostFrames: STEP_FRAMES }
  const paint = module ? createKernelPainter(options, module) : createPlainPainter(options)
  let block
  while ((block = claimBlock(state)) !== null) {
    const end = Math.min(frameCount, block + BLOCK_FRAMES)
    for (let frame = block; frame < end; frame += STEP_FRAMES) {
      const count = Math.min(STEP_FRAMES, end - frame)
      paint(frame, count, image.levels[0]!)
      for (let i = 0; i < count; i++) fillSmaller(image, frame + i)
      finishStep(state, frame)
      if (!watch(image, readyFrames(state, frameCount))) return null
    }
  }
  return image
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

/** The reference that tests compare the kernels with. */
function createPlainPainter({ pcm, axis, hopSize, rowCount }: FramePainterOptions): FramePainter {
  const fftSize = 2 * pictureWindowSize(pcm.sampleRate)
  const drawRows = createRowPainter(axis, pcm.sampleRate, fftSize, rowCount)
  const measure = createPictureMeter(pcm)
  return (first, count, out) => {
    const end = first + count
    for (let frame = first; frame < end;) {
      for (const power of measure(frame * hopSize, hopSize)) {
        if (frame < end) drawRows(power, out, frame * rowCount)
        frame++
      }
    }
  }
}

/**
 * Takes a finished frame into the smaller versions: each of their frames is the largest of a pair.
 */
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
