/** A row of H in the model view: the curve of a lane, filled down to its baseline. */
import { mixRgb } from '../canvas/colormap'
import type { Rgb } from '../canvas/colormap'
import { fillBelow, strokeLine } from './line-pixels'

/** How strong a row is painted. */
export interface ActivationLook {
  readonly color: Rgb
  /** The line is two thirds the stem's color and one third this. */
  readonly mix: Rgb
  /** 1 for rows that are selected, less for the others. */
  readonly opacity: number
}

const FILL_OPACITY = 0.5
/** Room above the curve, CSS pixels. */
const MARGIN_PX = 1

/** Paints all RGBA words [heightPx x heights.length]; `heights` from 0 to 1, one a device pixel. */
export function paintActivation(
  words: Uint32Array,
  heights: Float32Array,
  heightPx: number,
  pixelRatio: number,
  { color, mix, opacity }: ActivationLook
): void {
  words.fill(0)
  const foot = heightPx - 0.5 * pixelRatio
  const most = foot - MARGIN_PX * pixelRatio
  const ys = heights.map((height) => foot - height * most)
  fillBelow(words, heightPx, ys, { color, opacity: FILL_OPACITY * opacity })
  strokeLine(words, heightPx, ys, pixelRatio, { color: mixRgb(color, mix, 1 / 3), opacity })
}
