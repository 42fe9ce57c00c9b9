/** Spectra of stems: the thumbnail left of a strip, and the large one of the inspector. */
import { hzToHeight, type FrequencyScale } from '../../../shared/picture-axis'
import { cssRgb } from '../canvas/colormap'
import type { Rgb } from '../canvas/colormap'

const THUMB_RANGE_DB = 48
/** Room at the thumbnail's left, CSS pixels. */
const THUMB_MARGIN_PX = 8
/** Levels of the large plot, from the top. */
export const PLOT_RANGE_DB = 60
/** Width of a digit at 11 px, and least distance of labels of the grid. */
const DIGIT_PX = 7
const LABEL_GAP_PX = 6

/** Level of a row, interpolated; rows before the first and after the last repeat these. */
function levelAt(spectrumDb: Float32Array, row: number): number {
  const at = Math.min(spectrumDb.length - 1, Math.max(0, row))
  const i = Math.floor(at)
  const next = spectrumDb[Math.min(spectrumDb.length - 1, i + 1)]!
  return spectrumDb[i]! + (next - spectrumDb[i]!) * (at - i)
}

/** Loudest level of a spectrum in dB. */
export function loudestDb(spectrumDb: Float32Array): number {
  return spectrumDb.reduce((most, level) => Math.max(most, level), -Infinity)
}

/** How far the thumbnail reaches to the left at each pixel from the top, new [heightPx]. */
export function thumbReaches(
  spectrumDb: Float32Array,
  widthPx: number,
  heightPx: number
): Float32Array {
  const loudest = loudestDb(spectrumDb)
  const rows = spectrumDb.length
  return Float32Array.from({ length: heightPx }, (_, y) => {
    const first = Math.floor((1 - (y + 1) / heightPx) * rows)
    const end = Math.ceil((1 - y / heightPx) * rows)
    let level = levelAt(spectrumDb, (1 - (y + 0.5) / heightPx) * rows - 0.5)
    if (rows > heightPx) for (let r = first; r < end; r++) level = Math.max(level, spectrumDb[r]!)
    return Math.min(1, Math.max(0, 1 + (level - loudest) / THUMB_RANGE_DB)) * widthPx
  })
}

/** Draws a thumbnail that grows left from its right edge; sizes in device pixels. */
export function drawThumb(
  context: CanvasRenderingContext2D,
  spectrumDb: Float32Array,
  widthPx: number,
  heightPx: number,
  pixelRatio: number,
  color: Rgb
): void {
  context.clearRect(0, 0, widthPx, heightPx)
  const most = widthPx - THUMB_MARGIN_PX * pixelRatio
  const reaches = thumbReaches(spectrumDb, most, heightPx)
  const outline = new Path2D()
  outline.moveTo(widthPx - reaches[0]!, 0)
  reaches.forEach((reach, y) => outline.lineTo(widthPx - reach, y + 0.5))
  outline.lineTo(widthPx - reaches.at(-1)!, heightPx)
  context.strokeStyle = cssRgb(color)
  context.lineWidth = pixelRatio
  context.stroke(outline)
  outline.lineTo(widthPx, heightPx)
  outline.lineTo(widthPx, 0)
  outline.closePath()
  context.fillStyle = cssRgb(color, 0.3)
  context.fill(outline)
}

/** Points of the large plot, x and y in pixels, as SVG path data from left to right. */
export function spectrumPath(
  spectrumDb: Float32Array,
  widthPx: number,
  topPx: number,
  bottomPx: number
): string {
  const loudest = loudestDb(spectrumDb)
  const rows = spectrumDb.length
  const points = Array.from(spectrumDb, (level, row) => {
    const x = ((row + 0.5) / rows) * widthPx
    const y = spectrumY(level - loudest, topPx, bottomPx)
    return `${x.toFixed(1)} ${y.toFixed(1)}`
  })
  return `M${points.join('L')}`
}

/** Height in the plot of a level relative to the loudest. */
export function spectrumY(db: number, topPx: number, bottomPx: number): number {
  return topPx + Math.min(1, Math.max(0, -db / PLOT_RANGE_DB)) * (bottomPx - topPx)
}

/** A frequency line of the plot; its label stands at `labelX` and is '' where there is no room. */
export interface GridLine {
  readonly hz: number
  readonly x: number
  readonly labelX: number
  readonly label: string
}

/** Frequency lines of the plot; labels lie within its width and keep apart. */
export function spectrumGrid(scale: FrequencyScale, widthPx: number): readonly GridLine[] {
  let free = 0
  return [100, 500, 1000, 2000, 5000, 10_000]
    .filter((hz) => hz < scale.maxHz)
    .map((hz) => {
      const text = hz >= 1000 ? `${hz / 1000}k` : String(hz)
      const half = (text.length * DIGIT_PX) / 2
      const x = hzToHeight(scale, hz) * widthPx
      const labelX = Math.min(widthPx - half, Math.max(half, x))
      const hasRoom = labelX - half >= free
      if (hasRoom) free = labelX + half + LABEL_GAP_PX
      return { hz, x, labelX, label: hasRoom ? text : '' }
    })
}
