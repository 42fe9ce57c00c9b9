/** Draws peaks of channels, each in its own part of the height. */
import { PIXEL_VALUES } from './peaks'

/** Colors of the wave, any CSS colors. */
export interface WaveColors {
  readonly peaks: string
  readonly body: string
  readonly line: string
}

/** Room above and below each wave, CSS pixels; less where a lane is lower than that. */
const MARGIN_PX = 2
const LOW_LANE_PX = 20
/** Least thickness of a wave, CSS pixels. */
const LEAST_PX = 0.75

/**
 * Peaks of all channels as one row: wavesurfer hands on two at most.
 * @param channels peaks as `pixelPeaks` makes them, four values a pixel
 * @returns [pixels x C x 4]
 */
export function joinChannels(channels: readonly Float32Array[]): Float32Array {
  const C = channels.length
  const joined = new Float32Array(C * (channels[0]?.length ?? 0))
  channels.forEach((values, c) => {
    for (let i = 0; i < values.length; i += PIXEL_VALUES) {
      joined.set(values.subarray(i, i + PIXEL_VALUES), i * C + c * PIXEL_VALUES)
    }
  })
  return joined
}

/**
 * Draws the whole canvas. Values beyond full scale are cut off at the edge of their lane.
 * @param values of `joinChannels`
 */
export function drawWaveform(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  channelCount: number,
  pixelRatio: number,
  colors: WaveColors
): void {
  const { width, height } = context.canvas
  const laneHeight = height / channelCount
  const stride = channelCount * PIXEL_VALUES
  const count = Math.floor(values.length / stride)
  // wavesurfer may hand over a part of the pixels when the canvas is wider than it draws at once.
  const step = count > 0 ? width / count : 1
  const margin = laneHeight < LOW_LANE_PX * pixelRatio ? MARGIN_PX / 2 : MARGIN_PX
  for (let channel = 0; channel < channelCount; channel++) {
    const middle = (channel + 0.5) * laneHeight
    const reach = laneHeight / 2 - margin * pixelRatio
    for (const [from, color] of [
      [0, colors.peaks],
      [2, colors.body]
    ] as const) {
      context.fillStyle = color
      const first = channel * PIXEL_VALUES + from
      fillSpans(context, values, first, stride, step, middle, reach, LEAST_PX * pixelRatio)
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
  }
}

function fillSpans(
  context: CanvasRenderingContext2D,
  values: ArrayLike<number>,
  first: number,
  stride: number,
  step: number,
  middle: number,
  reach: number,
  leastPx: number
): void {
  context.beginPath()
  let lastTop = NaN
  let lastBottom = NaN
  for (let x = 0, at = first; at + 1 < values.length; x++, at += stride) {
    const low = Math.max(-1, values[at]!)
    const high = Math.min(1, values[at + 1]!)
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
