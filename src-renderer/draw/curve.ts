/** The activation curve of a lane: sqrt(h / max h) over time, light on a dark casing. */
import { cssRgb, mixRgb } from './colormap'
import type { Rgb } from './colormap'
import { secondsToFrame } from './factorization-view'
import type { FactorizationView } from './factorization-view'
import { readCells } from './pyramid'
import type { StemLines } from './stem-lines'
import { xToTime } from './time-scale'
import type { TimeScale } from './time-scale'

/** Room above and below the curve, CSS pixels. */
const MARGIN_PX = 2

/** Colors of the curve. */
export interface CurveColors {
  readonly stem: Rgb
  /** The curve is half stem, half this. */
  readonly mix: Rgb
  /** Any CSS color. */
  readonly casing: string
}

/** Height of the curve above its foot in each pixel of a scale, 0 to 1, new [widthPx]. */
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

/** Draws the curve over the strip; `heights` one a device pixel. */
export function drawCurve(
  context: CanvasRenderingContext2D,
  heights: Float32Array,
  heightPx: number,
  pixelRatio: number,
  { stem, mix, casing }: CurveColors
): void {
  const margin = MARGIN_PX * pixelRatio
  const line = new Path2D()
  for (let x = 0; x < heights.length; x++) {
    const y = heightPx - margin - heights[x]! * (heightPx - 2 * margin)
    if (x === 0) line.moveTo(0, y)
    line.lineTo(x + 0.5, y)
  }
  context.lineJoin = 'round'
  context.strokeStyle = casing
  context.lineWidth = 3.25 * pixelRatio
  context.stroke(line)
  context.strokeStyle = cssRgb(mixRgb(stem, mix, 0.5))
  context.lineWidth = 1.25 * pixelRatio
  context.stroke(line)
}
