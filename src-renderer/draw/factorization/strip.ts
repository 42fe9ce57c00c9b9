/**
 * A lane's strip: the product W H of a stem as opacity of its color,
 *   v = Wd + Hd + ref + lift in dB, opacity = most * clamp(1 + v / 60)^0.85.
 * A component costs one line across (H) and one line up (W); a group adds powers in every cell.
 */
import type { Rgb } from '../canvas/colormap'
import { secondsToFrame } from './factorization-view'
import type { FactorizationView } from './factorization-view'
import { readCells } from './pyramid'
import type { StemLines } from './stem-lines'
import { xToTime } from '../axes/time-scale'
import type { TimeScale } from '../axes/time-scale'

/** Decibels from the loudest cell down to transparent. */
export const STRIP_RANGE_DB = 60
const STRIP_CONTRAST = 0.85
/** Steps of a decibel: finer than 8 bits of opacity can show. */
const STEPS_PER_DB = 5
const STEPS = STRIP_RANGE_DB * STEPS_PER_DB
/** Below any sum that would be visible. */
const UNSEEN = -4 * STEPS

/** Opacity of a cell at `db`, 0 dB for full, on a scale to `most`. */
export function stripOpacity(db: number, most: number): number {
  return most * Math.min(1, Math.max(0, 1 + db / STRIP_RANGE_DB)) ** STRIP_CONTRAST
}

/** Colors as RGBA words by level in steps: entry i stands for (i - STEPS) / STEPS_PER_DB dB. */
function stripColors([red, green, blue]: Rgb, most: number): Uint32Array {
  const color = (blue << 16) | (green << 8) | red
  return Uint32Array.from({ length: STEPS + 1 }, (_, i) => {
    const opacity = stripOpacity((i - STEPS) / STEPS_PER_DB, most)
    return (Math.round(255 * opacity) * 2 ** 24 + color) >>> 0
  })
}

/** Steps of a dB level, 0 for a power of 1. */
function toSteps(power: number): number {
  return power > 0 ? Math.max(UNSEEN, Math.round(10 * Math.log10(power) * STEPS_PER_DB)) : UNSEEN
}

/**
 * Paints a strip into RGBA words [heightPx x scale.widthPx], highest frequency first.
 * @param scale in device pixels
 * @param most opacity of the loudest cell
 */
export function paintStrip(
  view: FactorizationView,
  lines: Pick<StemLines, 'components' | 'lift'>,
  scale: TimeScale,
  heightPx: number,
  color: Rgb,
  most: number,
  words: Uint32Array
): void {
  const colors = stripColors(color, most)
  const cells = cellLines(view, lines, scale, heightPx)
  const [only] = cells
  if (only !== undefined && cells.length === 1) paintOne(only, colors, words)
  else paintSum(cells, scale.widthPx * heightPx, colors, words)
}

/** Powers of one component: across [width], and up [height] with reference and lift included. */
interface CellLines {
  readonly across: Float32Array
  readonly up: Float32Array
}

function cellLines(
  view: FactorizationView,
  { components, lift }: Pick<StemLines, 'components' | 'lift'>,
  scale: TimeScale,
  heightPx: number
): readonly CellLines[] {
  const from = secondsToFrame(view, scale.startSeconds)
  const to = secondsToFrame(view, xToTime(scale, scale.widthPx))
  return components.map(({ spectrum, activation, reference }) => {
    const across = new Float32Array(scale.widthPx)
    const up = new Float32Array(heightPx)
    readCells(activation, from, to, across)
    readCells(spectrum, 0, spectrum[0]!.length, up)
    for (let y = 0; y < heightPx; y++) up[y]! *= reference * lift
    return { across, up }
  })
}

function paintOne({ across, up }: CellLines, colors: Uint32Array, words: Uint32Array): void {
  const width = across.length
  const steps = Int32Array.from(across, (power) => toSteps(power) + STEPS)
  for (let y = 0; y < up.length; y++) {
    const level = toSteps(up[up.length - 1 - y]!)
    const line = y * width
    for (let x = 0; x < width; x++) {
      const i = steps[x]! + level
      words[line + x] = i <= 0 ? 0 : colors[i < STEPS ? i : STEPS]!
    }
  }
}

function paintSum(
  cells: readonly CellLines[],
  size: number,
  colors: Uint32Array,
  words: Uint32Array
): void {
  const power = new Float32Array(size)
  for (const { across, up } of cells) {
    const width = across.length
    for (let y = 0; y < up.length; y++) {
      const level = up[up.length - 1 - y]!
      for (let x = 0; x < width; x++) power[y * width + x]! += level * across[x]!
    }
  }
  const least = 10 ** (-STRIP_RANGE_DB / 10)
  const stepsPerLog = 10 * STEPS_PER_DB
  for (let i = 0; i < size; i++) {
    const value = power[i]!
    const step = value > least ? Math.round(Math.log10(value) * stepsPerLog) + STEPS : 0
    words[i] = step <= 0 ? 0 : colors[step < STEPS ? step : STEPS]!
  }
}
