/**
 * What part of the recording is in sight: one zoom and one scroll position for everything that has
 * a time axis.
 */
import { timeToX, xToTime } from '../../draw/axes/time-scale'
import type { TimeScale } from '../../draw/axes/time-scale'

/** Greatest width of a sample, in CSS pixels. */
const MAX_PIXELS_PER_SAMPLE = 4
/** Where the playhead is after the window has followed it by a page, as a part of the width. */
const FOLLOW_MARGIN = 0.05
/** A stretch that is brought into sight gets a twentieth of its length on both sides. */
const SHOWN_ROOM = 1.1

const clamp = (value: number, low: number, high: number): number =>
  Math.min(Math.max(value, low), Math.max(low, high))

/**
 * Visible time, zoom and scroll. Reactive; `timeToX` is the only time-to-pixel function of the
 * window.
 */
export class Viewport implements TimeScale {
  #duration = $state(0)
  #sampleRate = $state(44_100)
  #width = $state(1)
  /** The chosen zoom in seconds per pixel; null shows the whole recording at any width. */
  #chosen = $state<number | null>(null)
  #start = $state(0)
  /** Where the pointer is on the time column, in CSS pixels; null while it is elsewhere. */
  pointerX = $state<number | null>(null)

  /** Length of the recording. */
  readonly duration = $derived(this.#duration)
  /** Width of the time column in CSS pixels. */
  readonly widthPx = $derived(this.#width)
  readonly #fitScale = $derived((this.#duration > 0 ? this.#duration : 1) / this.#width)
  readonly #finestScale = $derived(
    Math.min(this.#fitScale, 1 / (MAX_PIXELS_PER_SAMPLE * this.#sampleRate))
  )
  /** Zoom: from the whole recording in sight down to a sample on four pixels. */
  readonly secondsPerPixel = $derived(
    this.#chosen === null ? this.#fitScale : clamp(this.#chosen, this.#finestScale, this.#fitScale)
  )
  /** Time at the left edge. */
  readonly startSeconds = $derived(
    this.isFit ? 0 : clamp(this.#start, 0, this.#duration - this.#width * this.secondsPerPixel)
  )
  /** Time at the right edge. */
  readonly endSeconds = $derived(this.startSeconds + this.#width * this.secondsPerPixel)

  /** Time under the pointer, which the ruler shows; null while it is not over the recording. */
  get pointerSeconds(): number | null {
    return this.pointerX === null || this.#duration === 0 ? null : this.seekTime(this.pointerX)
  }

  /** True while the whole recording is in sight. */
  get isFit(): boolean {
    return this.secondsPerPixel >= this.#fitScale
  }

  /**
   * Position of the zoom slider, 0 (fit) to 1 (a sample on four pixels); equal steps zoom by equal
   * factors.
   */
  get zoomPosition(): number {
    const span = Math.log(this.#fitScale / this.#finestScale)
    return span === 0 ? 0 : Math.log(this.#fitScale / this.secondsPerPixel) / span
  }

  /** Begins another recording, all of it in sight. */
  setDuration(seconds: number, sampleRate = 44_100): void {
    this.#duration = Math.max(0, seconds)
    this.#sampleRate = sampleRate
    this.fit()
  }

  /**
   * Width of the time column; the left edge and the zoom stay, and what fitted the width still
   * does.
   */
  setWidth(widthPx: number): void {
    this.#width = Math.max(1, widthPx)
  }

  /** Pixels from the left edge of the time column to a time. */
  timeToX(seconds: number): number {
    return timeToX(this, seconds)
  }

  /** Time at a pixel, which may lie before 0 or after the end. */
  xToTime(x: number): number {
    return xToTime(this, x)
  }

  /** Time at a pixel, within the recording. */
  seekTime(x: number): number {
    return clamp(this.xToTime(x), 0, this.#duration)
  }

  /**
   * Zooms in by a factor (below 1: out); the time under pixel x stays under it, unless an end is
   * reached.
   */
  zoomAt(x: number, factor: number): void {
    const seconds = this.xToTime(x)
    const scale = clamp(this.secondsPerPixel / factor, this.#finestScale, this.#fitScale)
    this.#chosen = scale >= this.#fitScale ? null : scale
    this.#keepStart(seconds - x * scale)
  }

  /**
   * Zooms to a position of the zoom slider about the time in the middle, or another one if that is
   * in sight.
   */
  zoomTo(position: number, aboutSeconds?: number): void {
    const scale = this.#fitScale * (this.#finestScale / this.#fitScale) ** clamp(position, 0, 1)
    const x = aboutSeconds === undefined ? -1 : this.timeToX(aboutSeconds)
    const inSight = x >= 0 && x <= this.#width
    this.zoomAt(inSight ? x : this.#width / 2, this.secondsPerPixel / scale)
  }

  /** Scrolls toward the end by pixels. */
  scrollBy(px: number): void {
    this.#keepStart(this.startSeconds + px * this.secondsPerPixel)
  }

  /** Brings a stretch into sight, with some room on both sides. */
  show(startSeconds: number, endSeconds: number): void {
    const wanted = ((endSeconds - startSeconds) * SHOWN_ROOM) / this.#width
    const scale = clamp(wanted, this.#finestScale, this.#fitScale)
    this.#chosen = scale >= this.#fitScale ? null : scale
    this.#keepStart((startSeconds + endSeconds - this.#width * scale) / 2)
  }

  /** Shows the whole recording. */
  fit(): void {
    this.#chosen = null
    this.#start = 0
  }

  /** Brings a time into sight, by a page when it is not. */
  follow(positionSeconds: number): void {
    if (positionSeconds >= this.startSeconds && positionSeconds < this.endSeconds) return
    this.#keepStart(positionSeconds - FOLLOW_MARGIN * this.#width * this.secondsPerPixel)
  }

  #keepStart(seconds: number): void {
    this.#start = clamp(seconds, 0, this.#duration - this.#width * this.secondsPerPixel)
  }
}
