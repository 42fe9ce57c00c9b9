/** A row of H in the model view: the curve of a lane, filled down to its foot. */
import { cssRgb, mixRgb } from './colormap'
import type { Rgb } from './colormap'

/** How strong a row is painted. */
export interface ActivationLook {
  readonly color: Rgb
  /** The line is two thirds color, one third this. */
  readonly mix: Rgb
  /** 1 for rows that are selected, less for the others. */
  readonly opacity: number
}

const FILL_OPACITY = 0.5
/** Room above the curve, CSS pixels. */
const MARGIN_PX = 1

/** Draws the whole canvas; `heights` from 0 to 1, one a device pixel. */
export function drawActivation(
  context: CanvasRenderingContext2D,
  heights: Float32Array,
  heightPx: number,
  pixelRatio: number,
  { color, mix, opacity }: ActivationLook
): void {
  context.clearRect(0, 0, heights.length, heightPx)
  const foot = heightPx - 0.5 * pixelRatio
  const most = foot - MARGIN_PX * pixelRatio
  const line = new Path2D()
  line.moveTo(0, foot - heights[0]! * most)
  for (let x = 0; x < heights.length; x++) line.lineTo(x + 0.5, foot - heights[x]! * most)
  const body = new Path2D(line)
  body.lineTo(heights.length, heightPx)
  body.lineTo(0, heightPx)
  body.closePath()
  context.fillStyle = cssRgb(color, FILL_OPACITY * opacity)
  context.fill(body)
  context.lineJoin = 'round'
  context.strokeStyle = cssRgb(mixRgb(color, mix, 1 / 3), opacity)
  context.lineWidth = pixelRatio
  context.stroke(line)
}
