/** What a turn of the wheel or a pinch does to the time axis. */

/** Zoom about the pointer, scroll, or nothing, which leaves the wheel to others. */
export type TimeGesture =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'scroll'; readonly px: number }
  | null

/** The part of a wheel event that is used. */
export type WheelTurn = Pick<
  WheelEvent,
  'deltaX' | 'deltaY' | 'deltaMode' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'
>

const LINE_PX = 40
const PAGE_PX = 800
/** Smaller turns come from a pinch or a trackpad, larger ones from the notches of a wheel. */
const NOTCH_PX = 40
const ZOOM_PER_NOTCH = 1.1

/**
 * Ctrl, Cmd or a pinch zooms (1.1 a notch), Shift or a sideways wheel scrolls, a plain wheel does
 * nothing here.
 */
export function timeGesture(turn: WheelTurn): TimeGesture {
  const unit = turn.deltaMode === 0 ? 1 : turn.deltaMode === 1 ? LINE_PX : PAGE_PX
  const across = turn.deltaX * unit
  const down = turn.deltaY * unit
  if (turn.altKey) return null
  if (turn.ctrlKey || turn.metaKey) {
    if (down === 0) return null
    // A browser reports a pinch by a factor f as Ctrl and a turn of -100 ln f.
    if (Math.abs(down) < NOTCH_PX) return { kind: 'zoom', factor: Math.exp(-down / 100) }
    return { kind: 'zoom', factor: ZOOM_PER_NOTCH ** -Math.sign(down) }
  }
  if (turn.shiftKey) return { kind: 'scroll', px: across === 0 ? down : across }
  return Math.abs(across) > Math.abs(down) ? { kind: 'scroll', px: across } : null
}

/**
 * What a turn of the wheel with Alt does to the frequency axis: zoom about the pointer, with Shift
 * scroll; else nothing.
 */
export function frequencyGesture(turn: WheelTurn): TimeGesture {
  if (!turn.altKey) return null
  // An event keeps its fields on its prototype, where a spread would miss them.
  const { deltaX, deltaY, deltaMode, shiftKey } = turn
  const keys = { shiftKey, ctrlKey: !shiftKey, metaKey: false, altKey: false }
  const gesture = timeGesture({ deltaX, deltaY, deltaMode, ...keys })
  return gesture?.kind === 'scroll' ? { kind: 'scroll', px: -gesture.px } : gesture
}
