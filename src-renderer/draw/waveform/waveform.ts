/** Draws peaks of one or two channels, each in its own half of the height. */
import { PIXEL_VALUES } from './peaks'

/** Colors of the wave, any CSS colors. */
export interface WaveColors {
  readonly peaks: string
  readonly body: string
  readonly line: string
}

/** Room above and below each wave, CSS pixels. */
const MARGIN_PX = 2
/** Least thickness of a wave, CSS pixels. */
const LEAST_PX = 0.75

/**
 * Draws the whole canvas. Values beyond full scale are cut off at the edge of their lane.
 * @param channels peaks as `pixelPeaks` makes them, four values a pixel
 */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  channels: readonly ArrayLike<number>[],
  pixelRatio: number,
  colors: WaveColors
): void {
  const { width, height } = context.canvas
  const laneHeight = height / channels.length
  channels.forEach((values, channel) => {
    const middle = (channel + 0.5) * laneHeight
    const reach = laneHeight / 2 - MARGIN_PX * pixelRatio
    const count = Math.floor(values.length / PIXEL_VALUES)
    // wavesurfer may hand over a part of the pixels when the canvas is wider than it draws at once.
    const step = count > 0 ? width / count : 1
    for (const [from, color] of [
      [0, colors.peaks],
      [2, colors.body]
    ] as const) {
      context.fillStyle = color
      fillSpans(context, values, from, count, step, middle, reach, LEAST_PX * pixelRatio)
    }
    if (channel > 0) {
      context.fillStyle = colors.line
      context.fillRect(
        0,
        Math.round(channel * laneHeight),
        width,
        Math.max(1, Math.round(pixelRatio))
      )
    }
  })
}

function fillSpans(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  from: number,
  count: number,
  step: number,
  middle: number,
  reach: number,
  leastPx: number
): void {
  context.beginPath()
  let lastTop = NaN
  let lastBottom = NaN
  for (let x = 0; x < count; x++) {
    const low = Math.max(-1, values[x * PIXEL_VALUES + from]!)
    const high = Math.min(1, values[x * PIXEL_VALUES + from + 1]!)
    let top = middle - high * reach
    let bottom = middle - low * reach
    const thin = (leastPx - (bottom - top)) / 2
    if (thin > 0) {
      top -= thin
      bottom += thin
    }
    // A steep wave would leave gaps between pixels, so each span reaches to the previous one.
    const joinedTop = lastBottom < top ? lastBottom : top
    const joinedBottom = lastTop > bottom ? lastTop : bottom
    context.rect(x * step, joinedTop, step, joinedBottom - joinedTop)
    lastTop = top
    lastBottom = bottom
  }
  context.fill()
}
