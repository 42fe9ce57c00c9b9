/** Where a tooltip stands beside what it tells about; all in CSS pixels of the window. */

/** A box of the window. */
export interface TipBox {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Width and height. */
export type TipSize = Pick<TipBox, 'width' | 'height'>

/** Distance to the anchor. */
const GAP_PX = 6
/** Least distance to the edges of the window. */
const EDGE_PX = 8

/**
 * Upper left corner: centered below the anchor, above it where there is no room, and within the
 * window as far as it fits.
 */
export function placeTip(anchor: TipBox, tip: TipSize, shown: TipSize): { x: number; y: number } {
  const below = anchor.top + anchor.height + GAP_PX
  const above = anchor.top - GAP_PX - tip.height
  const isLow = below + tip.height > shown.height - EDGE_PX && above >= EDGE_PX
  const x = anchor.left + (anchor.width - tip.width) / 2
  return {
    x: within(x, shown.width - tip.width),
    y: within(isLow ? above : below, shown.height - tip.height)
  }
}

function within(at: number, most: number): number {
  return Math.round(Math.max(EDGE_PX, Math.min(at, most - EDGE_PX)))
}

/** Words that name keys in titles, beside single characters. */
const keyWords = new Set(
  'Ctrl Shift Alt Home End Space Enter Delete Up Down Left Right F1 F2 right click'.split(' ')
)

/**
 * A title as it is shown: "Play (Space)" is a label and a key. Paths keep their parentheses.
 */
export function tipParts(title: string): { readonly label: string; readonly key: string | null } {
  const [, label = '', key = ''] = /^([^/\\]+) \(([^()]+)\)$/.exec(title) ?? []
  const isKey = key.split(' ').every((word) => word.length === 1 || keyWords.has(word))
  return isKey ? { label, key } : { label: title, key: null }
}
