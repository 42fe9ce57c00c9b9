/** Strips of several stems on top of each other, each in its color: the model view's "Selected". */
import type { Rgb } from '../canvas/colormap'
import type { FactorizationView } from './factorization-view'
import type { StemLines } from './stem-lines'
import { paintStrip } from './strip'
import type { TimeScale } from '../axes/time-scale'

/** One stem of the overlay. */
export interface OverlayStem {
  readonly lines: Pick<StemLines, 'components' | 'lift'>
  readonly color: Rgb
}

/** Most cells that are painted in one picture; with more, each covers more pixels. */
const MAX_CELLS = 1_500_000

/** Width and height in pixels of a cell, so that this many strips are still quick to paint. */
export function overlayStep(componentCount: number, widthPx: number, heightPx: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((componentCount * widthPx * heightPx) / MAX_CELLS)))
}

/**
 * Paints all stems into RGBA words [heightPx x scale.widthPx], the first one at the bottom. The
 * loudest cells come out as opaque as `most`.
 */
export function paintOverlay(
  view: FactorizationView,
  stems: readonly OverlayStem[],
  scale: TimeScale,
  heightPx: number,
  most: number,
  words: Uint32Array
): void {
  words.fill(0)
  const strip = new Uint32Array(words.length)
  stems.forEach(({ lines, color }, i) => {
    // There is nothing below the first one.
    const target = i === 0 ? words : strip.fill(0)
    paintStrip(view, lines, scale, heightPx, color, most, target)
    if (i > 0) layOver(strip, words)
  })
}

/** Source over destination, in words whose colors are not premultiplied with their opacity. */
function layOver(source: Uint32Array, words: Uint32Array): void {
  for (let i = 0; i < words.length; i++) {
    const over = source[i]!
    const a = over >>> 24
    if (a === 0) continue
    const under = words[i]!
    const b = ((under >>> 24) * (255 - a)) / 255
    const sum = a + b
    const mix = (shift: number): number =>
      Math.round((((over >>> shift) & 255) * a + ((under >>> shift) & 255) * b) / sum) << shift
    words[i] = ((Math.round(sum) << 24) | mix(16) | mix(8) | mix(0)) >>> 0
  }
}
