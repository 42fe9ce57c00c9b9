/** The activation curve of a lane: sqrt(h / max h) over time, light on a dark casing. */
import { mixRgb } from '../canvas/colormap'
import type { Ink, Rgb } from '../canvas/colormap'
import { secondsToFrame } from './factorization-view'
import type { FactorizationView } from './factorization-view'
import { strokeLine } from './line-pixels'
import { readCells } from './pyramid'
import type { StemLines } from './stem-lines'
import { xToTime } from '../axes/time-scale'
import type { TimeScale } from '../axes/time-scale'

/** Room above and below the curve, CSS pixels. */
const MARGIN_PX = 2

/** Colors of the curve. */
export interface CurveColors {
  readonly stem: Rgb
  /** The curve is half the stem's color and half this. */
  readonly mix: Rgb
  readonly casing: Ink
}

/** Height of the curve above its baseline in each pixel of a scale, 0 to 1, new [widthPx]. */
export function curveHeights(
  view: FactorizationView,
  lines: StemLines,
  scale: TimeScale
): Float32Array {
  const heights = new Float32Array(scale.widthPx)
  const from = secondsToFrame(view, scale.startSeconds)
  readCells(lines.envelope, from, secondsToFrame(view, xToTime(scale, scale.widthPx)), heights)
  return heights.map((value) => Math.sqrt(value))
}

/**
 * Paints the curve over a strip's RGBA words [heightPx x heights.length]; `heights` one a device
 * pixel.
 */
export function paintCurve(
  words: Uint32Array,
  heights: Float32Array,
  heightPx: number,
  pixelRatio: number,
  { stem, mix, casing }: CurveColors
): void {
  const margin = MARGIN_PX * pixelRatio
  const ys = heights.map((height) => heightPx - margin - height * (heightPx - 2 * margin))
  strokeLine(words, heightPx, ys, 3.25 * pixelRatio, casing)
  const line = { color: mixRgb(stem, mix, 0.5), opacity: 1 }
  strokeLine(words, heightPx, ys, 1.25 * pixelRatio, line)
}
