/**
 * Lines over time painted pixel by pixel, smooth at their edges. A canvas can stroke a path, too,
 * but without a GPU that takes the window's thread some 3 ms a lane, ten times as long. A line has
 * one height for each column, so a round pen covers one stretch of a column, from the highest to
 * the lowest point that it reaches on its way past.
 */
import { mixWord } from '../canvas/colormap'
import type { Ink } from '../canvas/colormap'

/** Columns within a pixel, for smooth edges where a line is steep. */
const STEPS = 4
/** A line that rises less than this within the reach of the pen is painted as if level. */
const LEVEL_PX = 0.125

/**
 * Strokes a line into RGBA words [heightPx x ys.length], top line first.
 * @param ys height of the line in the middle of each column, in pixels from the top
 * @param widthPx of the pen
 */
export function strokeLine(
  words: Uint32Array,
  heightPx: number,
  ys: Float32Array,
  widthPx: number,
  ink: Ink
): void {
  const radius = widthPx / 2
  // Places left and right of the middle of a step from which the pen reaches it.
  const reach = Math.max(1, Math.floor(radius * STEPS + 0.5))
  const pen = Float32Array.from({ length: 2 * reach }, (_, i) =>
    Math.sqrt(Math.max(0, radius ** 2 - ((i + 0.5 - reach) / STEPS) ** 2))
  )
  const line = refined(ys, reach - 1)
  const column = new Column(words, heightPx, ys.length, ink)
  for (let x = 0; x < ys.length; x++) {
    const first = x * STEPS
    const end = first + STEPS - 1 + pen.length
    let top = Infinity
    let bottom = -Infinity
    for (let i = first; i < end; i++) {
      const y = line[i]!
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
    if (bottom - top < LEVEL_PX) column.cover(top - radius, bottom + radius, STEPS)
    else for (let step = 0; step < STEPS; step++) coverStep(column, line, first + step, pen)
    column.paint(x)
  }
}

/**
 * Covers what a pen reaches in one step of a column; `first` is the leftmost place from which it
 * does.
 */
function coverStep(column: Column, line: Float32Array, first: number, pen: Float32Array): void {
  let top = Infinity
  let bottom = -Infinity
  for (let i = 0; i < pen.length; i++) {
    const y = line[first + i]!
    const reachPx = pen[i]!
    if (y - reachPx < top) top = y - reachPx
    if (y + reachPx > bottom) bottom = y + reachPx
  }
  column.cover(top, bottom, 1)
}

/** Fills what lies below a line, down to the last row. Arguments as in `strokeLine`. */
export function fillBelow(words: Uint32Array, heightPx: number, ys: Float32Array, ink: Ink): void {
  const line = refined(ys, 0)
  const column = new Column(words, heightPx, ys.length, ink)
  for (let x = 0; x < ys.length; x++) {
    for (let step = 0; step < STEPS; step++) {
      const i = x * STEPS + step
      column.cover((line[i]! + line[i + 1]!) / 2, heightPx, 1)
    }
    column.paint(x)
  }
}

/**
 * The line on both sides of every step, extended level by `room` steps at both ends. The middle of
 * a column is one of these places, so that no peak is cut off.
 */
function refined(ys: Float32Array, room: number): Float32Array {
  const last = ys.length - 1
  const line = new Float32Array(ys.length * STEPS + 1 + 2 * room)
  for (let i = 0; i < line.length; i++) {
    const at = Math.min(last, Math.max(0, (i - room) / STEPS - 0.5))
    const left = Math.floor(at)
    const y = ys[left]!
    line[i] = y + (ys[Math.min(last, left + 1)]! - y) * (at - left)
  }
  return line
}

/** One column after the other: how much of each pixel is covered, then painted. */
class Column {
  readonly #words: Uint32Array
  readonly #widthPx: number
  readonly #ink: Ink
  readonly #covered: Float32Array
  #from: number
  #to = 0

  constructor(words: Uint32Array, heightPx: number, widthPx: number, ink: Ink) {
    this.#words = words
    this.#widthPx = widthPx
    this.#ink = ink
    this.#covered = new Float32Array(heightPx)
    this.#from = heightPx
  }

  /** Adds a stretch of steps. */
  cover(top: number, bottom: number, steps: number): void {
    const covered = this.#covered
    const from = Math.max(0, Math.floor(top))
    const to = Math.min(covered.length, Math.ceil(bottom))
    for (let y = from; y < to; y++) {
      const above = top > y ? top - y : 0
      const below = bottom < y + 1 ? y + 1 - bottom : 0
      covered[y]! += ((1 - above - below) * steps) / STEPS
    }
    if (from < this.#from) this.#from = from
    if (to > this.#to) this.#to = to
  }

  paint(x: number): void {
    for (let y = this.#from; y < this.#to; y++) {
      const at = y * this.#widthPx + x
      this.#words[at] = mixWord(this.#words[at]!, this.#ink, Math.min(1, this.#covered[y]!))
      this.#covered[y] = 0
    }
    this.#from = this.#covered.length
    this.#to = 0
  }
}
