/**
 * One place in the recording that can be heard: the recording itself blended with its remix.
 * Playing needs one; around the end of a loop a second one is prepared and faded in at the loop's
 * head. Only the constructor allocates.
 */
import type { Fade } from './fade'
import type { LevelMatch } from './level-match'
import type { SampleReader } from '../between/pcm-cache'
import type { Remix } from './remix'
import { OUTPUT_CHANNELS } from '../between/remix-protocol'

/** Most samples that are rendered in one piece. */
export const MAX_PIECE = 128

/** A position, the remix there, and the sound of both. */
export class Voice {
  remix: Remix | null = null
  readonly #samples: SampleReader
  /** The remix of this piece, [OUTPUT_CHANNELS][MAX_PIECE]. */
  readonly #remixed: readonly Float32Array[]
  #position = 0
  #isReady = false

  constructor(samples: SampleReader) {
    this.#samples = samples
    this.#remixed = Array.from({ length: OUTPUT_CHANNELS }, () => new Float32Array(MAX_PIECE))
  }

  /** Sample of the file that comes next. */
  get position(): number {
    return this.#position
  }

  /** Goes on at another sample; the remix has to be prepared again. */
  jump(position: number): void {
    this.#position = position
    this.remix?.jump(position)
  }

  /** Releases W and H while it is not heard. */
  release(): void {
    this.remix?.release()
  }

  /** Samples of `count` that can be rendered in one piece. */
  roomFor(count: number): number {
    const { remix } = this
    if (!remix) return Math.min(count, MAX_PIECE)
    const { hopSize } = remix
    const end = (Math.floor(this.#position / hopSize) + 1) * hopSize
    return Math.min(count, MAX_PIECE, end - this.#position)
  }

  /**
   * Whether all samples are there to play `count`, fade out for `fade` after them, and make their
   * frames.
   */
  hasAround(count: number, fade: number): boolean {
    const reach = this.remix?.reach ?? 0
    const end = this.#position + Math.max(count, MAX_PIECE) + fade + reach
    return this.#samples.has(this.#position - reach, end)
  }

  /**
   * Makes the remix of the next `count` samples, at most `roomFor` of them. @returns whether there
   * is one
   */
  renderRemix(count: number, sampleRate: number): boolean {
    this.#isReady = this.remix?.render(this.#remixed, 0, count, sampleRate) ?? false
    // A remix that was heard and ran out of samples is silent, not the recording at full level.
    if (!this.#isReady) for (let c = 0; c < OUTPUT_CHANNELS; c++) this.#remixed[c]!.fill(0)
    return this.#isReady
  }

  /**
   * Writes the next `count` samples to outputs[side][at ..] and advances by them: the recording
   * and, as far as the blend is open, the remix of the last `renderRemix`.
   * @param way in which the blend moves
   * @param match levels the remix; measures it only when `isMeasured`
   */
  write(
    outputs: readonly Float32Array[],
    at: number,
    count: number,
    blend: Fade,
    way: 1 | -1,
    match: LevelMatch,
    isMeasured: boolean
  ): void {
    for (let c = 0; c < outputs.length; c++) {
      const side = c === 0 ? 0 : 1
      const output = outputs[c]!
      const remixed = this.#remixed[side]!
      this.#samples.readSide(side, this.#position, count, output, at)
      if (isMeasured && this.#isReady) match.measure(output, at, remixed, count)
      if (blend.isShut && way < 0) continue
      for (let n = 0; n < count; n++) {
        const share = blend.valueAfter(n, way)
        const original = output[at + n]!
        const other = remixed[n]! * match.gainAfter(n)
        output[at + n] = share === 1 ? other : original + (other - original) * share
      }
    }
    this.#position += count
  }
}
