/**
 * The maximum of any stretch of a long line, almost independent of the stretch's length in cost.
 */

/**
 * Levels of a line: level 0 is the line itself, each further one keeps the larger of every pair.
 */
export type Pyramid = readonly Float32Array[]

/** New pyramid over `line`, which becomes its level 0. */
export function buildPyramid(line: Float32Array): Pyramid {
  const levels = [line]
  for (let below = line; below.length > 1;) {
    const above = new Float32Array(Math.ceil(below.length / 2))
    for (let i = 0; i < above.length; i++) {
      const last = Math.min(2 * i + 1, below.length - 1)
      above[i] = Math.max(below[2 * i]!, below[last]!)
    }
    levels.push(above)
    below = above
  }
  return levels
}

/**
 * Value of each of `out.length` equal cells that together cover positions [from, to) of the line,
 * where entry i is centered on i + 0.5: the largest entry of a cell that covers one or more, else
 * interpolated between the two nearest. Positions beyond the ends read 0. Nothing is allocated.
 */
export function readCells(pyramid: Pyramid, from: number, to: number, out: Float32Array): void {
  const line = pyramid[0]!
  const width = (to - from) / out.length
  for (let x = 0; x < out.length; x++) {
    const start = from + x * width
    if (start + width <= 0 || start >= line.length) out[x] = 0
    else if (width >= 1) out[x] = largest(pyramid, Math.floor(start), Math.ceil(start + width))
    else out[x] = between(line, start + width / 2 - 0.5)
  }
}

/** Largest of entries [from, to), clipped to the line; 0 when that leaves none. */
function largest(pyramid: Pyramid, from: number, to: number): number {
  let low = Math.max(0, from)
  let high = Math.min(pyramid[0]!.length, to)
  let found = 0
  // Odd ends are taken on each level, the even middle on the next one up.
  for (let level = 0; low < high; level++) {
    const values = pyramid[level]!
    if (low % 2 === 1) found = Math.max(found, values[low++]!)
    if (high % 2 === 1 && low < high) found = Math.max(found, values[--high]!)
    low /= 2
    high /= 2
  }
  return found
}

function between(line: Float32Array, at: number): number {
  const clamped = Math.min(line.length - 1, Math.max(0, at))
  const i = Math.floor(clamped)
  const next = line[Math.min(line.length - 1, i + 1)]!
  return line[i]! + (next - line[i]!) * (clamped - i)
}
