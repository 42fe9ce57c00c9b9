/**
 * What part of the frequency axis is in sight, as heights of 0 (lowest) to 1 (highest): zoom and
 * scroll.
 */
import { heightToHz, hzToHeight, type FrequencyScale } from '../../../shared/picture-axis'

/** Heights at the lower and the upper edge. */
export interface FrequencyWindow {
  readonly low: number
  readonly high: number
}

/** The whole axis. */
export const wholeWindow: FrequencyWindow = { low: 0, high: 1 }

/** Least part of the axis that can fill the picture. */
const LEAST_SPAN = 1 / 32

/** Whether the whole axis is in sight. */
export function isWhole({ low, high }: FrequencyWindow): boolean {
  return low <= 0 && high >= 1
}

/**
 * Zooms in by a factor (below 1: out) about a place in the window, 0 at its lower edge to 1 at its
 * upper; the frequency there stays there unless an end of the axis is reached.
 */
export function zoomWindow(window: FrequencyWindow, at: number, factor: number): FrequencyWindow {
  const before = window.high - window.low
  const span = Math.min(1, Math.max(LEAST_SPAN, before / factor))
  return placed(window.low + at * (before - span), span)
}

/** Scrolls toward higher frequencies by parts of the window. */
export function scrollWindow(window: FrequencyWindow, parts: number): FrequencyWindow {
  const span = window.high - window.low
  return placed(window.low + parts * span, span)
}

/** The window that shows a band of an axis, or as little more as can be shown. */
export function windowOf(scale: FrequencyScale, lowHz: number, highHz: number): FrequencyWindow {
  const [low, high] = [hzToHeight(scale, lowHz), hzToHeight(scale, highHz)]
  const span = Math.min(1, Math.max(LEAST_SPAN, high - low))
  return placed((low + high - span) / 2, span)
}

/** The axis of what is in sight. */
export function windowScale(scale: FrequencyScale, { low, high }: FrequencyWindow): FrequencyScale {
  return {
    axis: scale.axis,
    minHz: heightToHz(scale, low),
    maxHz: heightToHz(scale, high)
  }
}

function placed(low: number, span: number): FrequencyWindow {
  const start = Math.min(1 - span, Math.max(0, low))
  return { low: start, high: Math.min(1, start + span) }
}
