/**
 * Position and size of the window between starts. Wayland neither reports nor accepts a position;
 * there the system places the window.
 */
import { isNumberIn, isPlainObject } from '../../shared/plain-value'
import { repairZoom } from './window-zoom'

/** In device-independent pixels of all screens together. */
export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** How a window opens; sizes are outer ones. */
export interface WindowState {
  /** Null lets the system choose. */
  readonly position: { readonly x: number; readonly y: number } | null
  readonly width: number
  readonly height: number
  readonly maximized: boolean
  /** Zoom factor of everything in the window. */
  readonly zoom: number
}

/** The smallest window that everything fits in. */
export const minimumSize = { width: 1100, height: 700 } as const

const firstSize = { width: 1440, height: 900 } as const

/** How much of the title bar must be on a screen so that it can be dragged. */
const gripSize = { width: 120, height: 24 } as const

/**
 * The state to open with, from whatever was stored.
 * @param screens the area of each screen that windows may use, the main one first; the minimum size
 *   applies on smaller screens, too
 */
export function repairWindowState(stored: unknown, screens: readonly Bounds[]): WindowState {
  const given = isPlainObject(stored) ? stored : {}
  const { x, y } = given
  const screen = screens.find((one) => canBeGripped(x, y, one)) ?? null
  const room = screen ?? screens[0] ?? firstSize
  const side = (name: 'width' | 'height'): number => {
    const field = given[name]
    const wanted = isNumberIn(field, 1, 100_000) ? Math.round(field) : firstSize[name]
    return Math.max(minimumSize[name], Math.min(wanted, room[name]))
  }
  return {
    position: screen === null ? null : { x: Math.round(Number(x)), y: Math.round(Number(y)) },
    width: side('width'),
    height: side('height'),
    maximized: given['maximized'] === true,
    zoom: repairZoom(given['zoom'])
  }
}

function canBeGripped(x: unknown, y: unknown, screen: Bounds): boolean {
  const { width, height } = gripSize
  return (
    isNumberIn(x, screen.x, screen.x + screen.width - width) &&
    isNumberIn(y, screen.y, screen.y + screen.height - height)
  )
}
