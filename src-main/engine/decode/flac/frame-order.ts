/**
 * How the frames of a stream are numbered, learnt from frames that follow one another. Headers tell
 * it only in part: encoders before 2009 numbered samples where the header now means frames, and
 * numbers jump in streams that were cut and joined. So frames are placed one behind the other, and
 * numbers serve to tell how much damage has swallowed.
 */
import type { FlacFrameHeader } from './frame-header'
import type { FlacStreamInfo } from './flac-stream'

/** A frame's place in the order. */
type Frame = Pick<FlacFrameHeader, 'number' | 'blockSize' | 'isVariable'>

/** Learns how frames are numbered. */
export class FrameOrder {
  readonly #info: Pick<FlacStreamInfo, 'minBlockSize' | 'maxBlockSize'>
  #last: Frame | null = null
  /** Whether numbers have gone up by 1 so far, and whether by the samples of each frame. */
  #countsFrames = true
  #countsSamples = true

  /** @param info what STREAMINFO says of blocks */
  constructor(info: Pick<FlacStreamInfo, 'minBlockSize' | 'maxBlockSize'>) {
    this.#info = info
  }

  /** Whether a frame is numbered as the next one behind the last. */
  isNext(frame: Frame): boolean {
    const last = this.#last
    if (last === null || (!this.#countsFrames && !this.#countsSamples)) return true
    return (
      (this.#countsFrames && isNextFrame(last, frame)) ||
      (this.#countsSamples && isNextSample(last, frame))
    )
  }

  /** Takes in a frame that stands directly behind the last one. */
  follow(frame: Frame): void {
    if (this.#last !== null) {
      this.#countsFrames &&= isNextFrame(this.#last, frame)
      this.#countsSamples &&= isNextSample(this.#last, frame)
    }
    this.#last = frame
  }

  /**
   * Takes in a frame behind damage.
   * @param next the frame directly behind it, null when there is none
   * @returns the samples that are missing before it; 0 where its number does not tell
   */
  follows(frame: Frame, next: Frame | null): number {
    const last = this.#last
    this.#last = frame
    const counting = this.#counting(frame, next)
    if (counting === null) return 0
    const expected = last === null ? 0 : last.number + (counting === 'frames' ? 1 : last.blockSize)
    const missing = Math.max(0, frame.number - expected)
    return counting === 'samples'
      ? missing
      : missing * this.#blockSize(last ?? frame, last === null)
  }

  #counting(frame: Frame, next: Frame | null): 'frames' | 'samples' | null {
    if (this.#countsFrames !== this.#countsSamples) return this.#countsFrames ? 'frames' : 'samples'
    if (!this.#countsFrames) return null
    if (frame.isVariable) return 'samples'
    // Too few frames so far: the next two decide.
    if (next !== null && isNextFrame(frame, next)) return 'frames'
    if (next !== null && isNextSample(frame, next)) return 'samples'
    const { minBlockSize, maxBlockSize } = this.#info
    const isMixed = minBlockSize > 0 && minBlockSize < maxBlockSize
    return next !== null ? null : isMixed ? 'samples' : 'frames'
  }

  /** Samples of a frame that is missing, by one that is there. */
  #blockSize({ blockSize }: Frame, isFirst: boolean): number {
    const { minBlockSize, maxBlockSize } = this.#info
    // The first one that is there may be the last of all, which is shorter than the others.
    return isFirst && minBlockSize === maxBlockSize ? Math.max(maxBlockSize, blockSize) : blockSize
  }
}

function isNextFrame(last: Frame, { number }: Frame): boolean {
  return number === last.number + 1
}

function isNextSample(last: Frame, { number }: Frame): boolean {
  return number === last.number + last.blockSize
}
