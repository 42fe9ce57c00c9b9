/**
 * From time to pixels and back: the one law that ruler, waveform, spectrogram, strips and playhead
 * share.
 */

/** The stretch of time that a number of pixels shows. Pixels are CSS pixels. */
export interface TimeScale {
  /** Time at the left edge. */
  readonly startSeconds: number
  readonly secondsPerPixel: number
  readonly widthPx: number
}

/** Pixels from the left edge; negative or beyond the width where the time is not in sight. */
export function timeToX({ startSeconds, secondsPerPixel }: TimeScale, seconds: number): number {
  return (seconds - startSeconds) / secondsPerPixel
}

/** Time in seconds at pixel x. */
export function xToTime({ startSeconds, secondsPerPixel }: TimeScale, x: number): number {
  return startSeconds + x * secondsPerPixel
}

/** The same stretch of time on a grid of device pixels. */
export function deviceScale(scale: TimeScale, pixelRatio: number): TimeScale {
  return {
    startSeconds: scale.startSeconds,
    secondsPerPixel: scale.secondsPerPixel / pixelRatio,
    widthPx: Math.max(1, Math.round(scale.widthPx * pixelRatio))
  }
}

/** A length in CSS pixels moved to the nearest edge of a device pixel, so that lines stay sharp. */
export function snapToDevice(px: number, pixelRatio: number): number {
  return Math.round(px * pixelRatio) / pixelRatio
}
