/** Size of the window between starts. Its position is left to the system: Wayland has none to offer. */
import { isNumberIn, isPlainObject } from './plain-value'

/** Outer size in device-independent pixels. */
export interface WindowState {
  readonly width: number
  readonly height: number
  readonly maximized: boolean
}

/** The smallest window that everything fits in. */
export const minimumSize = { width: 1100, height: 700 } as const

const firstSize = { width: 1440, height: 900 } as const

/**
 * The state to open with, made of whatever was stored.
 * @param screen size that a window may have on this screen; the minimum still holds on smaller ones
 */
export function repairWindowState(
  stored: unknown,
  screen: { readonly width: number; readonly height: number }
): WindowState {
  const given = isPlainObject(stored) ? stored : {}
  const side = (name: 'width' | 'height'): number => {
    const field = given[name]
    const wanted = isNumberIn(field, 1, 100_000) ? Math.round(field) : firstSize[name]
    return Math.max(minimumSize[name], Math.min(wanted, screen[name]))
  }
  return { width: side('width'), height: side('height'), maximized: given['maximized'] === true }
}
